#include "source/statements/key_filter.hpp"

#include "pg/quote.hpp"
#include "plan/keys/key_values.hpp"
#include "util/parse_leading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace subset {
namespace {

bool fits(const Comparison& comparison, std::int64_t value) {
    if (comparison.type->integer_bytes == 8) {
        return true;
    }
    const std::int64_t most = comparison.type->integer_bytes == 4
                                  ? std::numeric_limits<std::int32_t>::max()
                                  : std::numeric_limits<std::int16_t>::max();
    return value <= most && value >= -most - 1;
}

// `sql` and "column = ANY ('{...}'::type[])". The literal may be megabytes, so it is not copied
// along. Where the column is an array, an index over its elements serves the operator && alone,
// which compares each of them with each key; else it is `= ANY` that is hashed.
std::string add_any(std::string sql, const Comparison& comparison, const pg::ArrayLiteral& array,
                    bool scan) {
    const std::string literal = array.sql();
    const bool each = comparison.elements && scan;
    if (each) {
        sql += "EXISTS (SELECT FROM pg_catalog.unnest(" + comparison.sql + ") AS u (v) WHERE u.v " +
               comparison.sql_operator + " ANY (";
    } else {
        sql += comparison.sql + (comparison.elements ? " OPERATOR(pg_catalog.&&) ("
                                                     : " " + comparison.sql_operator + " ANY (");
    }
    sql.reserve(sql.size() + literal.size() + comparison.literal_type.size() + 8);
    sql += literal;
    sql += "::" + comparison.literal_type + (each ? "[]))" : "[])");
    return sql;
}

// For keys of one value, which go straight from the list into the text: there may be a million.
KeyedSql filter_by_value(const std::string& select, const ParentKey& key, const KeyRange& keys,
                         const Comparison& comparison) {
    pg::ArrayLiteral array;
    for (std::size_t position = keys.first; position < keys.last; ++position) {
        if (keys.list.form() != KeyForm::integer) {
            array.add(texts_of(key, keys.list[position]).front());
        } else if (fits(comparison, keys.list[position].integer)) {
            array.add_integer(keys.list[position].integer);
        }
    }
    return array.empty()
               ? KeyedSql{}
               : KeyedSql{add_any(select + " WHERE ", comparison, array, keys.scan), true};
}

// The distinct values of each column of the keys.
struct ColumnValues {
    std::vector<std::int64_t> integers;
    std::vector<std::string> texts;

    [[nodiscard]] std::size_t size() const { return integers.size() + texts.size(); }
};

// Of a key that was an integer in its table's own column.
std::int64_t integer_in(const std::string& text) {
    return parse_leading<std::int64_t>(text).value_or(0);
}

template <typename Value>
void make_distinct(std::vector<Value>& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

std::vector<ColumnValues> distinct_values(const FittingKeys& keys,
                                          const std::vector<Comparison>& comparisons) {
    std::vector<ColumnValues> columns(comparisons.size());
    if (keys.integers()) {
        for (ColumnValues& column : columns) {
            column.integers.reserve(keys.most());
        }
        keys.visit_integers([&](const std::vector<std::int64_t>& values) {
            for (std::size_t index = 0; index < values.size(); ++index) {
                columns[index].integers.push_back(values[index]);
            }
        });
    } else {
        keys.visit([&](std::size_t, const std::vector<std::string>& texts) {
            for (std::size_t index = 0; index < texts.size(); ++index) {
                if (comparisons[index].integer) {
                    columns[index].integers.push_back(integer_in(texts[index]));
                } else {
                    columns[index].texts.push_back(texts[index]);
                }
            }
        });
    }
    for (ColumnValues& column : columns) {
        make_distinct(column.integers);
        make_distinct(column.texts);
    }
    return columns;
}

std::string add_filter(std::string sql, const Comparison& comparison, const ColumnValues& values,
                       bool scan) {
    pg::ArrayLiteral array;
    for (const std::int64_t value : values.integers) {
        array.add_integer(value);
    }
    for (const std::string& value : values.texts) {
        array.add(value);
    }
    return add_any(std::move(sql), comparison, array, scan);
}

// How many rows may come for each key that is asked for before the server had better compare whole
// keys.
constexpr std::size_t most_surplus = 8;

bool filters_by_column_suffice(const std::vector<ColumnValues>& columns, std::size_t keys) {
    std::size_t product = 1;
    for (const ColumnValues& column : columns) {
        product *= column.size();
        if (product > keys * most_surplus) {
            return false;
        }
    }
    return true;
}

// `= ANY` and unnest() would flatten them.
bool has_arrays(const std::vector<Comparison>& comparisons) {
    return std::any_of(comparisons.begin(), comparisons.end(),
                       [](const Comparison& each) { return each.type->base_is_array; });
}

}  // namespace

bool FittingKeys::integers() const {
    return keys_.list.form() != KeyForm::integer &&
           std::all_of(comparisons_.begin(), comparisons_.end(),
                       [](const Comparison& each) { return each.integer; });
}

void FittingKeys::visit_integers(const IntegersVisitor& visitor) const {
    for (std::size_t position = keys_.first; position < keys_.last; ++position) {
        const std::vector<std::int64_t> values = decode_integers(keys_.list[position].bytes);
        const bool fit = std::equal(comparisons_.begin(), comparisons_.end(), values.begin(),
                                    [](const Comparison& comparison, std::int64_t value) {
                                        return fits(comparison, value);
                                    });
        if (fit) {
            visitor(values);
        }
    }
}

void FittingKeys::visit(const Visitor& visitor) const {
    const auto fit = [&](const std::vector<std::string>& texts) {
        for (std::size_t index = 0; index < texts.size(); ++index) {
            if (comparisons_[index].integer &&
                !fits(comparisons_[index], integer_in(texts[index]))) {
                return false;
            }
        }
        return true;
    };
    for (std::size_t position = keys_.first; position < keys_.last; ++position) {
        const std::vector<std::string> texts = texts_of(key_, keys_.list[position]);
        if (fit(texts)) {
            visitor(position, texts);
        }
    }
}

std::string keys_sql(const std::vector<Comparison>& comparisons, const FittingKeys& keys) {
    std::string names;
    for (std::size_t index = 0; index < comparisons.size(); ++index) {
        names += fmt::format("{}k{}", index == 0 ? "" : ", ", index + 1);
    }
    std::string sql;
    if (has_arrays(comparisons)) {
        keys.visit([&](std::size_t, const std::vector<std::string>& row) {
            sql += sql.empty() ? "(VALUES (" : "), (";
            for (std::size_t index = 0; index < row.size(); ++index) {
                sql += fmt::format("{}{}::{}", index == 0 ? "" : ", ",
                                   pg::quote_literal(row[index]), comparisons[index].literal_type);
            }
        });
        return sql.empty() ? sql : sql + ")) AS k (" + names + ")";
    }
    std::vector<pg::ArrayLiteral> arrays(comparisons.size());
    keys.visit([&](std::size_t, const std::vector<std::string>& row) {
        for (std::size_t index = 0; index < row.size(); ++index) {
            arrays[index].add(row[index]);
        }
    });
    if (arrays.front().empty()) {
        return sql;
    }
    for (std::size_t index = 0; index < comparisons.size(); ++index) {
        sql += fmt::format("{}pg_catalog.unnest({}::{}[])", index == 0 ? "ROWS FROM (" : ", ",
                           arrays[index].sql(), comparisons[index].literal_type);
    }
    return sql + ") AS k (" + names + ")";
}

std::string join_condition(const std::vector<Comparison>& comparisons) {
    std::string sql;
    for (std::size_t index = 0; index < comparisons.size(); ++index) {
        const Comparison& each = comparisons[index];
        sql += index == 0 ? "" : " AND ";
        sql += each.elements
                   ? fmt::format("k.k{} {} ANY ({})", index + 1, each.sql_operator, each.sql)
                   : fmt::format("{} {} k.k{}", each.sql, each.sql_operator, index + 1);
    }
    return sql;
}

KeyedSql render_keyed(const std::string& select, const ParentKey& key, const KeyRange& keys,
                      const std::vector<Comparison>& comparisons, bool decidable_here) {
    if (comparisons.size() == 1 && !has_arrays(comparisons)) {
        return filter_by_value(select, key, keys, comparisons.front());
    }
    const FittingKeys fitting{key, keys, comparisons};
    if (decidable_here && !has_arrays(comparisons)) {
        const std::vector<ColumnValues> columns = distinct_values(fitting, comparisons);
        if (columns.front().size() == 0) {
            return {};
        }
        if (filters_by_column_suffice(columns, keys.last - keys.first)) {
            std::string sql = select;
            for (std::size_t index = 0; index < comparisons.size(); ++index) {
                sql += index == 0 ? " WHERE " : " AND ";
                sql = add_filter(std::move(sql), comparisons[index], columns[index], keys.scan);
            }
            return {std::move(sql), false};
        }
    }
    const std::string table = keys_sql(comparisons, fitting);
    return table.empty() ? KeyedSql{}
                         : KeyedSql{fmt::format("{} WHERE EXISTS (SELECT FROM {} WHERE {})", select,
                                                table, join_condition(comparisons)),
                                    true};
}

}  // namespace subset
