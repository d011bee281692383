// beside_database.hpp
//
// This value holds what must be known to make the twin beside the target.
//
// Thread-safety: values.
#pragma once

#include <string>
#include <vector>

namespace subset {

// This is another database on the target's server. The steps are done in it, and then it takes the
// target's name.
struct BesideDatabase {
    struct Statement {
        bool essential = false;  // otherwise its failure is told, and the work goes on
        bool at_swap = false;    // in the transaction of the swap; otherwise before anything else
        std::string sql;
        std::string shown;  // without values, which may be secret
        friend bool operator==(const Statement&, const Statement&) = default;
    };
    std::string name;                // while it is built
    std::string old_name;            // the old database's name, from the swap until it is dropped
    std::string create;              // CREATE DATABASE, so that nobody can connect yet
    std::vector<Statement> carried;  // for what belongs to the target database itself
    bool is_template = false;        // whether other databases may be made from it
    // These objects in no schema are in the new database, or need not be there: "SERVER reports".
    std::vector<std::string> brought;
};

}  // namespace subset
