#include "catalog/inheritance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <sstream>

namespace subset {

void Inheritance::add(Oid oid, const QualifiedName& name, const std::string& parents,
                      std::int64_t children) {
    if (children > 0) {
        children_[oid] = children;
    }
    std::istringstream oids{parents};
    for (Oid parent = 0; oids >> parent;) {
        parents_[oid].push_back(parent);
        ++read_[parent];
        names_[oid] = name;
    }
}

std::set<Oid> Inheritance::ancestors_of(Oid oid) const {
    std::set<Oid> found;
    std::vector<Oid> pending{oid};
    while (!pending.empty()) {
        const auto above = parents_.find(pending.back());
        pending.pop_back();
        if (above == parents_.end()) {
            continue;
        }
        for (const Oid parent : above->second) {
            if (found.insert(parent).second) {
                pending.push_back(parent);
            }
        }
    }
    return found;
}

bool Inheritance::has_unread_children(Oid oid) const {
    const auto all = children_.find(oid);
    const auto read = read_.find(oid);
    return all != children_.end() && all->second > (read == read_.end() ? 0 : read->second);
}

void Inheritance::number_leaves(Catalog& catalog) const {
    std::uint16_t next = 0;
    for (Table& table : catalog.tables) {
        if (!parents_.contains(table.oid) && !children_.contains(table.oid)) {
            continue;
        }
        if (next == std::numeric_limits<std::uint16_t>::max()) {
            throw Error{ErrorKind::system,
                        fmt::format("more than {} tables inherit from one another", next),
                        "That is more than this program can tell apart; leave their schemas out by "
                        "[source] schemas."};
        }
        table.first_leaf = next++;
    }
}

void Inheritance::fill(Catalog& catalog, const Lookup& lookup) const {
    number_leaves(catalog);
    for (const auto& [oid, name] : names_) {
        const auto heir = lookup.tables.find(oid);
        const bool foreign = heir == lookup.tables.end();
        for (const Oid above : ancestors_of(oid)) {
            const auto ancestor = lookup.tables.find(above);
            if (ancestor == lookup.tables.end()) {
                continue;
            }
            Table& table = catalog.tables[ancestor->second];
            table.unread_heirs = table.unread_heirs || has_unread_children(oid);
            if (foreign) {
                table.foreign_heirs.push_back(name);
            } else {
                table.heirs.push_back(heir->second);
                catalog.tables[heir->second].ancestors.push_back(table.id);
                catalog.tables[heir->second].ancestor_names.push_back(table.name);
            }
        }
    }
    for (Table& table : catalog.tables) {
        table.unread_heirs = table.unread_heirs || has_unread_children(table.oid);
        std::sort(table.heirs.begin(), table.heirs.end());
        std::sort(table.ancestors.begin(), table.ancestors.end());
        std::sort(table.foreign_heirs.begin(), table.foreign_heirs.end());
    }
}

}  // namespace subset
