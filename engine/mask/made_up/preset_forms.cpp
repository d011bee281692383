#include "mask/made_up/preset_forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace subset {
namespace {

constexpr std::size_t most_room = 64;  // no preset gains from more room

// Returns the room below which a mask would lose what makes it look like its kind.
std::size_t least_room(Preset preset) {
    switch (preset) {
        case Preset::hash:
            return 8;
        case Preset::email:
            return 29;
        case Preset::url:
            return 36;
        case Preset::username:
        case Preset::name:
        case Preset::company:
        case Preset::address:
        case Preset::phone:
            return 16;
        case Preset::first_name:
        case Preset::last_name:
        case Preset::city:
        case Preset::postcode:
            return 10;
        default:
            return 1;
    }
}

bool has_room(const Masked& masked) { return masked.shape.value == ValueClass::text; }

std::size_t room_of(const Masked& masked) {
    return has_room(masked) ? masked.shape.length.value_or(most_room) : most_room;
}

// Returns the room that the values of unique columns need to stay apart.
std::size_t room_to_differ(const PresetCall& call, const std::vector<Masked>& columns,
                           std::size_t room) {
    for (const Masked& each : columns) {
        Masked narrow = each;
        narrow.form.distinct = true;
        const auto rows = static_cast<double>(each.rows.value_or(0));
        const bool may_fit = has_room(each) && each.unique;
        for (bool fits = !may_fit; !fits && room < std::min(most_room, room_of(each));) {
            narrow.shape.length = room;
            fits = count_distinct(call, narrow).value_or(rows) >= rows;
            room += fits ? 0 : 1;
        }
    }
    return room;
}

std::string explain_narrow_column(const PresetCall& call, const Masked& narrow,
                                  const std::vector<Masked>& columns, std::size_t room) {
    std::vector<std::string> others;
    for (const Masked& each : columns) {
        if (room_of(each) >= room && !each.column.empty()) {
            others.push_back(each.column);
        }
    }
    constexpr std::size_t most_shown = 5;
    const std::size_t more = others.size() - std::min(others.size(), most_shown);
    others.resize(others.size() - more);
    return fmt::format(
        "{} has room for {} characters only: its {} masks are others than those of "
        "the same values in {}{}",
        narrow.column, room_of(narrow), preset_name(call.preset), fmt::join(others, ", "),
        more == 0 ? "" : fmt::format(" and {} more", more));
}

}  // namespace

void PresetForms::add(const PresetCall& call, const Masked& masked) {
    Uses& uses = uses_[{call.preset, call.keep}];
    uses.call = call;
    uses.columns.push_back(masked);
}

PresetForm PresetForms::form_of(const PresetCall& call) const {
    PresetForm form;
    const auto found = uses_.find({call.preset, call.keep});
    if (found == uses_.end()) {
        return form;
    }
    const std::vector<Masked>& columns = found->second.columns;
    const std::size_t least = room_to_differ(call, columns, least_room(call.preset));
    for (const Masked& each : columns) {
        form.distinct = form.distinct || each.unique;
        form.folded = form.folded || each.folded;
        const std::size_t room = room_of(each);
        if (room >= least && room < form.length.value_or(most_room)) {
            form.length = room;
        }
    }
    return form;
}

std::vector<std::string> PresetForms::explain_narrow() const {
    std::vector<std::string> sentences;
    for (const auto& [kind, uses] : uses_) {
        const std::size_t least =
            room_to_differ(uses.call, uses.columns, least_room(uses.call.preset));
        for (const Masked& each : uses.columns) {
            const bool others =
                std::any_of(uses.columns.begin(), uses.columns.end(),
                            [&](const Masked& other) { return room_of(other) >= least; });
            if (room_of(each) < least && others) {
                sentences.push_back(explain_narrow_column(uses.call, each, uses.columns, least));
            }
        }
    }
    return sentences;
}

Masked with_form(const PresetCall& call, Masked masked) {
    if (masked.forms != nullptr) {
        masked.form = masked.forms->form_of(call);
        masked.form.distinct = masked.form.distinct || masked.unique;
    }
    return masked;
}

}  // namespace subset
