// row_constraints.hpp
//
// What the rows of a table must satisfy besides their references, as far as masks may break it:
// CHECKs, unique indexes, expressions and generated columns included, and exclusion constraints.
// Private to script/proof/.
//
// Thread-safety: values; the reading function uses its connection from one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace subset {

enum class RowConstraintKind : std::uint8_t { check, unique, exclusion };

struct RowConstraint {
    RowConstraintKind kind{};
    std::string name;
    // A CHECK's one expression, or an index's keys; SQL over columns without a qualifier.
    std::vector<std::string> expressions;
    std::vector<std::string> operators;  // of an exclusion constraint, for each key
    std::string predicate;               // of a partial index; empty: all rows
    bool nulls_equal = false;
    bool plain = false;             // an index of columns alone, none of them generated
    std::set<std::string> columns;  // that it reads, the bases of generated ones among them
    std::set<std::string> masked;   // those of them that have a mask
};

struct GeneratedColumn {
    std::string sql;
    std::set<std::string> columns;  // that it is made of
};

struct RowConstraints {
    std::vector<RowConstraint> constraints;
    std::map<std::string, GeneratedColumn> generated;  // by name
};

// Reads those that involve a masked column, for each table that is masked and receives rows.
//
// Requires: the channel is in the run's snapshot.
// Cost:     one round trip; none where no table is masked.
[[nodiscard]] std::map<TableId, RowConstraints> read_row_constraints(
    const RowPlan& plan, const std::vector<TableId>& tables, pg::CopyChannel& reader);

}  // namespace subset
