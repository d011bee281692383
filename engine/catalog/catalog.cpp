#include "subset/catalog.hpp"

#include <algorithm>

namespace subset {

std::optional<std::uint16_t> Table::column_named(std::string_view wanted) const {
    for (std::size_t index = 0; index < columns.size(); ++index) {
        if (columns[index].name == wanted) {
            return static_cast<std::uint16_t>(index);
        }
    }
    return std::nullopt;
}

std::vector<std::string> Table::names_of(const ColumnList& list) const {
    std::vector<std::string> names;
    names.reserve(list.size());
    for (const std::uint16_t column : list) {
        names.push_back(columns[column].name);
    }
    return names;
}

bool Relation::covers(std::uint16_t leaf) const {
    return whole || std::binary_search(leaves.begin(), leaves.end(), leaf);
}

const Relation* Catalog::relation_named(const QualifiedName& wanted) const {
    const auto found =
        std::find_if(relations.begin(), relations.end(),
                     [&](const Relation& relation) { return relation.name == wanted; });
    return found == relations.end() ? nullptr : &*found;
}

const ExtensionRelation* Catalog::extension_relation_named(const QualifiedName& wanted) const {
    const auto found =
        std::find_if(extension_relations.begin(), extension_relations.end(),
                     [&](const ExtensionRelation& relation) { return relation.name == wanted; });
    return found == extension_relations.end() ? nullptr : &*found;
}

}  // namespace subset
