#include "why/edge_log.hpp"

#include <algorithm>
#include <tuple>

namespace subset {
namespace {

bool by_key(const KeyUse& left, const KeyUse& right) {
    return std::tie(left.key, left.row) < std::tie(right.key, right.row);
}

bool by_row(const KeyUse& left, const KeyUse& right) {
    return std::tie(left.row, left.key) < std::tie(right.row, right.key);
}

bool by_parent_row(const SelectedPair& left, const SelectedPair& right) {
    return std::tie(left.parent, left.child) < std::tie(right.parent, right.child);
}

template <typename Element, typename Less>
void order(std::vector<Element>& elements, Less less) {
    std::sort(elements.begin(), elements.end(), less);
    const auto same = [&](const Element& left, const Element& right) {
        return !less(left, right) && !less(right, left);
    };
    elements.erase(std::unique(elements.begin(), elements.end(), same), elements.end());
}

// Returns the elements whose member has the value. The elements are ordered by that member first.
template <typename Element, typename Value>
std::span<const Element> equal_in(const std::vector<Element>& elements, Value Element::* member,
                                  Value value) {
    const auto first = std::lower_bound(
        elements.begin(), elements.end(), value,
        [&](const Element& element, Value sought) { return element.*member < sought; });
    const auto last = std::upper_bound(
        first, elements.end(), value,
        [&](Value sought, const Element& element) { return sought < element.*member; });
    return {first, last};
}

}  // namespace

EdgeLog::EdgeLog(const RowPlan& plan)
    : plan_{plan},
      rows_{IdVector<TableId, std::vector<RowId>>(plan.tables.size()),
            IdVector<TableId, std::vector<RowId>>(plan.tables.size())},
      named_(plan.roots.size()),
      holders_by_key_(plan.parent_keys.size()),
      holders_by_row_(plan.parent_keys.size()),
      up_(plan.references.size()),
      down_(plan.references.size()),
      selected_(plan.references.size()),
      whole_(plan.references.size()) {
    for (const ParentKey& key : plan.parent_keys) {
        numbers_.emplace_back(key.form);
    }
}

std::int64_t EdgeLog::number_of(ReferenceId reference, const Key& value) {
    return numbers_[plan_.reference(reference).parent_key].number_of(value);
}

void EdgeLog::arrives(TableId table, RowId row, bool chosen) {
    rows_[chosen ? 1 : 0][table].push_back(row);
}

void EdgeLog::names(std::uint32_t root, RowId row) { named_[root].push_back(row); }

void EdgeLog::has_key(ParentKeyId key, RowId row, const Key& value) {
    holders_by_key_[key].push_back({numbers_[key].number_of(value), row});
}

void EdgeLog::refers(ReferenceId reference, RowId child, const Key& value, bool down) {
    (down ? down_ : up_)[reference].push_back({number_of(reference, value), child});
}

void EdgeLog::selected_for(ReferenceId reference, RowId child, RowId parent) {
    selected_[reference].push_back({parent, child});
}

void EdgeLog::whole_refers(ReferenceId reference, const Key& value) {
    whole_[reference].push_back(number_of(reference, value));
}

void EdgeLog::finish(RowSource& source) {
    for (const ParentKey& key : plan_.parent_keys) {
        if (!key.decidable_here && key.form != KeyForm::integer) {
            ask_for_holders(key, source);
        }
        order(holders_by_key_[key.id], by_key);
        holders_by_row_[key.id] = holders_by_key_[key.id];
        order(holders_by_row_[key.id], by_row);
    }
    for (auto& of_mark : rows_) {
        for (std::vector<RowId>& rows : of_mark) {
            order(rows, std::less<>{});
        }
    }
    for (std::vector<RowId>& rows : named_) {
        order(rows, std::less<>{});
    }
    for (const ReferencePlan& each : plan_.references) {
        order(up_[each.reference], by_row);
        order(down_[each.reference], by_key);
        order(selected_[each.reference], by_parent_row);
        order(whole_[each.reference], std::less<>{});
    }
}

// The server is asked, as equal values may be written in several ways.
void EdgeLog::ask_for_holders(const ParentKey& key, RowSource& source) {
    std::vector<KeyUse>& holders = holders_by_key_[key.id];
    holders.clear();
    const KeyList& keys = numbers_[key.id].keys();
    if (!keys.empty()) {
        source.read_matches(key.id, keys, [&](std::size_t position, RowId row) {
            holders.push_back({static_cast<std::int64_t>(position), row});
        });
    }
}

std::span<const RowId> EdgeLog::rows(TableId table, bool chosen) const {
    return rows_[chosen ? 1 : 0][table];
}

std::span<const RowId> EdgeLog::named(std::uint32_t root) const { return named_[root]; }

std::span<const KeyUse> EdgeLog::holders(ParentKeyId key, std::int64_t number) const {
    return equal_in(holders_by_key_[key], &KeyUse::key, number);
}

std::span<const KeyUse> EdgeLog::keys_of(ParentKeyId key, RowId row) const {
    return equal_in(holders_by_row_[key], &KeyUse::row, row);
}

std::span<const KeyUse> EdgeLog::references_of(ReferenceId reference, RowId child) const {
    return equal_in(up_[reference], &KeyUse::row, child);
}

std::span<const KeyUse> EdgeLog::referring(ReferenceId reference) const { return up_[reference]; }

std::span<const KeyUse> EdgeLog::selected_by(ReferenceId reference, std::int64_t number) const {
    return equal_in(down_[reference], &KeyUse::key, number);
}

std::span<const KeyUse> EdgeLog::selected(ReferenceId reference) const { return down_[reference]; }

std::span<const SelectedPair> EdgeLog::selected_for(ReferenceId reference, RowId parent) const {
    return equal_in(selected_[reference], &SelectedPair::parent, parent);
}

std::span<const SelectedPair> EdgeLog::selected_pairs(ReferenceId reference) const {
    return selected_[reference];
}

std::span<const std::int64_t> EdgeLog::whole_keys(ReferenceId reference) const {
    return whole_[reference];
}

const KeyList& EdgeLog::keys(ParentKeyId key) const { return numbers_[key].keys(); }

}  // namespace subset
