#include "catalog/explain_unknown.hpp"

#include "config/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace subset {

std::string explain_extension_rows(const ExtensionRelation& relation) {
    return relation.condition
               ? "Of its rows those that a dump would carry, which users have added, come along by "
                 "themselves; the others are there where the extension is."
               : "Its rows are the extension's own in each database.";
}

namespace {

// People leave out the schema `public` when they write a name.
std::string short_name(const QualifiedName& name) {
    return name.schema == "public" ? name.name : name.text();
}

std::string suggest(std::string_view name) { return fmt::format("Did you mean \"{}\"?", name); }

// Suggests, in this order: the same name in another schema; a name that is spelled nearly like it;
// a name of another schema that is spelled nearly like it.
std::string suggest_name(const TableName& text, const Catalog& catalog) {
    const QualifiedName& name = text.name;
    std::vector<std::string> namesakes;
    std::vector<std::string> texts;
    std::vector<std::string_view> bare;
    for (const Relation& relation : catalog.relations) {
        texts.push_back(short_name(relation.name));
        bare.push_back(relation.name.name);
        if (relation.name.name == name.name) {
            namesakes.push_back(short_name(relation.name));
        }
    }
    if (namesakes.size() == 1) {
        return suggest(namesakes.front());
    }
    if (!namesakes.empty()) {
        return fmt::format(
            "There is such a table in other schemas: {}; without a schema it is "
            "public.",
            fmt::join(namesakes, ", "));
    }
    const std::vector<std::string_view> known{texts.begin(), texts.end()};
    if (const auto nearest = config::nearest_name(text.value, known)) {
        return suggest(*nearest);
    }
    if (const auto nearest = config::nearest_name(name.name, bare)) {
        const auto found = std::find(bare.begin(), bare.end(), *nearest);
        return suggest(texts[static_cast<std::size_t>(found - bare.begin())]);
    }
    return "Names are taken as the catalog spells them; without a schema it is public.";
}

}  // namespace

Fault explain_unknown(std::string_view key, const TableName& text, const Catalog& catalog) {
    const QualifiedName& name = text.name;
    if (std::find(catalog.other_relations.begin(), catalog.other_relations.end(), name) !=
        catalog.other_relations.end()) {
        return {fmt::format("{} {} is a view or a foreign table", key, name.text()),
                key.starts_with("[[root]]")
                    ? "Only a table's rows can be roots; name the tables that it reads, or use "
                      "`query`."
                : key.starts_with("[[table]]")
                    ? "Only a table has rows of its own; name the tables that it reads."
                    : "Only tables have references; name the tables that it reads.",
                text.place};
    }
    if (const ExtensionRelation* const relation = catalog.extension_relation_named(name)) {
        return {fmt::format("{} {} belongs to extension {}", key, name.text(), relation->extension),
                explain_extension_rows(*relation), text.place};
    }
    return {fmt::format("{} {} does not exist in the {}", key, name.text(), catalog.end),
            suggest_name(text, catalog), text.place};
}

std::string render_columns_hint(const Table& table) {
    std::vector<std::string> names;
    for (const Column& column : table.columns) {
        names.push_back(column.name);
    }
    return fmt::format("its columns are {}.", fmt::join(names, ", "));
}

}  // namespace subset
