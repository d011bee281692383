#include "script/add/make_add_script.hpp"

#include "pg/quote.hpp"
#include "script/add/merge_tables.hpp"
#include "script/add/raise_sequences.hpp"
#include "script/add/staged_elements.hpp"
#include "script/add/tell_mask_key.hpp"
#include "script/finishing_sql.hpp"
#include "script/keep/kept_triggers.hpp"
#include "script/proof/mask_proof.hpp"
#include "script/script_maker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace subset {
namespace {

constexpr const char* staged_rows = "pg_temp.subset_add_rows";
// Told in one query: few enough to be planned in no time.
constexpr std::size_t tables_in_a_query = 100;

std::string render_all_staging(std::span<const MergeTable> tables) {
    std::string sql = fmt::format(
        "CREATE TEMP TABLE {} (number pg_catalog.int8, value pg_catalog.text) ON COMMIT DROP",
        staged_rows);
    for (const MergeTable& table : tables) {
        sql += "; " + render_staging(table);
    }
    return sql;
}

CopyStaged make_copy(std::span<const MergeTable> tables) {
    CopyStaged copy{fmt::format("COPY {} FROM STDIN (FORMAT text)", staged_rows), {}};
    for (const MergeTable& table : tables) {
        copy.tables.push_back(TableId{static_cast<std::uint32_t>(table.number)});
    }
    return copy;
}

// Each table's rows as values of its columns' types: an error names the table.
RunSection make_values(std::span<const MergeTable> tables) {
    RunSection section{{SchemaEntry{EntryKind::other, {}, "preamble", {}}}};
    for (const MergeTable& table : tables) {
        // Without OFFSET, the text would be read again for each column.
        const std::string rows = fmt::format(
            "(SELECT r.value::{} AS row FROM {} AS r WHERE r.number = {} OFFSET 0) AS v",
            name_staging(table), staged_rows, table.number);
        section.entries.push_back(
            {EntryKind::other,
             {},
             table.name.text(),
             table.columns.empty()
                 ? fmt::format("INSERT INTO {} SELECT FROM {};", name_staging(table), rows)
                 : fmt::format("INSERT INTO {} SELECT (v.row).* FROM {}; ANALYZE {};",
                               name_staging(table), rows, name_staging(table))});
    }
    return section;
}

// Queries of single tables, a hundred in each step.
template <typename Render, typename Add>
void join_queries(std::span<const MergeTable> tables, const Render& render, const Add& add) {
    std::string query;
    std::size_t count = 0;
    for (const MergeTable& table : tables) {
        const std::string each = render(table);
        if (each.empty()) {
            continue;
        }
        query += (query.empty() ? "" : "\nUNION ALL\n") + each;
        if (++count % tables_in_a_query == 0) {
            add(std::exchange(query, {}));
        }
    }
    if (!query.empty()) {
        add(std::move(query));
    }
}

std::string render_rules(const KeptSchema& kept, bool on) {
    std::string sql;
    for (const KeptRule& rule : kept.rules) {
        const char* const verb = !on ? "DISABLE" : rule.state == 'A' ? "ENABLE ALWAYS" : "ENABLE";
        sql += fmt::format("ALTER TABLE {} {} RULE {}; ", pg::quote_name(rule.relation), verb,
                           pg::quote_identifier(rule.name));
    }
    return sql;
}

void tell_fixed(ScriptMaker& maker, std::span<const MergeTable> tables) {
    for (const MergeTable& table : tables) {
        for (const std::string& column : table.fixed) {
            const bool in_key =
                table.has_key() &&
                std::any_of(table.key().columns.begin(), table.key().columns.end(),
                            [&](const KeptKey::Column& each) { return each.name == column; });
            if (!in_key) {
                maker.note(
                    {fmt::format("not updated: {}.{}, which is GENERATED ALWAYS AS IDENTITY "
                                 "in the target",
                                 table.name.text(), column)});
            }
        }
        if (!table.has_key()) {
            maker.note(
                {fmt::format("not updated: rows of {}, which has no key in the target; a row "
                             "that differs comes beside the other",
                             table.name.text())});
        }
    }
}

// The rows that come, each in the staging table of its table.
void add_staging(ScriptMaker& maker, std::span<const MergeTable> tables) {
    maker.then(Stage::load, "staging", RunSql{render_all_staging(tables)});
    maker.then(Stage::load, "rows", make_copy(tables));
    maker.then(Stage::load, "values", make_values(tables));
}

void add_collisions(ScriptMaker& maker, std::span<const MergeTable> tables, bool update) {
    join_queries(
        tables, [&](const MergeTable& table) { return render_collisions(table, update); },
        [&](std::string query) {
            maker.then(Stage::load, "unique keys",
                       Check{std::move(query),
                             "Change or delete that row of the target, or take the one that has "
                             "the value in the source too; nothing was changed.",
                             ErrorKind::target_schema});
        });
}

void add_proof_of_rows(ScriptMaker& maker, const TargetConfig& config, const Plan& plan,
                       const Closure& closure, std::span<const MergeTable> tables) {
    join_queries(
        tables, [&](const MergeTable& table) { return render_missing(table, config.update); },
        [&](std::string query) {
            maker.then(Stage::finish, "proof",
                       Check{std::move(query),
                             "Something in the target took rows away or changed them, such as a "
                             "rule, or the script that `after` names in [target]."});
        });
    for (Check& check : check_merged_references(plan, closure, tables)) {
        maker.then(Stage::finish, "proof", std::move(check));
    }
    for (CheckMasks& check : make_mask_proof(plan, closure.mask_samples, config.mode)) {
        maker.then(Stage::finish, "proof of masks", std::move(check));
    }
}

// What is there is told before anything is changed.
void add_comparison(ScriptMaker& maker, const RowPlan& plan, std::span<const MergeTable> tables,
                    bool update) {
    join_queries(
        tables, [](const MergeTable& table) { return render_comparison(table); },
        [&](std::string query) {
            maker.then(Stage::load, "what is there", CompareRows{std::move(query), update});
        });
    if (std::optional<Tell> key = tell_mask_key(plan, tables)) {
        maker.then(Stage::load, "key of masks", *std::move(key));
    }
}

}  // namespace

TargetScript make_add_script(const TargetConfig& config, const Plan& plan, const Closure& closure,
                             const KeptSchema& kept, const TargetState& state, const Stamp& stamp) {
    const std::vector<MergeTable> tables = make_merge_tables(plan, closure, kept);
    RaisedSequences sequences = raise_sequences(plan, kept, tables);
    ScriptMaker maker{render_settings(config.lock_timeout, state.server_version_num)};
    maker.warn(kept.warnings);
    maker.note(kept.notes);
    if (config.update) {
        tell_fixed(maker, tables);
    }
    add_staging(maker, tables);
    if (std::string sql = render_staged_take_out(plan, closure, tables); !sql.empty()) {
        maker.then(Stage::load, "elements of arrays", RunSql{std::move(sql)});
    }
    add_comparison(maker, plan, tables, config.update);
    add_collisions(maker, tables, config.update);
    if (!config.only_told) {
        maker.then(
            Stage::load, "rows",
            RunSql{render_disabled_triggers(kept.triggers) + render_rules(kept, false) +
                   render_merge(tables, config.update) + "; SET CONSTRAINTS ALL IMMEDIATE; " +
                   render_triggers_put_back(kept.triggers) + render_rules(kept, true)});
        if (!sequences.restarts.empty()) {
            maker.then(Stage::finish, "sequences", RunGenerated{std::move(sequences.restarts)});
        }
        for (const QualifiedName& view : kept.views) {
            maker.then(Stage::finish, view.text(),
                       RunSql{"REFRESH MATERIALIZED VIEW " + pg::quote_name(view)});
        }
        add_user_script(maker, config);
        add_proof_of_rows(maker, config, plan, closure, tables);
        maker.then(Stage::finish, "stamp", WriteStamp{stamp, state.database, state.comment});
        if (!sequences.setval.empty()) {
            maker.then(Stage::finish, "sequences of other roles",
                       RunGenerated{std::move(sequences.setval)});
        }
    }
    TargetScript script = maker.take();
    script.keeps_schema = true;
    script.only_told = config.only_told;
    script.quick = closure.total_rows <= most_rows_of_quick;
    script.lock_timeout = config.lock_timeout;
    return script;
}

}  // namespace subset
