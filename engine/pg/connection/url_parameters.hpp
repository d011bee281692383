// url_parameters.hpp
//
// Sorts the parameters of a url as people paste it: those of libpq stay, those that another program
// takes out of a url for itself go, and others are refused. Private to pg/.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace subset::pg {

struct UrlParameters {
    std::string kept;                 // "?sslmode=require&...", or empty
    std::optional<std::string> note;  // which were left out
};

// `query` is what stands behind "?" in the url of that end.
//
// Throws: config, which names a parameter that is not known; it never shows a value.
[[nodiscard]] UrlParameters clean_parameters(std::string_view end, std::string_view query);

}  // namespace subset::pg
