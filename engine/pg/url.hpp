// url.hpp
//
// The url of an endpoint as people paste it: with the white space, scheme and parameters of the
// program that they took it from. Part of engine/pg.
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

// Takes off white space around it, `jdbc:`, a driver's name (`postgresql+psycopg2:`),
// and the parameters of known ORMs, pools and drivers. `end` is "source" or "target".
//
// Throws: config, which names the scheme or the parameter that nobody knows, or says that quotes
// stand around it; never a value.
[[nodiscard]] CleanUrl clean_url(std::string_view end, std::string_view given);

// Why libpq cannot read `url`, without any text that may be a secret; `said` is its own reason,
// which quotes such text.
[[nodiscard]] std::string explain_unreadable(std::string_view url, std::string_view said);

}  // namespace subset::pg
