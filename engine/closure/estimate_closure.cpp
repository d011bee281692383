#include "closure/estimate_closure.hpp"

#include "util/id_vector.hpp"

#include <algorithm>
#include <cmath>

namespace subset {
namespace {

// Different ones among `draws` out of `size`, each drawn alike.
double distinct_of(double size, double draws) {
    return size <= 1 ? std::min(size, draws) : size * -std::expm1(draws * std::log1p(-1 / size));
}

class Estimator {
public:
    Estimator(const RowPlan& plan, const Statistics& statistics)
        : plan_{plan},
          statistics_{statistics},
          sizes_(plan.tables.size()),
          rows_(plan.tables.size()),
          chosen_(plan.tables.size()),
          down_chosen_(plan.references.size()),
          down_(plan.references.size()) {
        for (const Table& table : plan.catalog.tables) {
            // Never analysed, or when it was still empty: about a hundred bytes to a row.
            const bool analysed = table.about_rows.value_or(0) > 0;
            sizes_[table.id] =
                std::max(1.0, analysed ? static_cast<double>(*table.about_rows)
                                       : static_cast<double>(table.about_bytes) / 100);
        }
    }

    // What comes makes more come, until nothing changes.
    Closure estimate() {
        constexpr int most_passes = 500;
        constexpr double settled = 0.01;
        for (int pass = 0; pass < most_passes; ++pass) {
            const IdVector<TableId, double> before = rows_;
            take_pass();
            double change = 0;
            for (const TableId table : rows_.ids()) {
                change = std::max(change, std::abs(rows_[table] - before[table]));
            }
            if (change < settled) {
                break;
            }
        }
        return make_closure();
    }

private:
    void take_pass() {
        // What of each table is left out, all of it by chosen ways and by any.
        IdVector<TableId, double> not_chosen(rows_.size(), 1);
        IdVector<TableId, double> not_there(rows_.size(), 1);
        const auto add = [&](TableId at, double rows, bool chosen) {
            const double left = 1 - std::min(1.0, rows / sizes_[at]);
            not_there[at] *= left;
            not_chosen[at] *= chosen ? left : 1;
        };
        // Over the tables of a tree by their sizes.
        const auto spread = [&](const Relation& relation, double rows, bool chosen) {
            const double all = sum(sizes_, relation);
            for (const TableId table : relation.tables()) {
                add(table, rows * sizes_[table] / all, chosen);
            }
        };
        for (std::size_t root = 0; root < plan_.roots.size(); ++root) {
            if (plan_.roots[root].relation.oid != 0) {
                spread(plan_.roots[root].relation, statistics_.root_rows[root],
                       plan_.roots[root].chosen);
            }
        }
        for (const ReferencePlan& each : plan_.references) {
            const Reference& reference = plan_.catalog.reference(each.reference);
            const ReferenceId at = each.reference;
            if (each.follow != Follow::never) {
                const double all = sum(chosen_, reference.parent);
                down_chosen_[at] = children_of(each, all);
                down_[at] = each.follow == Follow::always
                                ? children_of(each, sum(rows_, reference.parent))
                                : down_chosen_[at];
                spread(reference.child, down_chosen_[at], true);
                spread(reference.child, down_[at] - down_chosen_[at], false);
            }
            if (each.walked) {
                spread(reference.parent, parents_of(each), false);
            }
        }
        for (const TablePlan& table : plan_.tables) {
            const TableId at = table.table;
            chosen_[at] = sizes_[at] * (1 - not_chosen[at]);
            rows_[at] = table.rows == RowsRule::all ? sizes_[at] : sizes_[at] * (1 - not_there[at]);
        }
    }

    static double sum(const IdVector<TableId, double>& by_table, const Relation& relation) {
        double all = 0;
        for (const TableId table : relation.tables()) {
            all += by_table[table];
        }
        return all;
    }

    double children_of(const ReferencePlan& each, double parents) const {
        const Reference& reference = plan_.catalog.reference(each.reference);
        const ReferenceStatistics& known = statistics_.references[each.reference];
        const double for_each = sum(sizes_, reference.child) * known.filled * known.for_each *
                                known.selectivity / sum(sizes_, reference.parent);
        return parents *
               (each.limit ? std::min(for_each, static_cast<double>(*each.limit)) : for_each);
    }

    // The children that a reference brought down refer up by it to rows that were there.
    double parents_of(const ReferencePlan& each) const {
        const Reference& reference = plan_.catalog.reference(each.reference);
        const ReferenceStatistics& known = statistics_.references[each.reference];
        const double parents = sum(sizes_, reference.parent);
        const double referenced = known.distinct > 0 ? std::min(known.distinct, parents) : parents;
        const double children = sum(rows_, reference.child) * known.filled * known.for_each;
        return distinct_of(referenced, std::max(0.0, children - down_[each.reference]));
    }

    Closure make_closure() const {
        const auto whole = [](double rows) {
            return static_cast<std::uint64_t>(std::llround(std::max(0.0, rows)));
        };
        Closure closure;
        closure.tables.resize(plan_.tables.size());
        closure.references.resize(plan_.references.size());
        for (const Table& table : plan_.catalog.tables) {
            const TableId at = table.id;
            TableCounts& counts = closure.tables[at];
            // A table that never had a row is not one with one row.
            const bool empty = table.about_bytes == 0;
            counts.rows = empty ? 0 : whole(rows_[at]);
            counts.chosen = std::min(counts.rows, whole(chosen_[at]));
            counts.bytes = estimate_bytes(table, counts.rows);
            closure.total_rows += counts.rows;
            closure.total_bytes += counts.bytes;
        }
        for (const ReferencePlan& each : plan_.references) {
            const Reference& reference = plan_.catalog.reference(each.reference);
            const ReferenceId at = each.reference;
            ReferenceCounts& counts = closure.references[at];
            counts.down = whole(down_[at]);
            counts.asked = each.follow == Follow::never ? 0 : whole(sum(chosen_, reference.parent));
            double children = 0;
            for (const TableId table : reference.child.tables()) {
                children += static_cast<double>(closure.tables[table].rows);
            }
            counts.up = each.walked ? whole(children * statistics_.references[at].filled) : 0;
        }
        return closure;
    }

    const RowPlan& plan_;
    const Statistics& statistics_;
    IdVector<TableId, double> sizes_;  // rows in the source
    IdVector<TableId, double> rows_;   // in the closure
    IdVector<TableId, double> chosen_;
    IdVector<ReferenceId, double> down_chosen_;
    IdVector<ReferenceId, double> down_;
};

}  // namespace

std::uint64_t estimate_bytes(const Table& table, std::uint64_t rows) {
    if (table.about_rows.value_or(0) > 0) {
        return static_cast<std::uint64_t>(static_cast<double>(table.about_bytes) *
                                          static_cast<double>(rows) /
                                          static_cast<double>(*table.about_rows));
    }
    // Never analysed: the whole table's size is the best that is known.
    return rows == 0 ? 0 : table.about_bytes;
}

Closure estimate_closure(const RowPlan& plan, const Statistics& statistics) {
    return Estimator{plan, statistics}.estimate();
}

}  // namespace subset
