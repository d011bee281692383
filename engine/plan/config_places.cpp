#include "plan/config_places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace subset {
namespace {

std::string with_line(std::string_view entry, const Place& place) {
    const std::string line = render_line(place);
    return line.empty() ? std::string{entry} : fmt::format("{} ({})", entry, line);
}

}  // namespace

std::string render_line(const Place& place) {
    const std::string file = std::filesystem::path{place.file}.filename().string();
    return place.line == 0 ? file : fmt::format("{}:{}", file, place.line);
}

std::string name_root(const RootPlan& root) {
    return root.rule.title.empty() ? with_line("[[root]]", root.rule.place) : root.rule.title;
}

std::string name_rows_rule(const RowPlan& plan, TableId id) {
    const Table& table = plan.catalog.table(id);
    if (!table.in_scope && !table.absent) {
        return with_line("[source] schemas", plan.table(id).rows_place);
    }
    if (plan.table(id).by_default) {
        return "a migration tool keeps its state there";
    }
    const RowsRule rows = plan.table(id).rows;
    return with_line(fmt::format("[[table]] rows = \"{}\"", rows == RowsRule::all      ? "all"
                                                            : rows == RowsRule::absent ? "absent"
                                                            : rows == RowsRule::keep   ? "keep"
                                                                                       : "none"),
                     plan.table(id).rows_place);
}

std::string name_child_rule(const ReferencePlan& reference) {
    return with_line("[[child]]", reference.child_rule->place);
}

std::string name_cut(const RowPlan& plan, const ReferencePlan& reference) {
    return reference.cut_rule
               ? with_line("[[cut]]", reference.cut_rule->place)
               : name_rows_rule(plan, plan.catalog.reference(reference.reference).parent.table);
}

std::string describe_step(const RowPlan& plan, const ReferencePlan& reference, bool down) {
    const Reference& found = plan.catalog.reference(reference.reference);
    std::string text;
    if (found.rule && !found.declared()) {
        text = with_line("[[reference]]", found.rule->place);
    }
    if (!down || !reference.child_rule) {
        return text;
    }
    text += (text.empty() ? "" : ", ") + name_child_rule(reference);
    text += configured_follow(reference) == Follow::always ? ", follow = \"always\"" : "";
    text += reference.where.empty() ? "" : ", where";
    return text + (reference.limit ? fmt::format(", limit = {}", *reference.limit) : "");
}

Follow configured_follow(const ReferencePlan& reference) {
    return reference.child_rule ? reference.child_rule->follow : Follow::chosen;
}

std::string config_name(const QualifiedName& name) {
    return name.schema == "public" && name.name.find('.') == std::string::npos ? name.name
                                                                               : name.text();
}

std::string name_heirs(const Catalog& catalog, TableId table) {
    std::vector<std::string> names;
    for (const TableId heir : catalog.table(table).heirs) {
        names.push_back(config_name(catalog.table(heir).name));
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string suggest_always(const Catalog& catalog, ReferenceId reference) {
    const Reference& found = catalog.reference(reference);
    const auto alike = std::count_if(
        catalog.references.begin(), catalog.references.end(), [&](const Reference& each) {
            return each.child.name == found.child.name && each.parent.name == found.parent.name;
        });
    return fmt::format(R"([[child]] table = "{}", parent = "{}"{}, follow = "always")",
                       config_name(found.child.name), config_name(found.parent.name),
                       alike > 1 ? fmt::format(R"(, name = "{}")", found.name) : "");
}

}  // namespace subset
