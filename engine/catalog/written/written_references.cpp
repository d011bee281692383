#include "catalog/written/written_references.hpp"

#include "catalog/column_sql.hpp"
#include "catalog/explain_unknown.hpp"
#include "catalog/types.hpp"
#include "catalog/written/find_operator.hpp"
#include "catalog/written/read_element_type.hpp"
#include "pg/quote.hpp"
#include "pg/savepoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace subset {
namespace {

bool is_expression(const std::string& column) {
    return column.starts_with('(') && column.ends_with(')');
}

class Writer {
public:
    Writer(Catalog& catalog, pg::Session& session, pg::CopyChannel& reader)
        : catalog_{catalog}, session_{session}, reader_{reader} {}
    void finish() { savepoint_.release(); }

    void add(const ReferenceRule& rule) {
        const Relation* const child = find_table(rule.table, "table");
        const Relation* const parent = find_table(rule.parent, "parent");
        if (child == nullptr || parent == nullptr || rule.columns.empty()) {
            return;
        }
        Reference reference;
        reference.validated = false;
        reference.child = catalog_.tree_of(*child);
        reference.parent = catalog_.tree_of(*parent);
        reference.when = rule.when ? rule.when->value : "";
        reference.rule = rule;
        const auto faults_before = catalog_.faults.size();
        add_parent_columns(reference, rule);
        add_child_values(reference, rule);
        if (catalog_.faults.size() == faults_before) {
            add_elements(reference, rule);
        }
        if (catalog_.faults.size() == faults_before) {
            add_operators(reference, rule);
        }
        if (catalog_.faults.size() != faults_before) {
            return;
        }
        reference.name = rule.name ? rule.name->value
                                   : fmt::format("{}({}) -> {}", child->name.name,
                                                 texts_of(rule.columns), parent->name.name);
        const auto& unique = catalog_.table(parent->table).unique_keys;
        // Each table of a tree has its own unique keys, so no key is unique in the whole tree.
        reference.parent_unique =
            !reference.parent.is_tree() &&
            std::any_of(unique.begin(), unique.end(), [&](const ColumnList& key) {
                return std::all_of(key.begin(), key.end(), [&](std::uint16_t column) {
                    return std::find(reference.parent_columns.begin(),
                                     reference.parent_columns.end(),
                                     column) != reference.parent_columns.end();
                });
            });
        reference.id = ReferenceId{static_cast<std::uint32_t>(catalog_.references.size())};
        catalog_.references.push_back(std::move(reference));
    }

private:
    static std::string texts_of(const std::vector<Text>& texts) {
        std::vector<std::string> values;
        for (const Text& text : texts) {
            values.push_back(text.value);
        }
        return fmt::format("{}", fmt::join(values, ", "));
    }

    void fault(std::string message, std::string hint, const Place& place) {
        catalog_.faults.push_back({std::move(message), std::move(hint), place});
    }

    const Relation* find_table(const TableName& text, const char* key) {
        if (text.value.empty()) {
            return nullptr;  // told by the config's own faults
        }
        const QualifiedName& name = text.name;
        const Relation* const relation = catalog_.relation_named(name);
        if (relation == nullptr) {
            catalog_.faults.push_back(
                explain_unknown(fmt::format("[[reference]] {}", key), text, catalog_));
        } else if (!relation->whole) {
            fault(fmt::format("[[reference]] {} {} is a partition", key, name.text()),
                  fmt::format("Name its partitioned table, {}.",
                              catalog_.table(relation->table).name.text()),
                  text.place);
            return nullptr;
        }
        return relation;
    }

    std::optional<std::uint16_t> find_column(const Relation& relation, const Text& text,
                                             const char* key) {
        const Table& table = catalog_.table(relation.table);
        const auto column = table.column_named(text.value);
        if (!column) {
            fault(fmt::format("column \"{}\" in [[reference]] {} does not exist in {}", text.value,
                              key, relation.name.text()),
                  render_columns_hint(table), text.place);
        }
        return column;
    }

    void add_parent_columns(Reference& reference, const ReferenceRule& rule) {
        for (const Text& text : rule.parent_columns) {
            if (const auto column = find_column(reference.parent, text, "parent_columns")) {
                reference.parent_columns.push_back(*column);
            }
        }
        if (rule.parent_columns.empty()) {
            reference.parent_columns = catalog_.table(reference.parent.table).primary_key;
            if (reference.parent_columns.empty()) {
                fault(fmt::format("[[reference]] has no parent_columns, and {} has no primary key",
                                  reference.parent.name.text()),
                      "Name the columns that are referenced: parent_columns = [\"...\"].",
                      rule.parent.place);
                return;
            }
        }
        const std::size_t named = rule.parent_columns.empty() ? reference.parent_columns.size()
                                                              : rule.parent_columns.size();
        if (named != rule.columns.size()) {
            fault(fmt::format("[[reference]] pairs {} columns with {} of {}", rule.columns.size(),
                              named, reference.parent.name.text()),
                  "Each column needs its partner, in the same order.", rule.columns.front().place);
        }
    }

    void add_child_values(Reference& reference, const ReferenceRule& rule) {
        bool expressions = false;
        for (const Text& text : rule.columns) {
            if (is_expression(text.value)) {
                expressions = true;
                reference.child_columns.push_back(no_column);
            } else if (const auto column = find_column(reference.child, text, "columns")) {
                reference.child_columns.push_back(*column);
            }
        }
        if (!expressions || reference.child_columns.size() != rule.columns.size()) {
            return;
        }
        const Table& table = catalog_.table(reference.child.table);
        for (std::size_t index = 0; index < rule.columns.size(); ++index) {
            const std::uint16_t column = reference.child_columns[index];
            if (column != no_column) {
                reference.expressions.push_back(
                    {"c." + pg::quote_identifier(table.columns[column].name),
                     table.columns[column]});
            } else if (const auto type = read_type(reference.child, rule.columns[index])) {
                reference.expressions.push_back({rule.columns[index].value, *type});
            }
        }
    }

    [[nodiscard]] std::string from(const Relation& child) const {
        const bool partitioned = catalog_.table(child.table).kind == TableKind::partitioned;
        return (partitioned ? "" : "ONLY ") + pg::quote_name(child.name);
    }

    // Reads the type of an expression over a row. This works also where the table has no row.
    std::optional<ValueType> read_type(const Relation& child, const Text& text) {
        const std::string sql = fmt::format(
            "SELECT pg_catalog.pg_typeof(x.value)::pg_catalog.oid FROM (SELECT 1) AS one "
            "LEFT JOIN (SELECT (\n{}\n) AS value FROM {} AS c LIMIT 0) AS x ON true",
            text.value, from(child));
        // The expression will stand in conditions too, so it must not be a set or an aggregate, and
        // must not close a bracket that it did not open.
        const std::string condition = fmt::format(
            "SELECT FROM {} AS c WHERE (ARRAY[\n{}\n])[1] IS NOT NULL", from(child), text.value);
        auto said = reader_.check_statement(condition);
        if (!said) {
            try {
                return describe(reader_.query(sql, pg::Protocol::extended).at(0).oid(0));
            } catch (const pg::StatementError& error) {
                said = error.message();
            }
        }
        savepoint_.roll_back();
        fault(fmt::format("[[reference]] columns is not valid SQL for {}: {}", child.name.text(),
                          said->primary),
              "An expression stands in parentheses, has one value for each row, and calls the "
              "child row c. One that is an array references by each of its elements.",
              text.place);
        return std::nullopt;
    }

    const ValueType& describe(Oid oid) {
        const auto known = types_.find(oid);
        return known != types_.end()
                   ? known->second
                   : types_.emplace(oid, Types{session_, {oid}}.describe(oid, true)).first->second;
    }

    // An array that is compared with what is no array refers by its elements.
    void add_elements(Reference& reference, const ReferenceRule& rule) {
        const Table& child = catalog_.table(reference.child.table);
        const Table& parent = catalog_.table(reference.parent.table);
        for (std::size_t pair = 0; pair < reference.parent_columns.size(); ++pair) {
            const ValueType& value = child_type(catalog_, reference, pair);
            if (!value.base_is_array ||
                parent.columns[reference.parent_columns[pair]].base_is_array) {
                continue;
            }
            if (reference.elements) {
                fault(fmt::format("[[reference]] of {} pairs two arrays with columns of {}",
                                  child.name.text(), parent.name.text()),
                      "Which element of the one belongs to which of the other cannot be known. "
                      "Write an entry for each of them, if each references by itself.",
                      rule.columns[pair].place);
                return;
            }
            const std::uint16_t column = reference.child_columns[pair];
            const std::string array = reference.by_columns()
                                          ? render_column(child.columns[column])
                                          : "(\n" + reference.expressions[pair].sql + "\n)";
            reference.elements = ElementsOfPair{
                pair,
                read_element_type(session_, reader_, array, from(reference.child),
                                  column == no_column ? "" : child.columns[column].collation)};
        }
    }

    void add_operators(Reference& reference, const ReferenceRule& rule) {
        const Table& parent = catalog_.table(reference.parent.table);
        for (std::size_t index = 0; index < reference.parent_columns.size(); ++index) {
            const Column& parent_column = parent.columns[reference.parent_columns[index]];
            const ValueType& value = child_type(catalog_, reference, index);
            const auto comparison = find_operator(parent_column, value);
            if (!comparison) {
                const bool elements = reference.by_elements(index);
                fault(fmt::format("[[reference]] compares {}{} with {}.{}, which is {}",
                                  elements ? "elements of type " : "", value.type,
                                  reference.parent.name.text(), parent_column.name,
                                  parent_column.type),
                      fmt::format("Cast it by an expression in parentheses: \"((c.{})::{}{})\".",
                                  is_expression(rule.columns[index].value)
                                      ? "..."
                                      : rule.columns[index].value,
                                  parent_column.base_type, elements ? "[]" : ""),
                      rule.columns[index].place);
                return;
            }
            reference.operators.push_back(*comparison);
        }
    }

    Catalog& catalog_;
    pg::Session& session_;
    pg::CopyChannel& reader_;
    pg::Savepoint savepoint_{reader_, "written_references"};
    std::map<Oid, ValueType> types_;  // of expressions
};

}  // namespace

void add_written_references(Catalog& catalog, const std::vector<ReferenceRule>& rules,
                            pg::Session& session, pg::CopyChannel& reader) {
    if (rules.empty()) {
        return;
    }
    Writer writer{catalog, session, reader};
    for (const ReferenceRule& rule : rules) {
        writer.add(rule);
    }
    writer.finish();
}

}  // namespace subset
