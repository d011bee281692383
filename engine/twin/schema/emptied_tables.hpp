// emptied_tables.hpp
//
// Decides which tables of a target that keeps its schema are filled, are emptied or keep their
// rows, from what read_kept_schema() has read. Private to twin/.
//
// Thread-safety: pure functions.
#pragma once

#include "twin/schema/kept_schema.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace subset {

struct FoundTable {
    KeptTable table;
    bool owned = false;
    std::string owner;  // of it, or of a partition, that is another role's
    bool policy_active = false;
    std::uint64_t relations = 0;
};

using FoundTables = std::map<Oid, FoundTable>;

struct FoundKey {
    Oid child = 0;
    Oid parent = 0;
    KeptReference reference;
};

// Gives each table of the source the target's table of that name, and tells which tables the target
// does not have.
//
// `reached_only`: of those into which no row may come, nothing is told.
//
// Throws: target_schema, where it has none of them.
void match_source(const RowPlan& plan, bool reached_only, FoundTables& tables, KeptSchema& schema);

// The entries mean the tables that the target alone has, too. Those with rows = "absent" stay as
// they are, like those that the source does not have.
//
// Throws: config, for a name that neither end has, as the plan has left that to the target.
void match_own(const Catalog& catalog, const std::vector<TableRule>& rules, FoundTables& tables);

// Returns the tables that are filled, and those of the target's own that reference them, whose rows
// would refer to nothing afterwards. A warning tells these.
//
// Throws: target_schema, where such a table is in none of the catalog's schemas.
[[nodiscard]] std::set<Oid> find_emptied(const FoundTables& tables,
                                         const std::vector<FoundKey>& keys, const Catalog& catalog,
                                         KeptSchema& schema);

// Returns the tables that both ends have, and those of them into which rows may come.
[[nodiscard]] std::set<Oid> find_shared(const FoundTables& tables);
[[nodiscard]] std::set<Oid> find_filled(const FoundTables& tables, const RowPlan& plan);

// Returns the emptied tables, and the kept ones whose foreign keys must make way.
[[nodiscard]] std::set<Oid> with_rejoined(const std::set<Oid>& emptied,
                                          const std::vector<FoundKey>& keys,
                                          const FoundTables& tables, bool kept_rows_may_go);

// Throws: privilege, where the role does not own one of the tables; policy, where row security is
//         in its way.
void check_filling_rights(const FoundTables& tables, const std::set<Oid>& changed,
                          const TargetState& state);

}  // namespace subset
