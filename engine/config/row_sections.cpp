// Reads [[root]] and [[table]], which name the rows.
#include "config/glob.hpp"
#include "config/sections.hpp"
#include "config/toml/quantity_reader.hpp"
#include "util/identifier.hpp"

#include <fmt/format.h>

#include <array>
#include <span>
#include <string>
#include <utility>

namespace subset::config {
namespace {

// Adds a fault for each of `keys` that stands beside `key`, as none of them can.
void refuse_beside(SectionReader& section, std::string_view key,
                   std::span<const std::string_view> keys, std::string_view hint) {
    for (const std::string_view other : section.beside(key, keys)) {
        section.fault(fmt::format("{} and {} cannot stand in one {}", key, other, section.header()),
                      std::string{hint}, section.place_of(other));
    }
}

// A glob alone would take tables that nobody thought of, with any condition that they happen to
// bear; columns say what they have in common. A sample needs nothing of them.
void check_glob(SectionReader& section, const RootConfig& root) {
    const bool glob = is_glob(root.table.value);
    if (glob && !section.has("columns") && !section.has("sample")) {
        section.fault(
            fmt::format("[[root]] table \"{}\" is a glob, and has no columns", root.table.value),
            "Say what the tables have in common, so that it means every table that has these "
            "columns: columns = [\"tenant_id\"]. A part of every table is sample = \"1%\"; whole "
            "tables are [[table]], rows = \"all\".",
            root.table.place);
    }
    if (!glob && section.has("columns") && !root.table.value.empty()) {
        section.fault("columns in [[root]] goes with a glob alone",
                      "They say which of the tables that table = \"*\" matches are meant; leave "
                      "them out for a single table.",
                      section.place_of("columns"));
    }
    if (glob && section.has("query")) {
        section.fault("query in [[root]] cannot stand beside a glob",
                      "A query returns the primary key of one table; use where, order_by and "
                      "limit, which are each table's.",
                      section.place_of("query"));
    }
}

RootConfig parse_root(SectionReader section) {
    RootConfig root;
    root.place = section.place();
    section.require("table", "Name the table whose rows it means: table = \"users\".");
    root.table = section.table("table").value_or(TableName{});
    root.columns = section.texts("columns").value_or(std::vector<Text>{});
    root.where = section.sql("where");
    root.order_by = section.sql("order_by");
    if (const auto limit = section.count(
            "limit", "A root with limit 0 selects nothing; leave limit out for all rows.")) {
        root.limit = limit->value;
    }
    root.sample_percent = read_percent(section, "sample");
    root.seed = section.integer("seed").value_or(root.seed);
    root.query = section.sql("query");
    root.children = section.flag("children").value_or(false);
    root.only = section.flag("only").value_or(false);
    section.finish();

    check_glob(section, root);
    constexpr std::array<std::string_view, 4> not_beside_query{"where", "order_by", "limit",
                                                               "sample"};
    constexpr std::array<std::string_view, 2> not_beside_sample{"order_by", "limit"};
    refuse_beside(section, "query", not_beside_query, "A query says all of it itself.");
    if (!section.has("query")) {
        refuse_beside(section, "sample", not_beside_sample,
                      "A sample is taken at random; a limit takes the first rows of an order.");
    }
    if (section.stands_alone("seed", "sample")) {
        section.fault("seed without sample in [[root]]", "Only a sample has a seed.",
                      section.place_of("seed"));
    }
    return root;
}

TableRule parse_table_rule(SectionReader section) {
    constexpr std::array<std::string_view, 5> rows_names{"closure", "all", "none", "keep",
                                                         "absent"};
    constexpr std::array<RowsRule, 5> rows_rules{RowsRule::closure, RowsRule::all, RowsRule::none,
                                                 RowsRule::keep, RowsRule::absent};

    TableRule rule;
    section.require("name", "Name the table or tables that it means: name = \"log_*\".");
    rule.name = section.table("name").value_or(TableName{});
    if (const auto rows = section.choice("rows", rows_names)) {
        rule.rows = rows_rules[rows->value];
        rule.rows_place = rows->place;
    }
    for (auto& [column, mask] : section.sql_table("mask")) {
        rule.masks.push_back({std::move(column), std::move(mask)});
    }
    rule.mask_when = section.sql("mask_when");
    rule.identity = section.text("identity");
    rule.only = section.flag("only").value_or(false);
    if (section.has("name") && section.key_count() == (section.has("only") ? 2 : 1)) {
        section.fault(fmt::format("[[table]] for \"{}\" says nothing", rule.name.value),
                      "Say which rows it is about, by rows = \"all\" or rows = \"none\", or what "
                      "they are masked by: mask = { email = \"@email\" }.",
                      section.place());
    }
    section.finish();
    return rule;
}

}  // namespace

std::vector<RootConfig> parse_roots(std::vector<SectionReader> sections) {
    std::vector<RootConfig> roots;
    for (auto& section : sections) {
        roots.push_back(parse_root(std::move(section)));
    }
    return roots;
}

std::vector<TableRule> parse_table_rules(std::vector<SectionReader> sections) {
    std::vector<TableRule> rules;
    for (auto& section : sections) {
        rules.push_back(parse_table_rule(std::move(section)));
    }
    return rules;
}

}  // namespace subset::config
