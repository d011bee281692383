#include "plan/keys/parent_keys.hpp"

#include "catalog/column_sql.hpp"
#include "catalog/written/element_sql.hpp"
#include "catalog/written/fixed_columns.hpp"
#include "util/contains.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <tuple>

namespace subset {
namespace {

constexpr const char* equals = "OPERATOR(pg_catalog.=)";

KeyKind codec_of(const ValueType& parent, const ValueType& child) {
    if (parent.key_kind == child.key_kind &&
        (parent.key_kind == KeyKind::integer || parent.key_kind == KeyKind::uuid)) {
        return parent.key_kind;
    }
    return KeyKind::text;
}

// Whether, in each of the tables, an index can find rows by some of the columns. It may begin with
// columns that have one value each.
bool is_indexed(const Catalog& catalog, const Relation& relation, const ColumnList& named,
                const ColumnList& of_one_value) {
    const std::vector<TableId> tables = relation.tables();
    return std::all_of(tables.begin(), tables.end(), [&](TableId id) {
        const std::vector<ColumnList>& indexes = catalog.table(id).indexes;
        const ColumnList columns = catalog.columns_in(id, relation.table, named);
        const ColumnList fixed = catalog.columns_in(id, relation.table, of_one_value);
        return std::any_of(indexes.begin(), indexes.end(), [&](const ColumnList& index) {
            const auto first = std::find_if(index.begin(), index.end(), [&](std::uint16_t each) {
                return !contains(fixed, each);
            });
            return first != index.end() && contains(columns, *first);
        });
    });
}

// An array's index finds its elements where it is made for that, whatever else begins with it.
bool is_child_indexed(const Catalog& catalog, const Reference& reference) {
    ColumnList columns = reference.child_columns;
    const ColumnList fixed =
        find_fixed_columns(catalog.table(reference.child.table), reference.when);
    if (!reference.elements) {
        return is_indexed(catalog, reference.child, columns, fixed);
    }
    const std::uint16_t array = columns[reference.elements->pair];
    columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(reference.elements->pair));
    const std::vector<TableId> tables = reference.child.tables();
    const bool by_elements =
        array != no_column && std::all_of(tables.begin(), tables.end(), [&](TableId id) {
            const ColumnList in_table = catalog.columns_in(id, reference.child.table, {array});
            return contains(catalog.table(id).indexed_elements, in_table.front());
        });
    return by_elements || is_indexed(catalog, reference.child, columns, fixed);
}

std::uint16_t add_key_value(std::vector<KeyValue>& values, KeyValue value) {
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const KeyValue& each) { return each.sql == value.sql; });
    if (found != values.end()) {
        return static_cast<std::uint16_t>(found - values.begin());
    }
    values.push_back(std::move(value));
    return static_cast<std::uint16_t>(values.size() - 1);
}

// A row to which `when` does not apply references nothing, so its value is NULL.
std::string apply_when(const Reference& reference, const std::string& raw) {
    return reference.when.empty() ? raw
                                  : "CASE WHEN (\n" + reference.when + "\n) THEN " + raw + " END";
}

class KeyMaker {
public:
    explicit KeyMaker(const RowPlan& plan) : plan_{plan} {
        keys_.values.resize(plan.tables.size());
        keys_.references.resize(plan.references.size());
        keys_.of_queries.resize(plan.roots.size());
    }

    void add(const ReferencePlan& each) {
        const Reference& reference = plan_.catalog.reference(each.reference);
        KeysOfReference& own = keys_.references[each.reference];
        std::vector<const ValueType*> types;
        for (std::size_t pair = 0; pair < reference.child_columns.size(); ++pair) {
            const ValueType& type = child_type(plan_.catalog, reference, pair);
            types.push_back(&type);
            const bool elements = reference.by_elements(pair);
            std::string raw =
                elements ? render_raw_elements(plan_.catalog, reference)
                         : render_raw(type, render_child_value(plan_.catalog, reference, pair));
            if (reference.child_columns[pair] != no_column) {
                raw = apply_when(reference, raw);
            }
            for (const TableId child : reference.child.tables()) {
                own.child_slots[child].push_back(
                    add_key_value(keys_.values[child], {raw, type.key_kind, elements}));
            }
        }
        own.parent_key = add(reference.parent, reference.parent_columns, reference.operators, types,
                             reference.parent_unique);
        own.child_indexed = is_child_indexed(plan_.catalog, reference);
        ParentKey& key = keys_.parent_keys[own.parent_key];
        own.by_parent_row = each.has_rule() && (!key.unique || reference.elements);
        // A table that streams whole has every parent there is, so only references that may dangle
        // must be looked at. The parents of a period are not found by their key, and their table is
        // whole.
        const bool elsewhere = each.to_extension || reference.period;
        const bool all_there = elsewhere || plan_.streams(reference.parent);
        const bool sure = elsewhere || (reference.validated && each.dangling == Dangling::fail);
        key.asked = key.asked || (each.walked && !all_there);
        key.tracked =
            key.tracked || (each.walked && !(all_there && sure)) || each.cut == Cut::where_absent;
    }

    void add_query(std::size_t root) {
        const Relation& relation = plan_.roots[root].relation;
        const Table& table = plan_.catalog.table(relation.table);
        std::vector<KeyOperator> operators;
        std::vector<const ValueType*> columns;
        for (std::size_t index = 0; index < table.primary_key.size(); ++index) {
            const Column& each = table.columns[table.primary_key[index]];
            // The query's values are cast to the column's type, so they are compared by the key's
            // own equality.
            const std::string& equality = table.primary_key_operators.at(index);
            operators.push_back({equality, equality, each.base_type, each.base_type,
                                 each.key_kind != KeyKind::server});
            columns.push_back(&each);
        }
        keys_.of_queries[root] =
            add(relation, table.primary_key, std::move(operators), columns, !relation.is_tree());
    }

    [[nodiscard]] Keys finish() { return std::move(keys_); }

private:
    ParentKeyId add(const Relation& relation, const ColumnList& columns,
                    std::vector<KeyOperator> operators,
                    const std::vector<const ValueType*>& children, bool unique) {
        const Table& table = plan_.catalog.table(relation.table);
        std::vector<KeyKind> codecs;
        std::vector<std::string> literal_types;
        std::string comparison;
        bool decidable = true;
        for (std::size_t pair = 0; pair < columns.size(); ++pair) {
            const Column& parent = table.columns[columns[pair]];
            codecs.push_back(codec_of(parent, *children[pair]));
            if (codecs.back() == KeyKind::integer) {
                // The keys get the column's own type, as a comparison across types is never
                // hashed (POSTGRES.md 1).
                operators[pair].parent_child = equals;
                literal_types.push_back(parent.base_type);
            } else {
                literal_types.push_back(operators[pair].child_type);
            }
            comparison += operators[pair].parent_child + " " + literal_types.back() + " ";
            decidable = decidable && operators[pair].decidable_here;
        }
        const auto [found, is_new] =
            known_.try_emplace(std::tuple{relation.oid, relation.tree, columns, comparison},
                               ParentKeyId{static_cast<std::uint32_t>(keys_.parent_keys.size())});
        if (is_new) {
            ParentKey& key = keys_.parent_keys.emplace_back();
            key.id = found->second;
            key.relation = relation;
            key.columns = columns;
            for (const TableId id : relation.tables()) {
                for (const std::uint16_t column : columns) {
                    const Column& each = table.columns[column];
                    key.slots[id].push_back(add_key_value(
                        keys_.values[id], {render_raw(each, render_column(each)), each.key_kind}));
                }
            }
            key.operators = std::move(operators);
            key.literal_types = std::move(literal_types);
            key.form = columns.size() == 1 && codecs.front() == KeyKind::integer ? KeyForm::integer
                                                                                 : KeyForm::bytes;
            key.codecs = std::move(codecs);
            key.decidable_here = decidable;
            key.indexed = is_indexed(plan_.catalog, relation, columns, {});
            key.unique = unique;
        }
        ParentKey& key = keys_.parent_keys[found->second];
        key.decidable_here = key.decidable_here && decidable;
        return found->second;
    }

    const RowPlan& plan_;
    Keys keys_;
    std::map<std::tuple<Oid, std::vector<TableId>, ColumnList, std::string>, ParentKeyId> known_;
};

}  // namespace

Keys make_keys(const RowPlan& plan) {
    KeyMaker maker{plan};
    for (const ReferencePlan& each : plan.references) {
        if (each.walked || each.follow != Follow::never ||
            (each.cut == Cut::where_absent &&
             plan.reaches(plan.catalog.reference(each.reference).child))) {
            maker.add(each);
        }
    }
    for (std::size_t root = 0; root < plan.roots.size(); ++root) {
        if (!plan.roots[root].query.empty()) {
            maker.add_query(root);
        }
    }
    return maker.finish();
}

}  // namespace subset
