// inheritance.hpp
//
// Which tables inherit from which, of plain and foreign ones. Private to catalog/.
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
    // A relation that was read: the oids of what it inherits from, and how many relations inherit
    // from it by the server's own count.
    void add(Oid oid, const QualifiedName& name, const std::string& parents, std::int64_t children);

    // Fills in Table::ancestors and what else tables have of it, and numbers the leaves of those
    // that take part.
    //
    // Throws: system, where these are more than a row's id can tell apart.
    void fill(Catalog& catalog, const Lookup& lookup) const;

private:
    [[nodiscard]] std::set<Oid> ancestors_of(Oid oid) const;
    // An extension's own tables are not read.
    [[nodiscard]] bool has_unread_children(Oid oid) const;
    void number_leaves(Catalog& catalog) const;

    std::map<Oid, std::vector<Oid>> parents_;  // of those that have any
    std::map<Oid, QualifiedName> names_;       // likewise
    std::map<Oid, std::int64_t> children_;     // by the server's count, of those that have any
    std::map<Oid, std::int64_t> read_;         // how many of these were read
};

}  // namespace subset
