// random_closure.hpp
//
// Random schemas, rows and configs for the closure in memory.
#pragma once

#include "support/memory_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace subset::testing_support {

class Random {
public:
    explicit Random(std::uint32_t seed) : engine_{seed} {}
    std::size_t below(std::size_t bound) { return engine_() % bound; }
    bool one_in(std::size_t cases) { return below(cases) == 0; }

private:
    std::mt19937 engine_;
};

inline std::string table_name(std::size_t table) { return fmt::format("t{}", table); }

// What a table can be referenced by, with the columns that children have for it.
struct KeyShape {
    std::string parent_columns;
    std::vector<std::string> child_types;
};
inline const std::vector<KeyShape> shapes = {{"id", {"bigint"}},
                                             {"code", {"numeric"}},
                                             {"name", {"text"}},
                                             {"a, b", {"integer", "text"}},
                                             {"five", {"integer"}}};
inline constexpr std::size_t shared_shape = 4;  // five rows or so have each value

enum class Origin : std::uint8_t { validated, not_valid, written };

struct ReferenceShape {
    std::string name;
    std::size_t child;
    std::size_t parent;
    std::size_t shape;
    std::size_t first_column;  // in the child
    Origin origin;
};

struct Schema {
    std::size_t tables = 0;
    std::vector<ReferenceShape> references;
    CatalogBuilder builder;
};

inline Origin make_origin(std::size_t shape, Random& random) {
    if (shape == shared_shape || random.one_in(4)) {
        return Origin::written;
    }
    return random.one_in(4) ? Origin::not_valid : Origin::validated;
}

// Tables t0 .. with id, code, name, (a, b), each unique, five, which is not, a kind, and columns of
// their own for each reference.
inline Schema make_schema(Random& random) {
    Schema schema;
    schema.tables = 1 + random.below(6);
    std::vector<std::vector<std::string>> columns(
        schema.tables, {"id integer", "code numeric", "name text", "a integer", "b text",
                        "five integer", "kind text"});
    const std::size_t references = random.below(2 * schema.tables + 1);
    for (std::size_t each = 0; each < references; ++each) {
        const std::size_t child = random.below(schema.tables);
        const std::size_t shape = random.below(shapes.size());
        schema.references.push_back({fmt::format("f{}", each), child, random.below(schema.tables),
                                     shape, columns[child].size(), make_origin(shape, random)});
        for (const std::string& type : shapes[shape].child_types) {
            columns[child].push_back(fmt::format("r{}_{} {}", each, columns[child].size(), type));
        }
    }
    for (std::size_t table = 0; table < schema.tables; ++table) {
        schema.builder.table(table_name(table), columns[table]);
    }
    for (std::size_t each = 0; each < references; ++each) {
        const ReferenceShape& shape = schema.references[each];
        std::string child;
        for (std::size_t part = 0; part < shapes[shape.shape].child_types.size(); ++part) {
            child +=
                fmt::format("{}r{}_{}", part == 0 ? "" : ", ", each, shape.first_column + part);
        }
        const std::string ends = fmt::format("t{}({}) -> t{}({})", shape.child, child, shape.parent,
                                             shapes[shape.shape].parent_columns);
        switch (shape.origin) {
            case Origin::validated:
                schema.builder.reference(shape.name, ends);
                break;
            case Origin::not_valid:
                schema.builder.not_valid(shape.name, ends);
                break;
            case Origin::written:
                schema.builder.written(shape.name, ends, random.one_in(2) ? "c.kind = 'x'" : "");
                break;
        }
    }
    return schema;
}

// The values by which a row with that id is referenced. A numeric is written in more than one way.
inline std::vector<Value> key_values(std::size_t shape, std::size_t id, Random& random) {
    switch (shape) {
        case 0:
            return {std::to_string(id)};
        case 1:
            return {fmt::format("{}{}", id,
                                random.one_in(2)   ? ""
                                : random.one_in(2) ? ".0"
                                                   : ".00")};
        case 2:
            return {fmt::format("n{}", id)};
        case 3:
            return {std::to_string(id / 3), fmt::format("b{}", id % 3)};
        default:
            return {std::to_string(id % 5)};
    }
}

inline void add_rows(const Schema& schema, std::size_t rows, MemorySource& source, Random& random) {
    for (std::size_t table = 0; table < schema.tables; ++table) {
        for (std::size_t id = 0; id < rows; ++id) {
            std::vector<Value> row;
            for (std::size_t shape = 0; shape < shapes.size(); ++shape) {
                for (Value& value : key_values(shape, id, random)) {
                    row.push_back(std::move(value));
                }
            }
            row.emplace_back(random.one_in(2) ? "x" : "y");
            for (const ReferenceShape& each : schema.references) {
                if (each.child != table) {
                    continue;
                }
                // Ids past the last row dangle.
                const bool whole = each.origin == Origin::validated;
                const std::size_t ids = whole ? rows : rows + 1 + rows / 4;
                for (Value& value : key_values(each.shape, random.below(ids), random)) {
                    row.push_back(random.one_in(4) ? std::nullopt : std::move(value));
                }
            }
            source.add(table_name(table), std::move(row));
        }
    }
}

inline bool stays_empty(const Config& config, std::size_t table) {
    return std::any_of(config.tables.begin(), config.tables.end(), [&](const TableRule& rule) {
        return rule.name.value == table_name(table) && rule.rows == RowsRule::none;
    });
}

// Whole and empty tables, and roots.
inline void add_tables(const Schema& schema, Config& config, Random& random) {
    for (std::size_t table = 0; table < schema.tables; ++table) {
        if (random.one_in(5)) {
            config.tables.push_back(
                {{table_name(table), {}}, random.one_in(3) ? RowsRule::none : RowsRule::all, {}});
        }
    }
    const std::size_t roots = 1 + random.below(3);
    for (std::size_t root = 0; root < roots; ++root) {
        const std::size_t table = random.below(schema.tables);
        if (!stays_empty(config, table)) {
            RootConfig& each = config.roots.emplace_back();
            each.table = table_name(table);
            each.children = random.one_in(2);
        }
    }
}

inline ChildRule make_child_rule(const ReferenceShape& reference, Random& random) {
    ChildRule rule;
    rule.table = table_name(reference.child);
    rule.parent = table_name(reference.parent);
    rule.name = Text{reference.name, {}};
    if (random.one_in(4)) {
        rule.follow = Follow::never;
        return rule;
    }
    rule.follow = random.one_in(2) ? Follow::always : Follow::chosen;
    if (random.one_in(2)) {
        rule.limit = 1 + random.below(3);
    }
    if (random.one_in(2)) {
        rule.where = Text{random.one_in(2) ? "c.kind = 'y'" : "p.kind = 'y'", {}};
    }
    return rule;
}

inline Config make_config(const Schema& schema, Random& random) {
    Config config;
    config.file = "twin.toml";
    add_tables(schema, config, random);
    for (const ReferenceShape& each : schema.references) {
        const bool empty = stays_empty(config, each.child) || stays_empty(config, each.parent);
        if (!empty && random.one_in(3)) {
            config.children.push_back(make_child_rule(each, random));
        }
        if (random.one_in(6)) {
            config.cuts.push_back({{}, {table_name(each.child), {}}, {}, {}, Text{each.name, {}}});
        }
    }
    if (!random.one_in(3)) {
        constexpr std::size_t rules = 4;
        config.source.dangling = static_cast<Dangling>(random.below(rules));
    }
    return config;
}

}  // namespace subset::testing_support
