#include "load/steps/find_remedy.hpp"

#include "catalog/column_sql.hpp"
#include "pg/quote.hpp"
#include "pg/sqlstates.hpp"
#include "plan/config_places.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace subset {
namespace {

// A function that the schema dump makes, which pg_dump names "public spot_key(integer)".
struct DumpedFunction {
    std::string schema;
    std::string name;
    std::string arguments;  // in parentheses
    std::string_view sql;

    [[nodiscard]] std::string call() const {
        return pg::quote_identifier(schema) + "." + pg::quote_identifier(name);
    }
    [[nodiscard]] std::string text() const { return schema + "." + name + arguments; }
};

std::vector<const SchemaEntry*> find_entries(const TargetScript& script, EntryKind kind) {
    std::vector<const SchemaEntry*> found;
    for (const TargetStep& step : script.steps) {
        if (const auto* section = std::get_if<RunSection>(&step.work)) {
            for (const SchemaEntry& entry : section->entries) {
                if (entry.kind == kind) {
                    found.push_back(&entry);
                }
            }
        }
    }
    return found;
}

std::vector<DumpedFunction> find_functions(const TargetScript& script) {
    std::vector<DumpedFunction> functions;
    for (const SchemaEntry* const entry : find_entries(script, EntryKind::function)) {
        const std::string_view name = entry->name;
        const auto blank = name.find(' ');
        const auto open = name.find('(');
        if (blank < open && open != std::string_view::npos) {
            functions.push_back({std::string{name.substr(0, blank)},
                                 std::string{name.substr(blank + 1, open - blank - 1)},
                                 std::string{name.substr(open)}, entry->sql});
        }
    }
    return functions;
}

bool is_word(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_';
}

bool mentions(std::string_view text, std::string_view word) {
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) {
            return true;
        }
    }
    return false;
}

// The innermost function of the server's CONTEXT: "PL/pgSQL function public.spot_key(integer) line
// 1 at RETURN", or `SQL function "spot_key" statement 1`.
std::optional<DumpedFunction> find_failing(const std::vector<DumpedFunction>& functions,
                                           std::string_view context) {
    for (std::size_t begin = 0; begin < context.size();) {
        const std::size_t end = std::min(context.find('\n', begin), context.size());
        const std::string_view line = context.substr(begin, end - begin);
        begin = end + 1;
        for (const DumpedFunction& each : functions) {
            const bool sql = line.starts_with("SQL function \"" + each.name + "\"");
            const std::string_view mark = " function ";
            const auto at = line.find(mark);
            const std::string_view rest =
                at == std::string_view::npos ? line : line.substr(at + mark.size());
            const bool other =
                at != std::string_view::npos &&
                (rest.starts_with(each.call() + each.arguments) || rest.starts_with(each.text()) ||
                 rest.starts_with(each.name + each.arguments));
            if (sql || other) {
                return each;
            }
        }
    }
    return std::nullopt;
}

// The schema of what the function calls by its bare name: `function twice(integer) does not exist`,
// `relation "words" does not exist`.
std::string find_schema(const Plan& plan, const std::vector<DumpedFunction>& functions,
                        const DumpedFunction& failing, std::string_view said) {
    for (const DumpedFunction& each : functions) {
        if (said.starts_with("function " + each.name + "(")) {
            return each.schema;
        }
    }
    for (const Table& table : plan.catalog.tables) {
        if (said.starts_with("relation \"" + table.name.name + "\"")) {
            return table.name.schema;
        }
    }
    return failing.schema;
}

std::string mend_search_path(const Plan& plan, const std::vector<DumpedFunction>& functions,
                             const pg::ServerMessage& message) {
    const auto failing = find_failing(functions, message.context);
    if (!failing) {
        return {};
    }
    const std::string schema = find_schema(plan, functions, *failing, message.compared);
    return fmt::format(
        "{0} finds what it calls by a search_path, and a dump is restored with an empty one; in "
        "the source: ALTER FUNCTION {1}{2} SET search_path = {3};",
        failing->text(), failing->call(), failing->arguments, pg::quote_identifier(schema));
}

const Table* find_table(const Plan& plan, const pg::ServerMessage& message) {
    const Relation* const relation = plan.catalog.relation_named({message.schema, message.table});
    return relation == nullptr ? nullptr : &plan.catalog.table(relation->table);
}

// What of the table a rule of the config makes NULL, and which.
std::string blame_cuts(const Plan& plan, const Table& table, const std::string& check) {
    std::string text;
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        // References to rows that the target keeps are not NULLed, unless a cut says so.
        const bool nulls =
            each.cut == Cut::by_target ? each.cut_rule.has_value() : each.cut != Cut::no;
        if (!reference.child.has(table.id) || !nulls) {
            continue;
        }
        for (const std::uint16_t place : plan.output(each.reference).nulled_in(table.id)) {
            const std::string& column = plan.output(table.id).columns.at(place).name;
            const auto number = table.column_named(column);
            if (number && contains(table.columns[*number].checks, check)) {
                text += fmt::format("{} NULLs {}.{}, which {} needs. ", name_cut(plan, each),
                                    table.name.text(), column, check);
            }
        }
    }
    return text;
}

// The text of a check as CREATE TABLE or ALTER TABLE has it.
std::string_view find_check(const TargetScript& script, const std::string& check) {
    const std::string mark = "CONSTRAINT " + pg::quote_identifier(check) + " CHECK ";
    const std::string bare = "CONSTRAINT " + check + " CHECK ";
    for (const EntryKind kind : {EntryKind::table, EntryKind::check_constraint}) {
        for (const SchemaEntry* const entry : find_entries(script, kind)) {
            const std::string_view sql = entry->sql;
            const auto at = std::min(sql.find(mark), sql.find(bare));
            if (at != std::string_view::npos) {
                return sql.substr(at, sql.find('\n', at) - at);
            }
        }
    }
    return {};
}

std::string list_columns(const std::vector<std::string>& columns) {
    std::string text;
    for (const std::string& column : columns) {
        text += (text.empty() ? "\"" : ", \"") + column + "\"";
    }
    return text;
}

// A check whose function reads another table holds only where that one's rows are there already.
std::string blame_functions(const Plan& plan, const TargetScript& script, const Table& table,
                            const std::string& check) {
    const std::string_view text = find_check(script, check);
    for (const DumpedFunction& function : find_functions(script)) {
        if (!mentions(text, function.name)) {
            continue;
        }
        for (const Table& parent : plan.catalog.tables) {
            if (parent.id == table.id || !mentions(function.sql, parent.name.name)) {
                continue;
            }
            std::vector<std::string> columns;
            for (const Column& column : table.columns) {
                if (contains(column.checks, check)) {
                    columns.push_back(column.name);
                }
            }
            std::vector<std::string> parent_columns;
            for (const Column& column : parent.columns) {
                if (mentions(function.sql, column.name)) {
                    parent_columns.push_back(column.name);
                }
            }
            return fmt::format(
                "The check {} calls {}, which reads {}: a check that reads another table needs a "
                "[[reference]], so that the rows come, and before: [[reference]] table = \"{}\", "
                "columns = [{}], parent = \"{}\", parent_columns = [{}]",
                check, function.text(), parent.name.text(), config_name(table.name),
                list_columns(columns), config_name(parent.name), list_columns(parent_columns));
        }
    }
    return {};
}

// The twin's rows of an extension's table are the target's own, so one that is referenced may lack.
std::string blame_extension(const Plan& plan, const Table& table, const std::string& constraint) {
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        if (!each.to_extension || reference.child.table != table.id ||
            reference.name != constraint) {
            continue;
        }
        const Table& parent = plan.catalog.table(reference.parent.table);
        return fmt::format(
            "{} belongs to extension {}: its rows in the twin are the target's own, beside those "
            "that users have added in the source, where the role may write them. Let the target "
            "have the row that is missing, or [[cut]] table = \"{}\", columns = [{}].",
            parent.name.text(), parent.extension, config_name(table.name),
            list_columns(child_column_names(plan.catalog, reference)));
    }
    return {};
}

}  // namespace

std::string find_masks_at_fault(const Plan& plan, const TargetScript& script,
                                const pg::ServerMessage& message) {
    const Table* const table = find_table(plan, message);
    const auto found = table == nullptr
                           ? script.masks_of_constraints.end()
                           : script.masks_of_constraints.find({table->id, message.constraint});
    if (found == script.masks_of_constraints.end()) {
        return {};
    }
    return fmt::format("The constraint sees {}. {} ", found->second,
                       message.sqlstate == sqlstate::check_violation
                           ? "Choose masks that satisfy it; SQL over the row c can."
                           : "A longer mask keeps values apart, such as @hash; or leave one of "
                             "the columns as it is.");
}

std::string find_remedy(const Plan& plan, const TargetScript& script,
                        const pg::ServerMessage& message) {
    for (const std::string_view undefined :
         {sqlstate::undefined_function, sqlstate::undefined_table, sqlstate::undefined_object,
          sqlstate::undefined_column, sqlstate::invalid_schema_name}) {
        if (message.sqlstate == undefined) {
            return mend_search_path(plan, find_functions(script), message);
        }
    }
    const Table* const table = find_table(plan, message);
    if (table == nullptr || message.constraint.empty()) {
        return {};
    }
    if (message.sqlstate == sqlstate::foreign_key_violation) {
        return blame_extension(plan, *table, message.constraint);
    }
    if (std::string masks = find_masks_at_fault(plan, script, message); !masks.empty()) {
        masks.pop_back();
        return masks;
    }
    if (message.sqlstate != sqlstate::check_violation) {
        return {};
    }
    const std::string cuts = blame_cuts(plan, *table, message.constraint);
    return cuts.empty() ? blame_functions(plan, script, *table, message.constraint)
                        : cuts + "Let the rows that it referenced come, or leave its row out.";
}

}  // namespace subset
