#include "catalog/globs/reference_globs.hpp"

#include "catalog/globs/globbed_tables.hpp"
#include "catalog/names_table.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace subset {
namespace {

// The names of the entry's columns; the order of pairs does not matter.
std::set<std::string> names_of(const ReferenceRule& rule) {
    std::set<std::string> names;
    for (const Text& column : rule.columns) {
        names.insert(column.value);
    }
    return names;
}

class GlobWriter {
public:
    GlobWriter(const ReadScope& scope, Catalog& catalog) : scope_{scope}, catalog_{catalog} {
        for (const ReferenceRule& rule : scope.references) {
            if (!config::is_glob(rule.table.value)) {
                rules_.push_back(rule);
            }
        }
        own_rules_ = rules_.size();
    }

    void write_out(const ReferenceRule& rule) {
        const ColumnGlob glob{"[[reference]]", rule.table, rule.columns};
        std::vector<TableId> tables;
        for (const Table& table : catalog_.tables) {
            if (means_table(glob, table) && !stays_empty(table) && table.name != rule.parent.name &&
                !references(table, rule)) {
                tables.push_back(table.id);
            }
        }
        tables = without_heirs(catalog_, std::move(tables));
        if (tables.empty()) {
            catalog_.warnings.push_back(explain(glob));
            return;
        }
        if (catalog_.relation_named(rule.parent.name) == nullptr) {
            tables.resize(1);  // it is told once that there is no such parent
        }
        for (const TableId id : tables) {
            const QualifiedName& name = catalog_.table(id).name;
            ReferenceRule& written = rules_.emplace_back(rule);
            written.table = TableName{name.text(), rule.table.place};
            written.table.name = name;
        }
        catalog_.notes.push_back(describe_match(glob, catalog_, tables));
    }

    std::vector<ReferenceRule> take() { return std::move(rules_); }

private:
    [[nodiscard]] bool stays_empty(const Table& table) const {
        const TableRule* const rule = find_rows_rule(scope_.row_rules, table);
        return rule != nullptr && (rule->rows == RowsRule::none || rule->rows == RowsRule::absent);
    }

    // Whether the table references the parent by these columns, as the schema or an entry of its
    // own says.
    [[nodiscard]] bool references(const Table& table, const ReferenceRule& rule) const {
        const std::set<std::string> wanted = names_of(rule);
        const bool declared = std::any_of(
            catalog_.references.begin(), catalog_.references.end(), [&](const Reference& each) {
                if (each.child.table != table.id || !each.child.whole ||
                    each.parent.name != rule.parent.name) {
                    return false;
                }
                const std::vector<std::string> names = table.names_of(each.child_columns);
                return std::set<std::string>{names.begin(), names.end()} == wanted;
            });
        const auto end = rules_.begin() + static_cast<std::ptrdiff_t>(own_rules_);
        return declared || std::any_of(rules_.begin(), end, [&](const ReferenceRule& own) {
                   return own.parent.name == rule.parent.name && covers(own.table.name, table) &&
                          stands_for(own, rule);
               });
    }

    // An entry means the tables that inherit from its own too.
    static bool covers(const QualifiedName& named, const Table& table) {
        return named == table.name || contains(table.ancestor_names, named);
    }

    // Whether the entry is of the same columns. An expression in it counts where it speaks of the
    // column, since that is how a table's own entry casts one.
    static bool stands_for(const ReferenceRule& own, const ReferenceRule& rule) {
        if (own.columns.size() != rule.columns.size()) {
            return false;
        }
        return std::all_of(rule.columns.begin(), rule.columns.end(), [&](const Text& wanted) {
            return std::any_of(own.columns.begin(), own.columns.end(), [&](const Text& column) {
                return column.value == wanted.value ||
                       (column.value.starts_with('(') &&
                        column.value.find(wanted.value) != std::string::npos);
            });
        });
    }

    [[nodiscard]] Fault explain(const ColumnGlob& glob) const {
        const bool any = std::any_of(catalog_.tables.begin(), catalog_.tables.end(),
                                     [&](const Table& table) { return means_table(glob, table); });
        return any ? Fault{fmt::format("[[reference]] table \"{}\" means no table: all that have "
                                       "the columns reference the parent by them already, are the "
                                       "parent itself, or take no rows",
                                       glob.table.value),
                           "The entry does nothing.", glob.table.place}
                   : explain_no_match(glob, catalog_);
    }

    const ReadScope& scope_;
    Catalog& catalog_;
    std::vector<ReferenceRule> rules_;
    std::size_t own_rules_ = 0;  // so many of them were entries of one table
};

}  // namespace

std::vector<ReferenceRule> write_out_globs(const ReadScope& scope, Catalog& catalog) {
    GlobWriter writer{scope, catalog};
    for (const ReferenceRule& rule : scope.references) {
        if (config::is_glob(rule.table.value)) {
            writer.write_out(rule);
        }
    }
    return writer.take();
}

}  // namespace subset
