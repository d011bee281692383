#include "script/side_by_side.hpp"

#include "dump/foreign_key_entry.hpp"
#include "script/finishing_sql.hpp"
#include "script/keep/kept_rows.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace subset {
namespace {

// Tables that belong together, by pg_dump's ids: a partition's or an inheritance child's definition
// depends on its parent's, and rows come through the parent.
class TableGroups {
public:
    explicit TableGroups(const SchemaSections& sections) {
        for (const auto& [id, oid] : sections.tables) {
            group_[id] = id;
        }
        for (const SchemaEntry& entry : sections.pre_data) {
            if (entry.kind != EntryKind::table && entry.kind != EntryKind::table_attach) {
                continue;  // a view joins tables, and is no reason to wait
            }
            int first = group_.contains(entry.dump_id) ? entry.dump_id : 0;
            for (const int id : entry.depends_on) {
                if (!group_.contains(id)) {
                    continue;
                }
                if (first != 0) {
                    group_[find(id)] = find(first);
                }
                first = id;
            }
        }
        for (const auto& [id, towards] : group_) {
            members_[find(id)].push_back(id);
        }
    }

    // All tables that belong to this one.
    [[nodiscard]] const std::vector<int>& members(int id) { return members_.at(find(id)); }

    [[nodiscard]] bool contains(int id) const { return group_.contains(id); }

    [[nodiscard]] int find(int id) {
        while (group_.at(id) != id) {
            id = group_[id] = group_.at(group_.at(id));
        }
        return id;
    }

private:
    std::map<int, int> group_;                 // towards the one that stands for all
    std::map<int, std::vector<int>> members_;  // by that one
};

bool contains_any(const std::set<int>& numbers, const std::set<int>& of) {
    return std::any_of(of.begin(), of.end(), [&](int number) { return numbers.contains(number); });
}

std::uint64_t size_of(const Plan& plan, const Closure& closure, TableId table) {
    return plan.table(table).streamable ? plan.catalog.table(table).about_bytes
                                        : closure.tables.at(table).bytes;
}

// pg_dump's ids of tables by their oids.
std::map<Oid, int> ids_of(const SchemaSections& sections) {
    std::map<Oid, int> ids;
    for (const auto& [id, oid] : sections.tables) {
        ids[oid] = id;
    }
    return ids;
}

// The steps by the group of their table.
std::map<int, std::vector<StepId>> add_rows(ScriptMaker& maker, const Plan& plan,
                                            const Closure& closure, const SchemaSections& sections,
                                            TableGroups& groups) {
    std::vector<std::pair<std::uint64_t, TableId>> by_size;
    for (const TableId table : plan.graph.load_order) {
        if (receives_rows(plan, closure, table)) {
            by_size.emplace_back(size_of(plan, closure, table), table);
        }
    }
    std::sort(by_size.begin(), by_size.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    const std::map<Oid, int> ids = ids_of(sections);
    std::map<int, std::vector<StepId>> steps;
    for (const auto& [size, table] : by_size) {
        const Table& found = plan.catalog.table(table);
        const bool freeze = found.kind == TableKind::plain;
        const StepId step = maker.beside(Stage::load, found.name.text(), CopyIn{table, freeze});
        if (const auto id = ids.find(found.oid); id != ids.end()) {
            steps[groups.find(id->second)].push_back(step);
        }
    }
    return steps;
}

// Of one entry of the section: what it waits for, and what it locks.
struct Needs {
    std::vector<StepId> steps;
    std::set<int> tables;  // dump ids
};

// CREATE INDEX alone; pg_dump adds ALTER TABLE where the table is clustered on it or replicated by
// it.
bool shares_its_table(const SchemaEntry& entry) {
    return entry.kind == EntryKind::index && entry.sql.find("\nALTER TABLE ") == std::string::npos;
}

// Puts the entries of the section into steps, each of which waits for what its entry needs.
class PostData {
public:
    PostData(ScriptMaker& maker, const SchemaSections& sections, TableGroups& groups,
             std::map<int, std::vector<StepId>> rows)
        : maker_{maker}, sections_{sections}, groups_{groups}, rows_{std::move(rows)} {}

    void add(const SchemaEntry& preamble, const SchemaEntry& entry) {
        Needs needs = needs_of(entry);
        TableLocks locks{{}, shares_its_table(entry)};
        std::set<int> groups;
        for (const int table : needs.tables) {
            groups.insert(groups_.find(table));
            // What alters a partitioned table locks its partitions too.
            for (const int member : locks.shared ? std::vector{table} : groups_.members(table)) {
                locks.tables.push_back(sections_.tables.at(member));
            }
        }
        for (const int group : groups) {
            append(needs.steps, rows_[group]);
            if (is_foreign_key(entry)) {
                append(needs.steps, statistics_[group]);
            }
        }
        const StepId step = maker_.beside(Stage::finish, entry.title, RunSection{{preamble, entry}},
                                          std::move(needs.steps), std::move(locks));
        for (const int group : groups) {
            finished_[group].push_back(step);
        }
        done_[entry.dump_id] = {step, std::move(needs.tables)};
    }

    // The groups of tables that the entry, which must not have been added yet, belongs to.
    [[nodiscard]] std::set<int> groups_of(const SchemaEntry& entry) const {
        std::set<int> found;
        for (const int table : needs_of(entry).tables) {
            found.insert(groups_.find(table));
        }
        return found;
    }

    // ANALYZE of a table, when all that came before is done with it. Foreign keys are checked by
    // joins, which the server plans by the statistics.
    void add_statistics(const QualifiedName& table, int id) {
        const int group = groups_.find(id);
        std::vector<StepId> waits_for = rows_[group];
        append(waits_for, finished_[group]);
        TableLocks locks;
        for (const int member : groups_.members(id)) {
            locks.tables.push_back(sections_.tables.at(member));
        }
        statistics_[group].push_back(maker_.beside(Stage::finish, "statistics of " + table.text(),
                                                   RunSql{render_analyze({table})},
                                                   std::move(waits_for), std::move(locks)));
    }

private:
    struct Done {
        StepId step{};
        std::set<int> tables;
    };

    static void append(std::vector<StepId>& steps, const std::vector<StepId>& more) {
        steps.insert(steps.end(), more.begin(), more.end());
    }

    [[nodiscard]] Needs needs_of(const SchemaEntry& entry) const {
        Needs needs;
        for (const int id : entry.depends_on) {
            if (groups_.contains(id)) {
                needs.tables.insert(id);
            } else if (const auto before = done_.find(id); before != done_.end()) {
                needs.steps.push_back(before->second.step);
                needs.tables.insert(before->second.tables.begin(), before->second.tables.end());
            }
        }
        return needs;
    }

    ScriptMaker& maker_;
    const SchemaSections& sections_;
    TableGroups& groups_;
    // by the group of their table:
    std::map<int, std::vector<StepId>> rows_;
    std::map<int, std::vector<StepId>> finished_;
    std::map<int, std::vector<StepId>> statistics_;
    std::map<int, Done> done_;  // by the entry's id
};

}  // namespace

void add_side_by_side(ScriptMaker& maker, const Plan& plan, const Closure& closure,
                      const SchemaSections& sections, const BehindRows& behind) {
    const std::vector<SchemaEntry>& post_data = behind.post_data;
    TableGroups groups{sections};
    std::map<int, std::vector<StepId>> rows = add_rows(maker, plan, closure, sections, groups);
    add_cuts_in_target(maker, plan, closure);
    PostData steps{maker, sections, groups, std::move(rows)};
    const bool apart = std::all_of(post_data.begin() + (post_data.empty() ? 0 : 1), post_data.end(),
                                   [](const auto& entry) { return entry.dump_id != 0; });
    if (!apart) {
        add_aside_rows(maker, plan, behind.aside, true);
        maker.then(Stage::finish, "indexes and constraints", RunSection{post_data});
        subset::add_statistics(maker, plan, closure);
        return;
    }
    const std::map<Oid, int> ids = ids_of(sections);
    std::set<int> late_groups;
    for (const Oid table : find_tables_beside_kept_rows(plan)) {
        if (const auto id = ids.find(table); id != ids.end()) {
            late_groups.insert(groups.find(id->second));
        }
    }
    std::vector<const SchemaEntry*> late;
    std::set<int> late_ids;
    const auto is_late = [&](const SchemaEntry& entry) {
        const auto& of = entry.depends_on;  // a comment depends on its constraint alone
        return contains_any(late_groups, steps.groups_of(entry)) ||
               std::any_of(of.begin(), of.end(), [&](int id) { return late_ids.contains(id); });
    };
    const auto add = [&](const SchemaEntry& entry) {
        if (is_late(entry)) {
            late.push_back(&entry);
            late_ids.insert(entry.dump_id);
        } else {
            steps.add(post_data.front(), entry);
        }
    };
    const auto first = post_data.empty() ? post_data.end() : post_data.begin() + 1;
    const auto foreign_keys = std::find_if(first, post_data.end(), is_foreign_key);
    std::for_each(first, foreign_keys, add);
    for (const Table& table : plan.catalog.tables) {
        const auto id = ids.find(table.oid);
        if (id != ids.end() && receives_rows(plan, closure, table.id)) {
            steps.add_statistics(table.name, id->second);
        }
    }
    std::for_each(foreign_keys, post_data.end(), add);
    add_aside_rows(maker, plan, behind.aside, true);
    for (const SchemaEntry* const entry : late) {
        steps.add(post_data.front(), *entry);
    }
}

}  // namespace subset
