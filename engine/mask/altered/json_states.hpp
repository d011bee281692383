// json_states.hpp
//
// The paths of @json as states of an automaton that walks down a document, in bits of SQL: a bit
// for each step of each path that is wanted next, and one for each path that has been met. Private
// to mask/.
//
// Keys lead into objects; arrays are entered without being named, and [*] names their elements.
// What a path meets is all that is below it.
//
// Thread-safety: const members from any thread.
#pragma once

#include "mask/preset.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

class JsonStates {
public:
    // Rules for keys have no path. Where no other is left, all of the document is met.
    explicit JsonStates(const std::vector<JsonRule>& rules);

    // The states at the root, as an SQL literal.
    [[nodiscard]] std::string initial() const;
    // The states below `state` (SQL), at the member `key` (SQL; NULL: an element of an array).
    [[nodiscard]] std::string render_next(const std::string& state, const std::string& key) const;
    // Whether anything is wanted or met in this state.
    [[nodiscard]] std::string render_alive(const std::string& state) const;
    // Whether the path has been met. `rule` is an index into the rules.
    [[nodiscard]] std::string render_met(const std::string& state, std::size_t rule) const;

    // One of the rules that are not for keys.
    struct Path {
        std::size_t rule = 0;   // index into the rules
        std::size_t first = 0;  // its first bit, from the right; one follows for each step
        std::vector<JsonStep> steps;
        std::vector<bool> deep;  // by step: it may be met at any depth
    };
    [[nodiscard]] const std::vector<Path>& paths() const noexcept { return paths_; }
    // Reads the states that were reached, "0101". Returns the first step of the path that was met
    // nowhere, or nothing where the whole path was met.
    [[nodiscard]] static std::optional<std::size_t> first_unmet(const Path& path,
                                                                std::string_view reached);
    // Whether that step is wanted in this state.
    [[nodiscard]] std::string render_wanted(const std::string& state, const Path& path,
                                            std::size_t step) const;

private:
    // Whether all of the document is met: then nothing needs to be computed.
    [[nodiscard]] bool is_whole() const;
    [[nodiscard]] std::string literal(const std::vector<std::size_t>& bits) const;

    std::vector<Path> paths_;
    std::size_t width_ = 0;
};

}  // namespace subset
