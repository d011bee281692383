#include "preflight/drift.hpp"

#include "config/lock_file.hpp"
#include "mask/column_states.hpp"
#include "mask/personal_names.hpp"
#include "mask/value_class.hpp"
#include "preflight/look_at_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <vector>

namespace subset {
namespace {

using config::Lock;

struct Drift {
    std::vector<std::string> tables;
    std::vector<std::string> columns;
    std::vector<std::string> changed;  // columns, with both types
    std::vector<std::string> references;
    // of new tables too, without a mask or a place in `keep`
    std::vector<UnclassifiedColumn> unmasked;

    [[nodiscard]] bool empty() const noexcept {
        return tables.empty() && columns.empty() && changed.empty() && references.empty();
    }
};

Lock make_lock(const Catalog& catalog) {
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
        const ColumnState state = each.states.at(place);
        if (state != ColumnState::masked && state != ColumnState::kept && !column.generated &&
            may_be_personal(shape_of(column))) {
            drift.unmasked.push_back({table.id, static_cast<std::uint16_t>(place),
                                      std::string{guess_mask(table.name.name, column)}});
        }
    }
}

Drift compare(const RowPlan& plan, const Lock& before) {
    Drift drift;
    const Lock now = make_lock(plan.catalog);
    for (const Table& table : plan.catalog.tables) {
        if (!table.in_scope) {
            continue;
        }
        const std::string name = table.name.text();
        const auto known = before.tables.find(name);
        if (known == before.tables.end()) {
            drift.tables.push_back(name);
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

// Values are looked at where rows may come anyway; of other tables the role may not even be able
// to.
bool may_look_at(const RowPlan& plan, const UnclassifiedColumn& column) {
    return plan.table(column.table).reachable && can_be_read(plan.catalog.table(column.table));
}

// Of the new columns, those whose names or values say that they are somebody's.
std::vector<std::string> find_personal(const RowPlan& plan, const Drift& drift,
                                       pg::CopyChannel& reader) {
    std::vector<UnclassifiedColumn> columns;
    std::copy_if(drift.unmasked.begin(), drift.unmasked.end(), std::back_inserter(columns),
                 [&](const UnclassifiedColumn& each) { return may_look_at(plan, each); });
    const std::vector<ColumnLook> looks = look_at_columns(plan, columns, reader);
    std::vector<std::string> names;
    std::size_t looked_at = 0;
    for (const UnclassifiedColumn& each : drift.unmasked) {
        const ColumnLook look = may_look_at(plan, each) ? looks[looked_at++] : ColumnLook{};
        const std::uint64_t telling = std::max({look.addresses, look.phones, look.cards});
        if (!each.looks_like.empty() || (look.values > 0 && telling * 5 >= look.values)) {
            const Table& table = plan.catalog.table(each.table);
            names.push_back(table.name.text() + "." + table.columns[each.column].name);
        }
    }
    return names;
}

std::string render_list(std::string_view one, std::string_view several,
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

std::vector<Fault> make_faults(const RowPlan& plan, const LockConfig& lock, const Drift& drift,
                               pg::CopyChannel& reader) {
    const std::string file = lock.path.filename().string();
    std::vector<Fault> faults;
    const std::vector<std::string> personal = find_personal(plan, drift, reader);
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
         fmt::format("{}{}{}{}{}", render_list("New table:", "New tables:", drift.tables),
                     render_list("New column:", "New columns:", drift.columns),
                     render_list("Other type:", "Other types:", drift.changed),
                     render_list("New reference:", "New references:", drift.references),
                     lock.enforced
                         ? "Look at what they mean for the twin; a run without --locked accepts "
                           "them."
                         : "With --locked this would be refused."),
         {lock.path.string()}});
    return faults;
}

}  // namespace

void check_drift(const RowPlan& plan, const LockConfig& lock, pg::CopyChannel& reader,
                 Observer& observer) {
    if (lock.path.empty() && lock.enforced) {
        throw Error{ErrorKind::refused,
                    "--locked, and the config has no place for a lock file beside it",
                    "Name a config that is a file."};
    }
    if (lock.path.empty()) {
        return;
    }
    std::optional<Lock> before;
    try {
        before = config::read_lock(lock.path);
    } catch (const Error& error) {
        if (lock.enforced) {
            throw;
        }
        observer.warning(
            {error.what(), "This run goes on without it, and writes it anew.", error.place()});
        return;
    }
    if (!before && lock.enforced) {
        throw Error{ErrorKind::refused,
                    fmt::format("--locked, and there is no {}", lock.path.string()),
                    "A run without --locked writes it; keep it with the config."};
    }
    if (!before) {
        return;
    }
    const Drift drift = compare(plan, *before);
    if (drift.empty()) {
        return;
    }
    std::vector<Fault> faults = make_faults(plan, lock, drift, reader);
    if (lock.enforced) {
        throw Error{ErrorKind::refused, std::move(faults)};
    }
    for (const Fault& fault : faults) {
        observer.warning(fault);
    }
}

void keep_lock(const Catalog& catalog, const LockConfig& lock, Observer& observer) {
    if (!lock.kept || lock.path.empty()) {
        return;
    }
    std::error_code ignored;
    const bool there = std::filesystem::exists(lock.path, ignored);
    try {
        config::write_lock(lock.path, make_lock(catalog));
    } catch (const Error& error) {
        observer.warning(
            {there ? fmt::format("the lock file stays as it was: {}", error.what())
                   : fmt::format("no lock file was written: {}", error.what()),
             there
                 ? "The twin is complete; with --locked the next run is held against the old file."
                 : "The twin is complete; a run with --locked needs the file, and will be refused "
                   "without it."});
    }
}

}  // namespace subset
