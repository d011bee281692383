// Reads [[child]], [[reference]] and [[cut]], which are about single references.
#include "config/glob.hpp"
#include "config/sections.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

namespace subset::config {
namespace {

TableName take_table(SectionReader& section, std::string_view key, std::string_view hint) {
    section.require(key, hint);
    return section.table(key).value_or(TableName{});
}

ChildRule parse_child_rule(SectionReader section) {
    constexpr std::array<std::string_view, 3> follow_names{"chosen", "always", "never"};
    constexpr std::array<Follow, 3> follows{Follow::chosen, Follow::always, Follow::never};
    ChildRule rule;
    rule.place = section.place();
    rule.table =
        take_table(section, "table", "Name the table that references: table = \"orders\".");
    rule.parent =
        take_table(section, "parent", "Name the table that is referenced: parent = \"users\".");
    rule.columns = section.texts("columns").value_or(std::vector<Text>{});
    rule.name = section.text("name");
    if (const auto follow = section.choice("follow", follow_names)) {
        rule.follow = follows[follow->value];
    }
    rule.where = section.sql("where");
    rule.order_by = section.sql("order_by");
    if (const auto limit =
            section.count("limit", "For no child row at all, write follow = \"never\".")) {
        rule.limit = limit->value;
    }
    section.finish();
    if (rule.follow == Follow::never) {
        for (const std::string_view key : {"where", "order_by", "limit"}) {
            if (section.has(key)) {
                section.fault(fmt::format("{} beside follow = \"never\" in [[child]]", key),
                              "Where no child row is followed, there is none to choose.",
                              section.place_of(key));
            }
        }
    }
    return rule;
}

// Tables that a glob means are known by the names of their columns.
void check_glob(SectionReader& section, const ReferenceRule& rule) {
    if (is_glob(rule.parent.value)) {
        section.fault("parent in [[reference]] cannot be a glob",
                      "Each reference has one parent; write a [[reference]] for each.",
                      rule.parent.place);
    }
    if (!is_glob(rule.table.value)) {
        return;
    }
    for (const Text& column : rule.columns) {
        if (column.value.starts_with('(')) {
            section.fault("[[reference]] with a glob cannot have an expression in columns",
                          "The glob means every table that has these columns, so name them; write "
                          "a [[reference]] of its own for a table that needs an expression.",
                          column.place);
        }
    }
}

ReferenceRule parse_reference_rule(SectionReader section) {
    ReferenceRule rule;
    rule.place = section.place();
    rule.name = section.text("name");
    rule.table =
        take_table(section, "table", "Name the table that references: table = \"comments\".");
    rule.parent =
        take_table(section, "parent", "Name the table that is referenced: parent = \"orders\".");
    rule.columns = section.texts("columns").value_or(std::vector<Text>{});
    rule.parent_columns = section.texts("parent_columns").value_or(std::vector<Text>{});
    rule.when = section.sql("when");
    section.require("columns", "Name the columns that reference: columns = [\"order_id\"].");
    check_glob(section, rule);
    section.finish();
    return rule;
}

CutRule parse_cut_rule(SectionReader section) {
    CutRule rule;
    rule.place = section.place();
    rule.table = take_table(section, "table", "Name the table that references: table = \"users\".");
    rule.columns = section.texts("columns").value_or(std::vector<Text>{});
    rule.parent = section.table("parent");
    rule.name = section.text("name");
    section.finish();
    if (!section.has("columns") && !section.has("name")) {
        section.fault("[[cut]] says neither columns nor name",
                      "Name the reference's columns: columns = [\"referred_by\"].",
                      section.place());
    }
    return rule;
}

template <typename Rule>
std::vector<Rule> parse_all(std::vector<SectionReader> sections, Rule (*parse)(SectionReader)) {
    std::vector<Rule> rules;
    for (auto& section : sections) {
        rules.push_back(parse(std::move(section)));
    }
    return rules;
}

}  // namespace

std::vector<ChildRule> parse_child_rules(std::vector<SectionReader> sections) {
    return parse_all(std::move(sections), parse_child_rule);
}

std::vector<ReferenceRule> parse_reference_rules(std::vector<SectionReader> sections) {
    return parse_all(std::move(sections), parse_reference_rule);
}

std::vector<CutRule> parse_cut_rules(std::vector<SectionReader> sections) {
    return parse_all(std::move(sections), parse_cut_rule);
}

}  // namespace subset::config
