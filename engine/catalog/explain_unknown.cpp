#include "catalog/explain_unknown.hpp"

#include "config/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace subset {

Fault explain_unknown(std::string_view key, const Text& text, const Catalog& catalog) {
    const QualifiedName name = parse_qualified_name(text.value);
    if (std::find(catalog.other_relations.begin(), catalog.other_relations.end(), name) !=
        catalog.other_relations.end()) {
        return {fmt::format("{} {} is a view or a foreign table", key, name.text()),
                key.starts_with("[[root]]")
                    ? "Only a table's rows can be roots; name the tables that it reads, or use "
                      "`query`."
                    : "Only tables have references; name the tables that it reads.",
                text.place};
    }
    std::vector<std::string> texts;
    for (const Relation& relation : catalog.relations) {
        texts.push_back(relation.name.schema == "public" ? relation.name.name
                                                         : relation.name.text());
    }
    const std::vector<std::string_view> known{texts.begin(), texts.end()};
    const auto nearest = config::nearest_name(text.value, known);
    return {fmt::format("{} {} does not exist in the {}", key, name.text(), catalog.end),
            nearest ? fmt::format("Did you mean \"{}\"?", *nearest)
                    : "Names are taken as the catalog spells them; without a schema it is public.",
            text.place};
}

std::string render_columns_hint(const Table& table) {
    std::vector<std::string> names;
    for (const Column& column : table.columns) {
        names.push_back(column.name);
    }
    return fmt::format("its columns are {}.", fmt::join(names, ", "));
}

}  // namespace subset
