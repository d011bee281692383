#include "source/masks/mask_findings.hpp"

#include "mask/preset.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

// The masks of so many different values equal them, without being made of them: no chance, but a
// query of the same values from elsewhere.
constexpr std::size_t most_equal_by_chance = 9;
// One in so many may be left.
constexpr std::size_t most_left = 20;

}  // namespace

std::optional<std::string> MaskFindings::take(const pg::Row& row, std::size_t field) {
    const pg::Cell& hash = row.cell(field);
    if (!hash) {
        return std::nullopt;
    }
    ++values_;
    const bool same = row.boolean(field + 1);
    const bool by_itself = row.boolean(field + 2);
    if (same && by_itself) {
        // SQL around a preset means it; a preset alone has no rule by which it would.
        const bool meant = mask().keyed && is_own_sql(mask());
        (meant ? kept_ : unchanged_) += 1;
    } else if (same && is_own_sql(mask()) && !mask().keyed) {
        equal_.insert(*hash);
    }
    for (std::size_t index = 0; index < within_.size(); ++index) {
        const bool itself = sampled_.within[index] == sampled_.column;
        const std::size_t at = field + SampledColumn::own_fields + index;
        within_[index] += !(itself && same) && !row.is_null(at) && row.boolean(at) ? 1 : 0;
    }
    return same ? std::nullopt : hash;
}

void MaskFindings::tell(std::size_t rows, const std::string& what, Observer& observer) const {
    if (rows == 0) {
        return;
    }
    std::string message = fmt::format("the mask of {} {}: {} of the {} that were looked at",
                                      mask().column, what, rows, values_);
    std::string hint =
        "No raw value of a masked column may leave production. Where rows are meant to keep it, "
        "say which by mask_when of [[table]], or around a preset: CASE WHEN c.role = 'staff' THEN "
        "c.email ELSE @email END. Otherwise mend the mask.";
    if (rows * most_left > values_) {
        throw Error{ErrorKind::not_whole, std::move(message), std::move(hint), mask().place};
    }
    observer.warning({std::move(message), std::move(hint), mask().place});
}

void MaskFindings::tell(Observer& observer) const {
    const std::size_t equal = equal_.size() > most_equal_by_chance ? equal_.size() : 0;
    tell(unchanged_ + equal, "leaves values as they are", observer);
    for (std::size_t index = 0; index < within_.size(); ++index) {
        const std::uint16_t of = sampled_.within[index];
        tell(within_[index],
             of == sampled_.column
                 ? std::string{"holds the raw values within"}
                 : fmt::format("holds raw values of {}.{}, which is masked itself",
                               table_.name.text(), table_.columns[of].name),
             observer);
    }
    if (kept_ > 0) {
        observer.note(
            fmt::format("the mask of {} keeps {} of {} values that were looked at, as "
                        "its SQL says",
                        mask().column, kept_, values_));
    }
}

}  // namespace subset
