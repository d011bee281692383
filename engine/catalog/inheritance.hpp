// inheritance.hpp
//
// Inheritance knows which tables inherit from which, plain and foreign ones. Private to catalog/.
#pragma once

#include "catalog/catalog.hpp"
#include "catalog/read_relations.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace subset {

class Inheritance {
public:
    // Adds a relation that was read. `parents` are the oids of the relations that it inherits from;
    // `children` says how many relations inherit from it by the server's own count.
    void add(Oid oid, const QualifiedName& name, const std::string& parents, std::int64_t children);

    // Fills in Table::ancestors and the table's other fields about inheritance, and numbers the
    // leaves of the tables that take part in it.
    //
    // Throws: system, where these leaves are more than a row's id can tell apart.
    void fill(Catalog& catalog, const Lookup& lookup) const;

private:
    [[nodiscard]] std::set<Oid> ancestors_of(Oid oid) const;
    // Whether a relation that was not read inherits from this one. The tables of extensions are not
    // read.
    [[nodiscard]] bool has_unread_children(Oid oid) const;
    void number_leaves(Catalog& catalog) const;

    std::map<Oid, std::vector<Oid>> parents_;  // of relations that have any
    std::map<Oid, QualifiedName> names_;       // of relations that have parents
    std::map<Oid, std::int64_t> children_;     // by the server's count; of relations that have any
    std::map<Oid, std::int64_t> read_;         // how many of a relation's children were read
};

}  // namespace subset
