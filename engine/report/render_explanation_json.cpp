#include "subset/explanation.hpp"
#include "subset/version.hpp"
#include "util/json_string.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

using report::render_json_string;

std::string render_strings(const std::vector<std::string>& texts) {
    std::string json = "[";
    for (const std::string& text : texts) {
        json += (json.size() == 1 ? "" : ",") + render_json_string(text);
    }
    return json + "]";
}

std::string render(const ChainLink& link) {
    return fmt::format(
        R"({{"table":{},"row":{},"primary_key":{},"chosen":{},"by":{},"reference":{},"columns":{},"key":{},"rule":{}}})",
        render_json_string(link.table), render_json_string(link.row),
        render_strings(link.primary_key), link.chosen, render_json_string(link.by),
        render_json_string(link.reference), render_strings(link.columns), render_strings(link.key),
        render_json_string(link.rule));
}

std::string render(const Bringer& bringer) {
    return fmt::format(R"({{"by":{},"reference":{},"table":{},"rule":{},"rows":{},"only":{}}})",
                       render_json_string(bringer.by), render_json_string(bringer.reference),
                       render_json_string(bringer.other), render_json_string(bringer.rule),
                       bringer.rows, bringer.only);
}

// Each element has a line of its own.
template <typename Element>
std::string render_lines(const std::vector<Element>& elements) {
    std::string json = "[";
    for (const Element& element : elements) {
        json += (json.size() == 1 ? "\n  " : ",\n  ") + render(element);
    }
    return json + "]";
}

std::string render(const MissingLink& missing) {
    return fmt::format(
        "{{\"from\":{},\n  \"to\":{},\n  \"reason\":{},\"hint\":{},\n  \"rest\":{}}}",
        render(missing.from), render(missing.to), render_json_string(missing.reason),
        render_json_string(missing.hint), render_lines(missing.rest));
}

std::string render_body(const RowExplanation& row) {
    return fmt::format(
        "\"row\":{},\"primary_key\":{},\"exists\":{},\"in_twin\":{},\"chosen\":{},\n "
        "\"chain\":{},\n \"missing\":{},\n \"reason\":{},\"hint\":{},\"roots\":{}",
        render_json_string(row.row), render_strings(row.primary_key), row.exists, row.in_twin,
        row.chosen, render_lines(row.chain), row.missing ? render(*row.missing) : "null",
        render_json_string(row.reason), render_json_string(row.hint), render_strings(row.roots));
}

std::string render_body(const TableExplanation& table) {
    return fmt::format("\"rows\":{},\"chosen\":{},\"reason\":{},\n \"bringers\":{}", table.rows,
                       table.chosen, render_json_string(table.reason),
                       render_lines(table.bringers));
}

}  // namespace

std::string render_explanation_json(const Explanation& explanation) {
    return std::visit(
        [](const auto& each) {
            return fmt::format("{{\"version\":{},\"command\":\"why\",\"table\":{},{}}}\n",
                               render_json_string(version), render_json_string(each.table),
                               render_body(each));
        },
        explanation);
}

}  // namespace subset
