// sql_environment.hpp
//
// `${NAME}` in the SQL of the config, where a value is not to become SQL of its own: whoever may
// set a variable, such as the input of a workflow, must not write the query. Part of the config
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

// As substitute_environment(), by PostgreSQL's lexical rules (manual, "Lexical Structure"): in
// quotes ('...', E'...', "...") a value is escaped as part of what they hold. Elsewhere it must be
// a number or a plain name, within $$...$$ without a dollar sign.
[[nodiscard]] SubstitutedSql substitute_in_sql(std::string_view sql);

}  // namespace subset::config
