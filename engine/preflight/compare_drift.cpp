#include "preflight/compare_drift.hpp"

#include "mask/names/personal_names.hpp"
#include "mask/value_class.hpp"
#include "plan/config_places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace subset {
namespace {

using config::Lock;

void compare_columns(const RowPlan& plan, const Table& table, const Lock::Table* before,
                     Drift& drift) {
    const TablePlan& each = plan.table(table.id);
    for (std::size_t place = 0; place < table.columns.size(); ++place) {
        const Column& column = table.columns[place];
        const std::string name = table.name.text() + "." + column.name;
        const auto known = before == nullptr ? std::map<std::string, std::string>::const_iterator{}
                                             : before->columns.find(column.name);
        const bool is_new = before == nullptr || known == before->columns.end();
        if (is_new && before != nullptr) {
            drift.columns.push_back(name);
        } else if (!is_new && known->second != column.type) {
            drift.changed.push_back(
                fmt::format("{} ({}, it was {})", name, column.type, known->second));
        } else if (!is_new) {
            continue;
        }
        const ColumnState state = each.states.at(place).state;
        const bool open = state == ColumnState::plain || state == ColumnState::no_rows;
        if (state == ColumnState::unclassified || (open && may_be_personal(column))) {
            drift.unmasked.push_back({table.id, static_cast<std::uint16_t>(place),
                                      std::string{guess_mask(table.name.name, column)}});
        }
    }
}

// Names the globs of [[root]] that mean the table: " (taken by [[root]] (twin.toml:3))".
std::string name_globs(const RowPlan& plan, TableId table) {
    std::vector<std::string> entries;
    for (const RootPlan& root : plan.roots) {
        if (root.of_glob && root.names(table)) {
            entries.push_back(name_root(root));
        }
    }
    return entries.empty() ? "" : fmt::format(" (taken by {})", fmt::join(entries, ", "));
}

std::string render_new(std::string_view one, std::string_view several,
                       const std::vector<std::string>& names) {
    constexpr std::size_t most = 10;
    if (names.empty()) {
        return {};
    }
    const std::size_t shown = std::min(most, names.size());
    const std::vector<std::string> first{names.begin(),
                                         names.begin() + static_cast<std::ptrdiff_t>(shown)};
    return fmt::format(
        "{} {}{}. ", names.size() == 1 ? one : several, fmt::join(first, ", "),
        shown < names.size() ? fmt::format(" and {} more", names.size() - shown) : "");
}

}  // namespace

config::Lock make_lock(const Catalog& catalog) {
    Lock lock;
    for (const Table& table : catalog.tables) {
        if (table.in_scope) {
            Lock::Table& each = lock.tables[table.name.text()];
            for (const Column& column : table.columns) {
                each.columns.emplace(column.name, column.type);
            }
        }
    }
    for (const Reference& reference : catalog.references) {
        const auto table = lock.tables.find(catalog.table(reference.child.table).name.text());
        if (!reference.declared() || table == lock.tables.end()) {
            continue;
        }
        const std::string text = fmt::format(
            "({}) to {} ({})",
            fmt::join(catalog.table(reference.child.table).names_of(reference.child_columns), ", "),
            reference.parent.name.text(),
            fmt::join(catalog.table(reference.parent.table).names_of(reference.parent_columns),
                      ", "));
        // Single partitions may have references of the same name.
        const std::string name = reference.child.whole
                                     ? reference.name
                                     : reference.child.name.text() + ": " + reference.name;
        table->second.references.emplace(name, text);
    }
    return lock;
}

Drift find_drift(const RowPlan& plan, const config::Lock& before) {
    Drift drift;
    const Lock now = make_lock(plan.catalog);
    for (const Table& table : plan.catalog.tables) {
        if (!table.in_scope) {
            continue;
        }
        const std::string name = table.name.text();
        const auto known = before.tables.find(name);
        if (known == before.tables.end()) {
            drift.tables.push_back(name + name_globs(plan, table.id));
            compare_columns(plan, table, nullptr, drift);
            continue;
        }
        compare_columns(plan, table, &known->second, drift);
        for (const auto& [reference, text] : now.tables.at(name).references) {
            const auto same = known->second.references.find(reference);
            if (same == known->second.references.end() || same->second != text) {
                drift.references.push_back(fmt::format("{} {}: {}", name, reference, text));
            }
        }
    }
    return drift;
}

std::vector<std::string> find_personal(const Catalog& catalog, const Drift& drift,
                                       const std::vector<ColumnLook>& looks) {
    std::vector<std::string> names;
    for (std::size_t place = 0; place < drift.unmasked.size(); ++place) {
        const UnclassifiedColumn& each = drift.unmasked[place];
        const ColumnLook& look = looks.at(place);
        const std::uint64_t telling =
            std::max({look.addresses, look.phones, look.cards, look.telling});
        if (!each.looks_like.empty() || (look.values > 0 && telling * 5 >= look.values)) {
            const Table& table = catalog.table(each.table);
            names.push_back(table.qualified_name_of(each.column));
        }
    }
    return names;
}

std::vector<Fault> make_drift_faults(const LockConfig& lock, const Drift& drift,
                                     const std::vector<std::string>& personal) {
    const std::string file = lock.path.filename().string();
    std::vector<Fault> faults;
    if (!personal.empty()) {
        faults.push_back(
            {fmt::format("{} since {}, {} personal and {} no mask: {}",
                         personal.size() == 1 ? "a column that is new" : "columns that are new",
                         file, personal.size() == 1 ? "looks" : "look",
                         personal.size() == 1 ? "has" : "have", fmt::join(personal, ", ")),
             "Mask it in a [[table]], or name it in keep of [mask]; subset plan --masks proposes "
             "lines.",
             {lock.path.string()}});
    }
    const std::size_t count =
        drift.tables.size() + drift.columns.size() + drift.changed.size() + drift.references.size();
    faults.push_back(
        {fmt::format("the source has {} that {} does not know",
                     count == 1 ? "something" : fmt::format("{} things", count), file),
         fmt::format("{}{}{}{}{}", render_new("New table:", "New tables:", drift.tables),
                     render_new("New column:", "New columns:", drift.columns),
                     render_new("Other type:", "Other types:", drift.changed),
                     render_new("New reference:", "New references:", drift.references),
                     lock.enforced
                         ? "Look at what they mean for the twin; a run without --locked accepts "
                           "them."
                         : "With --locked this would be refused."),
         {lock.path.string()}});
    return faults;
}

}  // namespace subset
