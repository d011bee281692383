#include "mask/altered/sql_pattern.hpp"

namespace subset {

std::string qualify_operators(std::string_view pattern) {
    std::string sql;
    bool inside = false;
    for (const char letter : pattern) {
        if (letter != '`') {
            sql += letter;
            continue;
        }
        sql += inside ? ")" : "OPERATOR(pg_catalog.";
        inside = !inside;
    }
    return sql;
}

}  // namespace subset
