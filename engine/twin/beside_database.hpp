// beside_database.hpp
//
// What making the twin beside the target needs to know, as a value.
//
// Thread-safety: values.
#pragma once

#include <string>
#include <vector>

namespace subset {

// Another database on the target's server, in which the steps are done, and which then takes the
// target's name.
struct BesideDatabase {
    struct Statement {
        bool essential = false;  // else its failure is told, and the work goes on
        bool at_swap = false;    // in the transaction of the swap; else before anything else
        std::string sql;
        std::string shown;  // without values, which may be secret
        friend bool operator==(const Statement&, const Statement&) = default;
    };
    std::string name;                // while it is built
    std::string old_name;            // the old one's, from the swap until it is dropped
    std::string create;              // CREATE DATABASE, so that nobody can connect yet
    std::vector<Statement> carried;  // what belongs to the target database itself
    bool is_template = false;        // ... and whether others may be made from it
    // objects in no schema that the new database has, or need not have: "SERVER reports"
    std::vector<std::string> brought;
};

}  // namespace subset
