// check_readable.hpp
//
// Says which tables in scope the role may not read, and what to do about it.
#pragma once

#include "pg/session.hpp"
#include "util/identifier.hpp"

#include <string>
#include <vector>

namespace subset {

struct ScopedTable {
    QualifiedName name;
    QualifiedName table;  // that it is, or that it is a partition of
    bool readable = true;
};

// `end` is the name of the database's end for people, "source" or "target".
//
// Throws: privilege, where there is one that the role may not read.
// Cost:   none where all can be read; otherwise two round trips.
void check_readable(const std::vector<ScopedTable>& tables, const std::string& end,
                    pg::Session& leader);

}  // namespace subset
