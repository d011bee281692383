#include "mask/altered/json_leaf.hpp"

#include "mask/altered/altered_number.hpp"
#include "mask/altered/bind_once.hpp"
#include "mask/altered/permutation.hpp"
#include "mask/altered/sql_pattern.hpp"
#include "mask/made_up/preset_forms.hpp"
#include "mask/mask_digits.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <functional>
#include <string_view>

namespace subset {
namespace {

// A leaf is masked like a value of such a column: there is room for all of it.
Masked column_of(const std::string& type, ValueClass value, const Masked& document) {
    Masked masked;
    masked.shape.value = value;
    masked.base_type = type;
    masked.column = document.column;
    masked.forms = document.forms;
    masked.locales = document.locales;
    masked.identity = document.identity;
    return masked;
}

// A mask of a text, and whether nothing in it means anything to JSON.
struct MaskedText {
    std::string sql;
    bool plain;
};

// What is kept of a text may hold any character, and so may what takes the place of a short mask
// that happens to be the text itself.
bool makes_plain_text(const PresetCall& call, const Masked& column) {
    constexpr std::size_t surely_other = 8;
    return !call.keep && call.preset != Preset::fixed && call.preset != Preset::id &&
           with_form(call, column).form.length.value_or(surely_other) >= surely_other;
}

MaskedText mask_text(const PresetCall& call, const std::string& text, const Masked& document) {
    const Masked column = column_of("text", ValueClass::text, document);
    return {bind_once(render_preset_of_value(call, column, text),
                      render_hmac_of(call, column, text), "hashed", 2),
            makes_plain_text(call, column)};
}

MaskedText mask_text(Preset preset, const std::string& text, const Masked& document) {
    PresetCall call;
    call.preset = preset;
    return mask_text(call, text, document);
}

// A JSON document within a string may be none, and the server has no way to ask before version 16.
// So its text is masked piece by piece: strings that are no keys, and numbers.
std::string render_inner_document(const std::string& text) {
    constexpr std::string_view piece =
        R"(("(?:[^"\\]|\\.)*")(\s*:)?|(-?[0-9][-+.0-9eE]*)|([^"0-9-]+|.))";
    return render_sql(
        "(SELECT pg_catalog.string_agg(CASE WHEN t.m[4] IS NOT NULL THEN t.m[4] WHEN t.m[2] IS NOT "
        "NULL THEN t.m[1] `||` t.m[2] WHEN t.m[3] IS NULL THEN '\"' `||` {0} `||` '\"' ELSE "
        "{1}::pg_catalog.text END, '' ORDER BY t.o) FROM pg_catalog.regexp_matches({2}, {3}, 'g') "
        "WITH ORDINALITY AS t (m, o))",
        MaskDigits{"t.m[1]"}.hex(12), MaskDigits{"t.m[3]"}.number(4), text,
        pg::quote_literal(piece));
}

// A date stays one that can be read, in its year: its other digits are made up.
std::string render_iso_date(const std::string& text) {
    const auto two_digits = [&](std::string_view salt, int most, int least) {
        const std::string hashed = render_sql("{0} `||` '{1}'", text, salt);
        return render_sql(
            "pg_catalog.lpad((pg_catalog.mod({0}, {1}) `+` {2})::pg_catalog.text, 2, '0')",
            MaskDigits{hashed}.number(7), most, least);
    };
    return render_sql(
        "(pg_catalog.\"left\"({0}, 5) `||` {1} `||` '-' `||` {2} `||` CASE WHEN "
        "pg_catalog.length({0}) `>` 10 "
        "THEN pg_catalog.substr({0}, 11, 1) `||` {3} `||` ':' `||` {4} `||` "
        "pg_catalog.regexp_replace("
        "pg_catalog.substr({0}, 17), '^:[0-9]+([.][0-9]+)?', ':' `||` {5}) ELSE '' END)",
        text, two_digits(" month", 12, 1), two_digits(" day", 28, 1), two_digits(" hour", 24, 0),
        two_digits(" minute", 60, 0), two_digits(" second", 60, 0));
}

// Writes what became of a text.
using WriteText = std::function<std::string(const MaskedText&)>;

// A string keeps the form that programs parse: uuids, addresses of mail, dates, numbers, documents.
// The cheap questions come first, and the letters' numbers are cheaper than patterns.
std::string render_string(const std::string& text, const Masked& document, const WriteText& write) {
    constexpr std::string_view uuid = "'^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'";
    constexpr std::string_view mail = "'^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$'";
    constexpr std::string_view iso = "'^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}.*)?$'";
    const std::string digits = render_sql(
        "pg_catalog.\"left\"(pg_catalog.repeat({1}, pg_catalog.length({0}) `/` 64 `+` 1), "
        "pg_catalog.length({0}))",
        text, MaskDigits{text}.decimal(64));
    return render_sql(
        "CASE WHEN pg_catalog.length({0}) `=` 36 AND {0} `~` {1} THEN {2} WHEN "
        "pg_catalog.strpos({0}, "
        "'@') `>` 0 AND {0} `~` {3} THEN {4} WHEN {10} `=` ANY "
        "('{{91,123}}'::pg_catalog.int4[]) AND pg_catalog.\"right\"({0}, 1) `=` ANY "
        "('{{\"}}\",]}}'::pg_catalog.text[]) THEN {5} WHEN {10} `>=` 48 AND {10} `<=` 57 THEN CASE "
        "WHEN {0} `~` {6} THEN {7} WHEN {0} `~` '^[0-9]+$' THEN {8} ELSE {9} END ELSE {9} END",
        text, uuid, write(mask_text(Preset::uuid, text, document)), mail,
        write(mask_text(Preset::email, text, document)),
        write({render_inner_document(text), false}), iso, write({render_iso_date(text), false}),
        write({digits, true}), write(mask_text(Preset::text, text, document)),
        fmt::format("pg_catalog.ascii({})", text));
}

// Writes SQL of a number as a JSON value.
std::string write_number(const std::string& number, JsonForm form) {
    return form == JsonForm::jsonb ? fmt::format("pg_catalog.to_jsonb({})", number)
                                   : fmt::format("({})::pg_catalog.text", number);
}

std::string write_text(const MaskedText& text, JsonForm form) {
    if (form == JsonForm::jsonb) {
        return fmt::format("pg_catalog.to_jsonb({}::pg_catalog.text)", text.sql);
    }
    return text.plain
               ? render_sql("('\"' `||` {0} `||` '\"')", text.sql)
               : fmt::format("pg_catalog.to_json({}::pg_catalog.text)::pg_catalog.text", text.sql);
}

// Writes an SQL literal that is a JSON value already.
std::string write_json(std::string_view literal, JsonForm form) {
    return fmt::format("{}::pg_catalog.{}", literal, form == JsonForm::jsonb ? "jsonb" : "text");
}

// `call` is of @number, or of a preset that does not make numbers.
std::string render_number(const PresetCall& call, const std::string& text) {
    Masked numeric;
    numeric.shape.value = ValueClass::number;
    numeric.base_type = "numeric";
    const std::string number = fmt::format("({})::pg_catalog.numeric", text);
    return bind_once(render_altered_number(call, numeric, number), number, "read", 2);
}

// A boolean is drawn anew, by the document and the place in it: of two values each would give the
// other away.
std::string render_boolean(const JsonLeaf& leaf, JsonForm form) {
    const std::string hashed =
        render_sql("({0})::pg_catalog.text `||` {1}::pg_catalog.text", leaf.document, leaf.place);
    return render_sql("CASE pg_catalog.mod({0}, 2) WHEN 0 THEN {1} ELSE {2} END",
                      MaskDigits{hashed}.number(7), write_json("'false'", form),
                      write_json("'true'", form));
}

bool makes_text(Preset preset) {
    return preset != Preset::json && preset != Preset::number && preset != Preset::date &&
           preset != Preset::null;
}

}  // namespace

std::string render_masked_leaf(const PresetCall& call, const JsonLeaf& leaf, JsonForm form) {
    std::string otherwise = leaf.otherwise.empty() ? write_json("'null'", form) : leaf.otherwise;
    const std::string& text = leaf.text;
    const auto write = [form](const MaskedText& made) { return write_text(made, form); };
    std::string of_string;
    std::string of_number;
    std::string of_boolean;
    if (call.preset == Preset::null) {
        of_string = of_number = of_boolean = write_json("'null'", form);
    } else {
        of_number = write_number(render_number(call, text), form);
    }
    if (makes_text(call.preset)) {
        of_string = of_boolean = write(mask_text(call, text, leaf.masked));
        of_number =
            call.preset != Preset::id
                ? of_string
                : render_sql("CASE WHEN {0} `~` '^-?[0-9]{{1,18}}$' THEN {1} ELSE {2} END", text,
                             write_number(render_permuted_integer(text), form), of_number);
    } else if (call.preset != Preset::null) {
        of_string = render_string(text, leaf.masked, write);
        of_boolean = render_boolean(leaf, form);
    }
    return fmt::format(
        "CASE {} WHEN 'string' THEN {} WHEN 'number' THEN {} WHEN 'boolean' THEN {} ELSE {} END",
        leaf.kind, of_string, of_number, of_boolean, otherwise);
}

std::string render_masked_key(const PresetCall& call, const std::string& key,
                              const Masked& masked) {
    if (!makes_text(call.preset)) {
        return render_string(key, masked, [](const MaskedText& made) { return made.sql; });
    }
    return mask_text(call, key, masked).sql;
}

}  // namespace subset
