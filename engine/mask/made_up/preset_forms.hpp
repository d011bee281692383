// preset_forms.hpp
//
// Finds the one form that a preset has in all columns that have it, so that equal values have equal
// masks: as long as the narrowest of them takes, with what keeps values apart where one is unique,
// and without a look at letter case where one does not tell it. A column that is so narrow that the
// others would lose too much does not count, and is told.
//
// Thread-safety: const members from any thread.
#pragma once

#include "mask/preset.hpp"
#include "subset/error.hpp"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace subset {

class PresetForms {
public:
    // Takes a column that has the preset, or an expression or a document in which it stands.
    void add(const PresetCall& call, const Masked& masked);

    // Returns the form of a preset of which nothing was added, too: as it is where nothing asks
    // more.
    [[nodiscard]] PresetForm form_of(const PresetCall& call) const;

    // Tells of each column whose masks differ from those of the same values elsewhere: because it
    // is too narrow, or because they are made of what identifies the row.
    [[nodiscard]] std::vector<Fault> explain_differences() const;

private:
    struct Uses {
        PresetCall call;
        std::vector<Masked> columns;
    };
    using Kind = std::tuple<Preset, std::optional<std::string>>;  // what is kept makes a difference

    std::map<Kind, Uses> uses_;
};

// Returns the description with the form that `masked.forms` has for the preset, if there are any.
[[nodiscard]] Masked with_form(const PresetCall& call, Masked masked);

}  // namespace subset
