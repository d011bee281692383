// write_mask.hpp
//
// Writes the SQL that masks a column, with what the presets in it become.
//
// Private to mask/.
//
// Thread-safety: const members from any thread.
#pragma once

#include "catalog/catalog.hpp"
#include "mask/column_groups.hpp"
#include "mask/column_mask.hpp"
#include "mask/made_up/preset_forms.hpp"
#include "mask/parse/mask_sql.hpp"
#include "subset/config.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// What one line of the config says about the columns of a group, which hold the same values. The
// mask was written for `head`; where the group has other columns, the mask sees that value alone.
struct GroupMask {
    std::vector<ColumnOf> members;
    ColumnOf head{};
    const MaskRule* rule = nullptr;
    const Text* when = nullptr;      // mask_when of the head's table
    const Text* identity = nullptr;  // of the head's table, where the head is alone
};

class MaskWriter {
public:
    // Throws: Error(config) without a place, where a preset in the mask is not understood.
    // `forms` outlives the writer.
    MaskWriter(const Catalog& catalog, const ColumnGroups& groups,
               const std::vector<std::string>& locales, const PresetForms& forms, GroupMask group);

    // Tells the forms which columns have which presets. All writers do before one of them answers.
    void add_to(PresetForms& forms) const;

    // Explains why a preset does not fit, or returns nothing.
    [[nodiscard]] std::optional<std::string> misfit() const;

    // Whether a preset masks the column's value.
    [[nodiscard]] bool has_preset_of_value() const;

    // Requires: no misfit; the column is a member.
    [[nodiscard]] ColumnMask write(ColumnOf column) const;

private:
    [[nodiscard]] const Column& column(ColumnOf of) const;
    [[nodiscard]] bool alone() const { return group_.members.size() == 1; }
    [[nodiscard]] std::vector<PresetInSql> presets_in(std::string_view sql) const;
    [[nodiscard]] bool needs_key_in(const std::vector<PresetInSql>& presets) const;
    [[nodiscard]] std::optional<std::string> misfit_in(
        const std::vector<PresetInSql>& presets) const;
    void add_presets(const std::vector<PresetInSql>& presets, PresetForms& forms) const;
    [[nodiscard]] Masked masked_for(ColumnOf column) const;
    [[nodiscard]] Masked masked_of(const PresetCall& call, ColumnOf column) const;
    [[nodiscard]] std::string fill(std::string_view sql, const std::vector<PresetInSql>& presets,
                                   ColumnOf column, const std::string& value) const;
    [[nodiscard]] bool refers_by_elements(ColumnOf column) const;
    void tell_altered(ColumnOf column, ColumnMask& mask) const;
    [[nodiscard]] std::string render_call(const PresetCall& call, ColumnOf column,
                                          const std::string& value) const;

    const Catalog& catalog_;
    const ColumnGroups& groups_;
    const std::vector<std::string>& locales_;
    const PresetForms& forms_;
    GroupMask group_;
    std::vector<PresetInSql> presets_;
    bool own_sql_ = false;
};

}  // namespace subset
