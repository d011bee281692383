// explain_user_sql.hpp
//
// Explains to a user why the source does not take SQL of the config: the server's words, the key
// that they are about, and what was perhaps meant. Private to preflight/.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "mask/column_mask.hpp"
#include "pg/errors.hpp"
#include "plan/row_plan.hpp"
#include "subset/config.hpp"

namespace subset {

// `key` is "where", "order_by" or both.
[[nodiscard]] Fault explain_root_sql(const Catalog& catalog, const char* key, const RootPlan& root,
                                     const Text& text, const pg::ServerMessage& said);

// The query must return the primary key of the table.
[[nodiscard]] Fault explain_root_query(const Table& table, const Text& text,
                                       const pg::ServerMessage& said);

// RuleSql is SQL about a reference: the key it stands at ("[[child]] where"), and a hint that says
// which rows it may name.
struct RuleSql {
    const char* key;
    const Text& text;
    const char* hint;
};

[[nodiscard]] Fault explain_rule_sql(const Catalog& catalog, const RuleSql& rule,
                                     const Reference& reference, const pg::ServerMessage& said);

[[nodiscard]] Fault explain_mask_sql(const ColumnMask& mask, const pg::ServerMessage& said);

// `table` is the one whose masks the condition is about; the mask has one.
[[nodiscard]] Fault explain_mask_when(const Table& table, const ColumnMask& mask,
                                      const pg::ServerMessage& said);

}  // namespace subset
