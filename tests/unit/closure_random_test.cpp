// The closure against a fixpoint that tries every pair of rows until nothing is new, over random
// schemas and rows.
#include "plan/make_plan.hpp"
#include "subset/closure.hpp"
#include "support/fixpoint.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing_support::CatalogBuilder;
using testing_support::Fixpoint;
using testing_support::MemoryRow;
using testing_support::MemorySource;
using testing_support::Value;

class Random {
public:
    explicit Random(std::uint32_t seed) : engine_{seed} {}
    std::size_t below(std::size_t bound) { return engine_() % bound; }
    bool one_in(std::size_t cases) { return below(cases) == 0; }

private:
    std::mt19937 engine_;
};

// What a table can be referenced by, with the columns that children have for it.
struct KeyShape {
    std::string parent_columns;
    std::vector<std::string> child_types;
};
const std::vector<KeyShape> shapes = {
    {"id", {"bigint"}}, {"code", {"numeric"}}, {"name", {"text"}}, {"a, b", {"integer", "text"}}};

struct ReferenceShape {
    std::size_t child;
    std::size_t parent;
    std::size_t shape;
    std::size_t first_column;  // in the child
    bool validated;
};

struct Schema {
    std::size_t tables = 0;
    std::vector<ReferenceShape> references;
    CatalogBuilder builder;
};

// Tables t0 .. with id, code, name, (a, b), each unique, and columns of their own for each
// reference.
Schema make_schema(Random& random) {
    Schema schema;
    schema.tables = 1 + random.below(6);
    std::vector<std::vector<std::string>> columns(
        schema.tables, {"id integer", "code numeric", "name text", "a integer", "b text"});
    const std::size_t references = random.below(2 * schema.tables + 1);
    for (std::size_t each = 0; each < references; ++each) {
        const std::size_t child = random.below(schema.tables);
        const std::size_t shape = random.below(shapes.size());
        schema.references.push_back(
            {child, random.below(schema.tables), shape, columns[child].size(), !random.one_in(4)});
        for (const std::string& type : shapes[shape].child_types) {
            columns[child].push_back(fmt::format("r{}_{} {}", each, columns[child].size(), type));
        }
    }
    for (std::size_t table = 0; table < schema.tables; ++table) {
        schema.builder.table(fmt::format("t{}", table), columns[table]);
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
        shape.validated ? schema.builder.reference(fmt::format("f{}", each), ends)
                        : schema.builder.not_valid(fmt::format("f{}", each), ends);
    }
    return schema;
}

// The values by which a row with that id is referenced. A numeric is written in more than one way.
std::vector<Value> key_values(std::size_t shape, std::size_t id, Random& random) {
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
        default:
            return {std::to_string(id / 3), fmt::format("b{}", id % 3)};
    }
}

void add_rows(const Schema& schema, std::size_t rows, MemorySource& source, Random& random) {
    for (std::size_t table = 0; table < schema.tables; ++table) {
        for (std::size_t id = 0; id < rows; ++id) {
            std::vector<Value> row;
            for (std::size_t shape = 0; shape < shapes.size(); ++shape) {
                for (Value& value : key_values(shape, id, random)) {
                    row.push_back(std::move(value));
                }
            }
            for (const ReferenceShape& each : schema.references) {
                if (each.child != table) {
                    continue;
                }
                // Ids past the last row dangle.
                const std::size_t ids = each.validated ? rows : rows + 1 + rows / 4;
                for (Value& value : key_values(each.shape, random.below(ids), random)) {
                    row.push_back(random.one_in(4) ? std::nullopt : std::move(value));
                }
            }
            source.add(fmt::format("t{}", table), std::move(row));
        }
    }
}

Config make_config(const Schema& schema, Random& random) {
    Config config;
    config.file = "twin.toml";
    for (std::size_t table = 0; table < schema.tables; ++table) {
        if (random.one_in(5)) {
            config.tables.push_back({{fmt::format("t{}", table), {}},
                                     random.one_in(3) ? RowsRule::none : RowsRule::all,
                                     {}});
        }
    }
    const std::size_t roots = 1 + random.below(3);
    for (std::size_t root = 0; root < roots; ++root) {
        const std::string table = fmt::format("t{}", random.below(schema.tables));
        const bool empty =
            std::any_of(config.tables.begin(), config.tables.end(), [&](const TableRule& rule) {
                return rule.name.value == table && rule.rows == RowsRule::none;
            });
        if (!empty) {
            RootConfig& each = config.roots.emplace_back();
            each.table.value = table;
            each.children = random.one_in(2);
        }
    }
    return config;
}

// Whether there was anything to compare.
bool compare(std::uint32_t seed) {
    Random random{seed};
    const Schema schema = make_schema(random);
    const Catalog catalog = schema.builder.build();
    const Plan plan =
        make_plan(make_config(schema, random), catalog, make_reference_graph(catalog));
    EXPECT_TRUE(plan.faults.empty());
    MemorySource source{plan};
    add_rows(schema, 1 + random.below(30), source, random);
    for (std::uint32_t root = 0; root < plan.roots.size(); ++root) {
        const std::size_t divisor = 1 + random.below(12);
        const std::size_t remainder = random.below(divisor);
        source.set_root(root, [=](const MemoryRow& row) {
            return std::stoull(row.values[0].value()) % divisor == remainder;
        });
    }
    const Fixpoint expected{plan, source};
    Observer silent;
    const Cancellation cancellation;
    if (expected.empty()) {
        EXPECT_THROW((void)compute_closure(plan, source, nullptr, nullptr, silent, cancellation),
                     Error);
        return false;
    }
    const Closure closure = compute_closure(plan, source, nullptr, nullptr, silent, cancellation);
    EXPECT_EQ(testing_support::render(plan, closure), expected.render());
    for (const TablePlan& table : plan.tables) {
        for (const MemoryRow& row : source.rows(table.table)) {
            if (table.rows != RowsRule::all) {
                EXPECT_EQ(closure.rows[index_of(table.table)].contains(row.id),
                          expected.has(table.table, row.id));
            }
        }
    }
    EXPECT_EQ(source.keys_asked_again, 0U);
    return true;
}

// SUBSET_TEST_SEED repeats one case.
TEST(Closure, AgreesWithAFixpointOverAllPairsOfRows) {
    const char* const given = std::getenv("SUBSET_TEST_SEED");
    const std::uint32_t first =
        given != nullptr ? static_cast<std::uint32_t>(std::stoul(given)) : std::random_device{}();
    const std::uint32_t cases = given != nullptr ? 1 : 400;
    std::uint32_t compared = 0;
    for (std::uint32_t number = 0; number < cases; ++number) {
        SCOPED_TRACE(fmt::format("SUBSET_TEST_SEED={}", first + number));
        compared += compare(first + number) ? 1 : 0;
        if (HasFailure()) {
            return;
        }
    }
    EXPECT_TRUE(given != nullptr || compared > cases / 4)
        << "only " << compared << " cases had rows";
}

}  // namespace
}  // namespace subset
