#include "preflight/try_json_paths.hpp"

#include "catalog/column_sql.hpp"
#include "config/nearest_name.hpp"
#include "mask/hstore_document.hpp"
#include "mask/json_paths.hpp"
#include "mask/parse/mask_sql.hpp"
#include "mask/value_class.hpp"
#include "source/statements/table_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace subset {
namespace {

constexpr std::array documents_looked_at = {std::size_t{1'000}, std::size_t{100'000}};

// A column of documents that an @json masks, in whichever column the mask stands.
struct Documents {
    TableId table{};
    std::string column;  // "public.forms.answers", of the mask
    std::string type;    // "json" or "jsonb"
    std::string value;   // SQL of the documents' column
    bool is_array = false;
    PresetCall call;
    const ColumnMask& mask;
};

// Of an expression that is no column nothing is known for rows to which the mask does not apply it.
const Column* column_of_documents(const Table& table, std::uint16_t masked,
                                  const PresetCall& call) {
    const auto found =
        std::find_if(table.columns.begin(), table.columns.end(), [&](const Column& each) {
            return call.of ? is_column_itself(*call.of, each.name)
                           : each.name == table.columns[masked].name;
        });
    return found != table.columns.end() && shape_of(*found).value == ValueClass::json ? &*found
                                                                                      : nullptr;
}

std::vector<Documents> documents_of(const RowPlan& plan, const TablePlan& each,
                                    std::uint16_t column) {
    const auto& mask = each.masks[column];
    const Table& table = plan.catalog.table(each.table);
    std::vector<Documents> all;
    // SQL that comes from a parent's column names the parent's columns.
    const bool own = mask && mask->column == table.qualified_name_of(column);
    if (!mask || (has_own_sql(mask->text) && !own)) {
        return all;
    }
    for (PresetInSql& preset : find_presets(mask->text, table)) {
        const Column* const documents = column_of_documents(table, column, preset.call);
        const bool readable = own || !preset.call.of;
        if (preset.call.preset != Preset::json || documents == nullptr || !readable) {
            continue;
        }
        std::string type = documents->base_type;
        std::string value = render_column(*documents);
        const bool is_array = type.ends_with("[]");
        if (is_array) {
            type.resize(type.size() - 2);
        }
        if (is_hstore(type)) {
            value = is_array ? fmt::format("ARRAY(SELECT {} FROM pg_catalog.unnest({}) AS e (v))",
                                           render_as_document(type, "e.v"), value)
                             : render_as_document(type, value);
            type = "jsonb";
        }
        all.push_back({.table = each.table,
                       .column = table.qualified_name_of(column),
                       .type = std::move(type),
                       .value = std::move(value),
                       .is_array = is_array,
                       .call = std::move(preset.call),
                       .mask = *mask});
    }
    return all;
}

class JsonPathsTrial {
public:
    JsonPathsTrial(const RowPlan& plan, bool strict, pg::CopyChannel& reader)
        : plan_{plan}, strict_{strict}, reader_{reader} {}

    void look_at(const Documents& documents) {
        for (const std::size_t most : documents_looked_at) {
            const pg::Rows rows =
                ask(documents, most,
                    fmt::format("pg_catalog.count(*), pg_catalog.bit_or({}), "
                                "pg_catalog.bool_or({})",
                                render_reached(documents.call, documents.type, "d.v"),
                                render_has_data_keys(documents.type, "d.v")));
            const pg::Row& row = rows.front();
            if (most == documents_looked_at.front()) {
                tell_data_keys(documents, row.cell(2) == "t");
            }
            if (!has_paths(documents.call)) {
                return;
            }
            if (row.text(0) == "0") {
                tried_.warnings.push_back(
                    {fmt::format(
                         "whether the paths of the mask of {} meet anything cannot be told: "
                         "there is no document",
                         documents.column),
                     "What comes later is masked by these paths alone.", documents.mask.place,
                     documents.mask.rule});
                return;
            }
            const std::vector<UnmetPath> unmet =
                find_unmet(documents.call, documents.type, "d.v", row.text(1));
            if (unmet.empty()) {
                return;
            }
            if (most == documents_looked_at.back()) {
                for (const UnmetPath& path : unmet) {
                    tell_unmet(documents, path, row.text(0));
                }
            }
        }
    }

    [[nodiscard]] JsonPathsTried finish() { return std::move(tried_); }

private:
    pg::Rows ask(const Documents& documents, std::size_t rows, const std::string& what) {
        return reader_.query(
            fmt::format(
                "SELECT {} FROM (SELECT {} AS v{}) AS {} WHERE d.v IS NOT NULL", what,
                documents.value, render_some_rows(plan_.catalog, documents.table, rows),
                documents.is_array ? "a CROSS JOIN LATERAL pg_catalog.unnest(a.v) AS d (v)" : "d"),
            pg::Protocol::extended);
    }

    void tell_data_keys(const Documents& documents, bool found) {
        const bool masks_keys = std::any_of(documents.call.json.begin(), documents.call.json.end(),
                                            [](const JsonRule& rule) { return rule.keys; });
        if (!found || masks_keys) {
            return;
        }
        Fault told{fmt::format("keys in the documents of {} look like addresses, numbers or ids, "
                               "and the mask leaves keys as they are",
                               documents.column),
                   "Mask them, too: @json({keys: @hash}).", documents.mask.place,
                   documents.mask.rule};
        (strict_ ? tried_.faults : tried_.warnings).push_back(std::move(told));
    }

    void tell_unmet(const Documents& documents, const UnmetPath& unmet, const std::string& count) {
        std::string hint =
            "A key is written as the documents have it. Take the path out where there is none such "
            "any more, or write @json for all of the document.";
        std::vector<std::string> keys;
        for (const pg::Row& row : ask(documents, documents_looked_at.front(),
                                      fmt::format("DISTINCT pg_catalog.unnest({})", unmet.keys))) {
            keys.push_back(row.text(0));
        }
        const std::vector<std::string_view> names{keys.begin(), keys.end()};
        if (const auto near = config::nearest_name(unmet.next_key, names)) {
            hint = fmt::format("Did you mean the key \"{}\"?", *near);
        }
        tried_.faults.push_back(
            {fmt::format(
                 "the path {} of the mask of {} meets nothing in the {} documents that were "
                 "looked at",
                 render_json_path(unmet.path), documents.column, count),
             std::move(hint), documents.mask.place, documents.mask.rule});
    }

    const RowPlan& plan_;
    bool strict_;
    pg::CopyChannel& reader_;
    JsonPathsTried tried_;
};

}  // namespace

JsonPathsTried try_json_paths(const RowPlan& plan, bool strict, pg::CopyChannel& reader) {
    std::vector<Documents> all;
    for (const TablePlan& each : plan.tables) {
        for (std::size_t place = 0; each.reachable && place < each.masks.size(); ++place) {
            for (Documents& documents :
                 documents_of(plan, each, static_cast<std::uint16_t>(place))) {
                all.push_back(std::move(documents));
            }
        }
    }
    if (all.empty()) {
        return {};
    }
    JsonPathsTrial trial{plan, strict, reader};
    for (const Documents& documents : all) {
        trial.look_at(documents);
    }
    return trial.finish();
}

}  // namespace subset
