// surveyed.hpp
//
// Makes a source as `init` surveys it, by hand, from a catalog and the size of each table.
//
//     const Surveyed shop{builder.build(), {{"users", {1'000}}, {"orders", {50'000}}}};
//     EXPECT_EQ(shop.source().standing(shop.id("users")), Standing::comes);
#pragma once

#include "propose/landscape.hpp"
#include "support/catalog_builder.hpp"
#include "util/id_vector.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace subset::testing_support {

class Surveyed {
public:
    // A table without a size is empty.
    Surveyed(Catalog catalog, const std::map<std::string, TableSize>& sizes)
        : catalog_{std::move(catalog)},
          graph_{make_reference_graph(catalog_)},
          source_{catalog_, graph_, by_table(catalog_, sizes)} {}
    Surveyed(const Surveyed&) = delete;
    Surveyed& operator=(const Surveyed&) = delete;

    [[nodiscard]] const Landscape& source() const noexcept { return source_; }
    [[nodiscard]] TableId id(const std::string& table) const { return table_id(catalog_, table); }
    [[nodiscard]] const Reference& reference(const std::string& name) const {
        return catalog_.reference(reference_id(catalog_, name));
    }
    [[nodiscard]] std::string name(TableId table) const { return catalog_.table(table).name.name; }
    [[nodiscard]] std::string column(TableId table, std::uint16_t column) const {
        return catalog_.table(table).columns.at(column).name;
    }
    // Returns the names of the tables that are marked, in the order of the catalog.
    [[nodiscard]] std::vector<std::string> names(const IdVector<TableId, bool>& marked) const {
        std::vector<std::string> found;
        for (const Table& table : catalog_.tables) {
            if (marked.at(table.id)) {
                found.push_back(table.name.name);
            }
        }
        return found;
    }

private:
    static IdVector<TableId, TableSize> by_table(const Catalog& catalog,
                                                 const std::map<std::string, TableSize>& sizes) {
        IdVector<TableId, TableSize> all(catalog.tables.size());
        for (const auto& [table, size] : sizes) {
            all.at(table_id(catalog, table)) = size;
        }
        return all;
    }

    Catalog catalog_;
    ReferenceGraph graph_;
    Landscape source_;
};

}  // namespace subset::testing_support
