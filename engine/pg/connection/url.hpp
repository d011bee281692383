// url.hpp
//
// Cleans the url of an endpoint as people paste it, with the white space, scheme and parameters of
// the program that they took it from. Part of engine/pg.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace subset::pg {

// A url as libpq takes it, and what was left out on the way there.
struct CleanUrl {
    std::string text;
    std::vector<std::string> notes;  // lines for Observer::note
};

// Takes off the white space around the url, `jdbc:`, a driver's name (`postgresql+psycopg2:`), and
// the parameters of known ORMs, pools and drivers. `end` is "source" or "target".
//
// Throws: config, which names a scheme or parameter that is not known, or says that quotes stand
//         around the url; it never shows a value.
[[nodiscard]] CleanUrl clean_url(std::string_view end, std::string_view given);

// Explains why libpq cannot read `url`, without any text that may be a secret. `said` is libpq's
// own reason, which quotes such text.
[[nodiscard]] std::string explain_unreadable(std::string_view url, std::string_view said);

}  // namespace subset::pg
