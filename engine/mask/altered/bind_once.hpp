// bind_once.hpp
//
// Lets SQL compute a part of itself once, however often the part stands in it. The query that this
// takes costs less than an HMAC, or than a few looks into a document, but leaves the mask to one
// process: only masks do so of which the server's workers take no part anyway. Private to mask/.
//
// Thread-safety: pure function.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace subset {

// Returns the SQL with `part` computed beforehand as `name`.v, where it stands in at least so many
// places, and else as it is. No other query within `sql` may have the name.
[[nodiscard]] std::string bind_once(const std::string& sql, const std::string& part,
                                    std::string_view name, std::size_t places);

}  // namespace subset
