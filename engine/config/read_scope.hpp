// read_scope.hpp
//
// A ReadScope says which part of a database is looked at: its catalog is read by it.
//
// Thread-safety: pure functions and values.
#pragma once

#include "subset/config.hpp"

#include <optional>
#include <vector>

namespace subset {

struct ReadScope {
    std::optional<std::vector<Text>> schemas;  // absent: every user schema
    std::vector<TableRule> tables;             // say which tables the twin does not have
    std::vector<ReferenceRule> references;     // that the schema does not declare
    std::vector<TableRule> row_rules;          // say which tables no glob of a reference means
    bool mask_facts = false;                   // what is asked of columns for masks alone
    // Tables that the role may not read are taken for absent, instead of being an error.
    bool leave_unreadable = false;
};

[[nodiscard]] ReadScope scope_of_source(const Config& config);

}  // namespace subset
