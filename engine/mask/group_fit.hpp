// group_fit.hpp
//
// Finds what a preset is fitted to where several columns hold the same values, and whether it fits.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "mask/column_groups.hpp"
#include "mask/made_up/preset_forms.hpp"
#include "mask/preset.hpp"
#include "subset/config.hpp"

#include <optional>
#include <string>
#include <vector>

namespace subset {

// Describes what a preset must fit in a column of a group: the shortest length of all columns, and
// unique values where one of the columns is unique.
// Requires: the column is a member.
[[nodiscard]] Masked masked_in_group(const Catalog& catalog, const std::vector<ColumnOf>& members,
                                     ColumnOf column);

// Explains why the preset cannot mask the columns of a group, each with its name. Returns nothing
// where it can. `forms` is what the preset looks like elsewhere, if it is somewhere.
[[nodiscard]] std::optional<std::string> find_misfit(const Catalog& catalog,
                                                     const std::vector<ColumnOf>& members,
                                                     const PresetCall& call,
                                                     const PresetForms& forms);

// Explains why the columns of a group cannot hold one mask, that of `head`: one of them is
// computed, or differs where the others are equal. `by_preset` says that a preset makes it of the
// value.
[[nodiscard]] std::optional<Fault> find_unmaskable(const Catalog& catalog,
                                                   const std::vector<ColumnOf>& members,
                                                   ColumnOf head, const MaskRule& rule,
                                                   bool by_preset);

}  // namespace subset
