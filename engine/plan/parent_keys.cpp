#include "plan/parent_keys.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace subset {
namespace {

constexpr const char* equals = "OPERATOR(pg_catalog.=)";

KeyKind codec_of(const Column& parent, const Column& child) {
    if (parent.key_kind == child.key_kind &&
        (parent.key_kind == KeyKind::integer || parent.key_kind == KeyKind::uuid)) {
        return parent.key_kind;
    }
    return KeyKind::text;
}

// Whether an index can find rows by some of the columns.
bool is_indexed(const Table& table, const ColumnList& columns) {
    return std::any_of(table.indexes.begin(), table.indexes.end(), [&](const ColumnList& index) {
        return std::find(columns.begin(), columns.end(), index.front()) != columns.end();
    });
}

std::uint16_t add_key_column(TablePlan& table, std::uint16_t column) {
    const auto found = std::find(table.key_columns.begin(), table.key_columns.end(), column);
    if (found != table.key_columns.end()) {
        return static_cast<std::uint16_t>(found - table.key_columns.begin());
    }
    table.key_columns.push_back(column);
    return static_cast<std::uint16_t>(table.key_columns.size() - 1);
}

class ParentKeys {
public:
    explicit ParentKeys(Plan& plan) : plan_{plan} {}

    ParentKeyId add(const Relation& relation, const ColumnList& columns,
                    std::vector<KeyOperator> operators,
                    const std::vector<const Column*>& children) {
        const Table& table = plan_.catalog.table(relation.table);
        std::vector<KeyKind> codecs;
        std::vector<std::string> literal_types;
        std::string comparison;
        bool decidable = true;
        for (std::size_t pair = 0; pair < columns.size(); ++pair) {
            const Column& parent = table.columns[columns[pair]];
            codecs.push_back(codec_of(parent, *children[pair]));
            if (codecs.back() == KeyKind::integer) {
                // Cross-type operators are never hashed; the column's own type is (postgres-facts
                // 1).
                operators[pair].parent_child = equals;
                literal_types.push_back(parent.base_type);
            } else {
                literal_types.push_back(operators[pair].child_type);
            }
            comparison += operators[pair].parent_child + " " + literal_types.back() + " ";
            decidable = decidable && operators[pair].decidable_here;
        }
        const auto [found, is_new] =
            known_.try_emplace(std::tuple{relation.oid, columns, comparison},
                               ParentKeyId{static_cast<std::uint32_t>(plan_.parent_keys.size())});
        if (is_new) {
            ParentKey key;
            key.id = found->second;
            key.relation = relation;
            key.columns = columns;
            for (const std::uint16_t column : columns) {
                key.slots.push_back(add_key_column(plan_.tables[index_of(relation.table)], column));
            }
            key.operators = std::move(operators);
            key.literal_types = std::move(literal_types);
            key.integers = columns.size() == 1 && codecs.front() == KeyKind::integer;
            key.codecs = std::move(codecs);
            key.decidable_here = decidable;
            key.indexed = is_indexed(table, columns);
            plan_.parent_keys.push_back(std::move(key));
        }
        plan_.parent_keys[index_of(found->second)].decidable_here =
            plan_.parent_key(found->second).decidable_here && decidable;
        return found->second;
    }

private:
    Plan& plan_;
    std::map<std::tuple<Oid, ColumnList, std::string>, ParentKeyId> known_;
};

void add_reference(Plan& plan, ParentKeys& keys, ReferencePlan& each) {
    const Reference& reference = plan.catalog.reference(each.reference);
    const Table& child = plan.catalog.table(reference.child.table);
    std::vector<const Column*> children;
    for (const std::uint16_t column : reference.child_columns) {
        children.push_back(&child.columns[column]);
        each.child_slots.push_back(add_key_column(plan.tables[index_of(child.id)], column));
    }
    each.parent_key =
        keys.add(reference.parent, reference.parent_columns, reference.operators, children);
    each.child_indexed = is_indexed(child, reference.child_columns);
    ParentKey& key = plan.parent_keys[index_of(each.parent_key)];
    const bool whole_parent = plan.table(reference.parent.table).rows == RowsRule::all;
    key.asked = key.asked || (each.walked && !whole_parent);
    // A whole parent table has every parent there is; only what may dangle must be looked at.
    key.tracked = key.tracked || (each.walked && (!whole_parent || !reference.validated));
}

void add_query_key(Plan& plan, ParentKeys& keys, RootPlan& root) {
    const Table& table = plan.catalog.table(root.table);
    std::vector<KeyOperator> operators;
    std::vector<const Column*> columns;
    for (std::size_t index = 0; index < table.primary_key.size(); ++index) {
        const Column& each = table.columns[table.primary_key[index]];
        // The query's values are cast to the column's type, so this is the key's own equality.
        const std::string& equality = table.primary_key_operators.at(index);
        operators.push_back(
            {equality, equality, each.base_type, each.base_type, each.key_kind != KeyKind::server});
        columns.push_back(&each);
    }
    root.query_key = keys.add(root.relation, table.primary_key, std::move(operators), columns);
}

}  // namespace

void add_parent_keys(Plan& plan) {
    ParentKeys keys{plan};
    for (ReferencePlan& each : plan.references) {
        if (each.walked || each.follow != Follow::never) {
            add_reference(plan, keys, each);
        }
    }
    for (RootPlan& root : plan.roots) {
        if (!root.query.empty()) {
            add_query_key(plan, keys, root);
        }
    }
}

}  // namespace subset
