// sql_environment.hpp
//
// Replaces `${NAME}` in the SQL of the config so that a value stays a value: whoever may set a
// variable, such as the input of a workflow, must not be able to write SQL. Part of the config
// stage.
//
// Thread-safety: reads the process's environment, which nothing of ours changes.
#pragma once

#include "config/environment.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace subset::config {

struct SubstitutedSql {
    Substituted value;
    std::vector<std::string> refused;  // names whose values cannot stand where they are named
};

// As substitute_environment(), by PostgreSQL's lexical rules (manual, "Lexical Structure"). Within
// quotes ('...', E'...', "...") a value is escaped as part of what they hold; within $$...$$ it
// must have no dollar sign; elsewhere it must be a number or a plain name.
[[nodiscard]] SubstitutedSql substitute_in_sql(std::string_view sql);

}  // namespace subset::config
