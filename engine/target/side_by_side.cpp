#include "target/side_by_side.hpp"

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
        for (const RunSection::Entry& entry : sections.pre_data) {
            if (!entry.name.starts_with("TABLE ")) {
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

std::uint64_t size_of(const Plan& plan, const Closure& closure, TableId table) {
    return plan.table(table).streamable ? plan.catalog.table(table).about_bytes
                                        : closure.tables.at(index_of(table)).bytes;
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
    std::map<Oid, int> ids;
    for (const auto& [id, oid] : sections.tables) {
        ids[oid] = id;
    }
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
bool shares_its_table(const RunSection::Entry& entry) {
    return entry.name.starts_with("INDEX ") && !entry.name.starts_with("INDEX ATTACH ") &&
           entry.sql.find("\nALTER TABLE ") == std::string::npos;
}

}  // namespace

void add_side_by_side(ScriptMaker& maker, const Plan& plan, const Closure& closure,
                      const SchemaSections& sections,
                      const std::vector<RunSection::Entry>& post_data) {
    TableGroups groups{sections};
    const std::map<int, std::vector<StepId>> rows =
        add_rows(maker, plan, closure, sections, groups);
    struct Done {
        StepId step{};
        std::set<int> tables;
    };
    std::map<int, Done> done;
    for (std::size_t i = 1; i < post_data.size(); ++i) {
        const RunSection::Entry& entry = post_data[i];
        RunSection work{{post_data.front(), entry}};
        if (entry.dump_id == 0) {  // the dump could not be taken apart
            maker.then(Stage::finish, entry.name, std::move(work));
            continue;
        }
        Needs needs;
        for (const int id : entry.depends_on) {
            if (groups.contains(id)) {
                needs.tables.insert(id);
            } else if (const auto before = done.find(id); before != done.end()) {
                needs.steps.push_back(before->second.step);
                needs.tables.insert(before->second.tables.begin(), before->second.tables.end());
            }
        }
        TableLocks locks{{}, shares_its_table(entry)};
        for (const int table : needs.tables) {
            if (const auto found = rows.find(groups.find(table)); found != rows.end()) {
                needs.steps.insert(needs.steps.end(), found->second.begin(), found->second.end());
            }
            // What alters a partitioned table locks its partitions too.
            for (const int member : locks.shared ? std::vector{table} : groups.members(table)) {
                locks.tables.push_back(sections.tables.at(member));
            }
        }
        const StepId step = maker.beside(Stage::finish, entry.name, std::move(work),
                                         std::move(needs.steps), std::move(locks));
        done[entry.dump_id] = {step, std::move(needs.tables)};
    }
}

}  // namespace subset
