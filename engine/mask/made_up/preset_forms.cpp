#include "mask/made_up/preset_forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace subset {
namespace {

constexpr std::size_t most_room = 64;  // no preset gains from more room

// Returns the room below which a mask would lose what makes it look like its kind.
std::size_t least_room(const PresetCall& call) {
    switch (call.preset) {
        case Preset::hash:
            return 8;
        case Preset::text:  // a text of the same shape takes the room that it has
            return call.keep == "shape" ? 1 : 20;
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

// Renders the names of columns, "public.users.email, public.letters.receiver and 3 more".
std::string list_columns(const std::vector<std::string>& names) {
    constexpr std::size_t most_shown = 5;
    const std::size_t shown = std::min(names.size(), most_shown);
    return fmt::format(
        "{}{}", fmt::join(names.begin(), names.begin() + static_cast<int>(shown), ", "),
        names.size() == shown ? "" : fmt::format(" and {} more", names.size() - shown));
}

template <typename Condition>
std::vector<std::string> names_of(const std::vector<Masked>& columns, Condition condition) {
    std::vector<std::string> names;
    for (const Masked& each : columns) {
        if (condition(each) && !each.column.empty() &&
            std::find(names.begin(), names.end(), each.column) == names.end()) {
            names.push_back(each.column);
        }
    }
    return names;
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
    const std::size_t least = room_to_differ(call, columns, least_room(call));
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

std::vector<Fault> PresetForms::explain_differences() const {
    std::vector<Fault> told;
    for (const auto& [kind, uses] : uses_) {
        const std::string_view name = preset_name(uses.call.preset);
        const std::size_t least = room_to_differ(uses.call, uses.columns, least_room(uses.call));
        const auto wide =
            names_of(uses.columns, [&](const Masked& each) { return room_of(each) >= least; });
        const auto by_value =
            names_of(uses.columns, [](const Masked& each) { return !each.identity; });
        for (const Masked& each : uses.columns) {
            if (room_of(each) < least && !wide.empty()) {
                told.push_back({fmt::format("{} has room for {} characters only: its {} masks are "
                                            "others than those of the "
                                            "same values in {}",
                                            each.column, room_of(each), name, list_columns(wide)),
                                "Widen the column, or mask it otherwise."});
            }
            if (each.identity && is_of_person(uses.call.preset) && !by_value.empty()) {
                told.push_back({fmt::format("the {} masks of {} are made of the row's identity: "
                                            "they are others than those "
                                            "of the same values in {}",
                                            name, each.column, list_columns(by_value)),
                                "Where they should agree, give the other tables an identity that "
                                "has the same values."});
            }
        }
    }
    return told;
}

Masked with_form(const PresetCall& call, Masked masked) {
    if (masked.forms != nullptr) {
        masked.form = masked.forms->form_of(call);
        masked.form.distinct = masked.form.distinct || masked.unique;
    }
    return masked;
}

}  // namespace subset
