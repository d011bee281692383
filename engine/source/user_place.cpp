#include "source/user_place.hpp"

#include "pg/sqlstates.hpp"
#include "plan/tables/row_security.hpp"
#include "util/replace_all.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace subset {
namespace {

// A piece of the config's SQL as it stands in a statement, and what stands for it where it is left
// out.
struct Piece {
    std::string key;
    Place place;
    std::string hint;
    std::string text = {};
    std::string without = {};
    std::string needs = {};  // another piece's text: what decides whether this one is evaluated
};

std::string hint_of(const pg::ServerMessage& message) {
    return message.hint.empty()
               ? "Try the SQL in psql with the same role; it runs in a read-only transaction."
               : message.hint;
}

// What written references of the table as the child, and its masks, bring into a statement.
std::vector<Piece> pieces_of(const RowPlan& plan, TableId table, const pg::ServerMessage& message) {
    std::vector<Piece> pieces;
    for (const ReferenceId id : plan.graph.parents_of[table]) {
        const Reference& reference = plan.catalog.reference(id);
        if (!reference.rule) {
            continue;
        }
        const ReferenceRule& rule = *reference.rule;
        if (rule.when) {
            pieces.push_back({"[[reference]] when", rule.when->place, hint_of(message),
                              "(\n" + reference.when + "\n)", "(false)"});
        }
        for (std::size_t pair = 0; pair < reference.expressions.size(); ++pair) {
            const ChildExpression& expression = reference.expressions[pair];
            if (!expression.sql.empty()) {
                pieces.push_back(
                    {"[[reference]] columns", rule.columns[pair].place,
                     fmt::format("Restrict it by `when` to the rows of {} that it can be computed "
                                 "of, such as when = \"c.kind = 'x'\" or a match of a pattern.",
                                 reference.child.name.text()),
                     "(\n" + expression.sql + "\n)",
                     fmt::format("(NULL::{})", expression.type.type),
                     rule.when ? "(\n" + reference.when + "\n)" : ""});
            }
        }
    }
    for (const auto& mask : plan.table(table).masks) {
        if (mask && mask->own_sql) {
            pieces.push_back({"the mask of " + mask->column, mask->place,
                              "A mask is evaluated for every row that comes; no value is shown "
                              "here.",
                              mask->sql, "NULL"});
        }
    }
    return pieces;
}

// Tries what is left of a statement, in transactions of its own.
class Trial {
public:
    Trial(const RowPlan& plan, pg::CopyChannel& reader, std::string sqlstate)
        : plan_{plan}, reader_{reader}, sqlstate_{std::move(sqlstate)} {}

    // Whether it fails as the whole did; nothing where that cannot be told.
    std::optional<bool> fails(const std::string& statement) {
        try {
            reader_.execute("ROLLBACK; BEGIN READ ONLY; SET LOCAL statement_timeout = '5s'");
            if (sees_by_policies(plan_)) {
                reader_.execute(read_under_policies);
            }
            if (statement.starts_with("COPY ")) {
                (void)reader_.copy_out(statement, pg::Protocol::extended, [](std::string_view) {});
            } else {
                (void)reader_.query(statement, pg::Protocol::extended);
            }
            return false;
        } catch (const pg::StatementError& error) {
            return error.message().sqlstate == sqlstate_ ? std::optional{true} : std::nullopt;
        }
    }

private:
    const RowPlan& plan_;
    pg::CopyChannel& reader_;
    const std::string sqlstate_;
};

std::string leave_out(std::string statement, const std::vector<Piece>& pieces,
                      const Piece* but = nullptr) {
    for (const Piece& piece : pieces) {
        const bool stays = but != nullptr && (piece.text == but->text || piece.text == but->needs);
        statement = stays ? std::move(statement)
                          : replace_all(std::move(statement), piece.text, piece.without);
    }
    return statement;
}

// The pieces that may be at fault: the one that is, where it could be found out.
std::vector<Piece> find_suspects(const RowPlan& plan, pg::CopyChannel& reader,
                                 const std::vector<StatementSql>& own,
                                 const std::vector<Piece>& pieces,
                                 const pg::ServerMessage& message) {
    std::vector<Piece> suspects;
    for (const StatementSql& each : own) {
        suspects.push_back({each.key, each.sql->place, hint_of(message), "", ""});
    }
    suspects.insert(suspects.end(), pieces.begin(), pieces.end());
    if (suspects.size() < 2) {
        return suspects;
    }
    const std::string statement = reader.last_statement();
    Trial trial{plan, reader, message.sqlstate};
    if (!own.empty()) {
        const auto fails = trial.fails(leave_out(statement, pieces));
        if (!fails) {
            return suspects;
        }
        if (*fails && own.size() > 1) {  // where and order_by
            const Text& order = *own.back().sql;
            const auto unordered =
                trial.fails(replace_all(leave_out(statement, pieces), "\n" + order.value + "\n",
                                        " NULL::pg_catalog.int4 "));
            return {suspects[unordered == false ? 1 : 0]};
        }
        if (*fails) {
            return {suspects.front()};
        }
    }
    for (const Piece& piece : pieces) {
        if (trial.fails(leave_out(statement, pieces, &piece)) == true) {
            return {piece};
        }
    }
    return suspects;
}

// Bytes of the data that are no text are nobody's SQL: a server whose encoding is not UTF-8 finds
// them when it sends a row.
Error make_not_text(const RowPlan& plan, TableId table, const pg::StatementError& error) {
    return Error{ErrorKind::server,
                 fmt::format("{} holds text that is no valid UTF8, and so cannot be copied",
                             plan.catalog.table(table).name.text()),
                 "A source whose encoding is SQL_ASCII checks no text: one that holds such bytes "
                 "cannot be copied. Mend them there, as by convert_from(column::bytea, 'LATIN1'), "
                 "or leave those rows out.",
                 {},
                 error.message().sqlstate};
}

}  // namespace

std::vector<StatementSql> sql_of(const RootConfig& config) {
    std::vector<StatementSql> own;
    if (config.query) {
        own.push_back({"[[root]] query", &*config.query});
        return own;
    }
    if (config.where) {
        own.push_back({"[[root]] where", &*config.where});
    }
    if (config.order_by) {
        own.push_back({"[[root]] order_by", &*config.order_by});
    }
    return own;
}

std::vector<StatementSql> sql_of(const ReferencePlan& reference) {
    std::vector<StatementSql> own;
    if (reference.child_rule) {
        const ChildRule& rule = *reference.child_rule;
        if (rule.where) {
            own.push_back({"[[child]] where", &*rule.where});
        }
        if (rule.order_by) {
            own.push_back({"[[child]] order_by", &*rule.order_by});
        }
    }
    return own;
}

Error make_refusal(const Catalog& catalog, const std::string& what, const Place& place,
                   const pg::ServerMessage& said) {
    const auto relation =
        std::find_if(catalog.relations.begin(), catalog.relations.end(), [&](const Relation& each) {
            return each.row_security.hides &&
                   said.primary.find('"' + each.name.name + '"') != std::string::npos;
        });
    if (relation != catalog.relations.end()) {
        const Error hidden = make_hidden_error(catalog.end, relation->name, relation->row_security);
        return Error{hidden.kind(), hidden.faults().front().message + ", and " + what + " reads it",
                     hidden.hint(), place, said.sqlstate};
    }
    return Error{ErrorKind::privilege,
                 fmt::format("{} may not be evaluated by the {}'s role: {}", what, catalog.end,
                             said.primary),
                 "Grant the role what is missing, or write it without; where it is a policy that "
                 "is in the way, use a role with BYPASSRLS.",
                 place, said.sqlstate};
}

std::optional<Error> find_user_fault(const RowPlan& plan, pg::CopyChannel& reader, TableId table,
                                     const std::vector<StatementSql>& own,
                                     const pg::StatementError& error) {
    // What comes may be on its way into the target, which has errors of its own.
    const pg::ServerMessage& message = error.message();
    const bool of_sql =
        message.end == reader.string().end() &&
        (error.kind() == ErrorKind::server || error.kind() == ErrorKind::privilege) &&
        message.sqlstate != sqlstate::query_canceled;
    if (of_sql && reader.server_encoding() != "UTF8" &&
        (message.sqlstate == sqlstate::character_not_in_repertoire ||
         message.sqlstate == sqlstate::untranslatable_character)) {
        return make_not_text(plan, table, error);
    }
    std::vector<Piece> pieces = of_sql ? pieces_of(plan, table, message) : std::vector<Piece>{};
    const std::string& statement = reader.last_statement();
    std::erase_if(pieces, [&](const Piece& piece) {
        return statement.find(piece.text) == std::string::npos;
    });
    if (!of_sql || (own.empty() && pieces.empty())) {
        return std::nullopt;
    }
    const std::vector<Piece> suspects = find_suspects(plan, reader, own, pieces, message);
    std::string what;
    for (const Piece& each : suspects) {
        what += (what.empty() ? "" : ", or ") + each.key;
    }
    what += suspects.size() > 1 ? "," : "";
    const Piece& first = suspects.front();
    if (message.sqlstate == sqlstate::insufficient_privilege) {
        return make_refusal(plan.catalog, what, first.place, message);
    }
    return Error{ErrorKind::user_sql,
                 fmt::format("{} failed in the source: {}", what, pg::shown_primary(message)),
                 first.hint, first.place, message.sqlstate};
}

}  // namespace subset
