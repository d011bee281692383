#include "mask/altered/altered_date.hpp"
#include "mask/altered/altered_json.hpp"
#include "mask/altered/altered_number.hpp"
#include "mask/altered/altered_text.hpp"
#include "mask/altered/masked_array.hpp"
#include "mask/altered/permutation.hpp"
#include "mask/made_up/made_up_value.hpp"
#include "mask/made_up/preset_forms.hpp"
#include "mask/mask_digits.hpp"
#include "mask/preset.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace subset {
namespace {

std::string fold_case(const std::string& text) {
    return fmt::format("pg_catalog.lower({} COLLATE pg_catalog.\"default\")", text);
}

// These presets make letters of which case may tell, or that are of no case: everywhere the same
// for values that differ in case alone.
bool always_folds(Preset preset) {
    switch (preset) {
        case Preset::email:
        case Preset::uuid:
        case Preset::phone:
        case Preset::iban:
        case Preset::card:
        case Preset::ip:
            return true;
        default:
            return false;
    }
}

Subject subject_of(const PresetCall& call, const Masked& masked, const std::string& value) {
    Subject subject;
    subject.value = value;
    subject.text = value + "::pg_catalog.text";
    if (call.preset == Preset::ip) {  // a text has its prefix behind a slash, where it has one
        subject.hashed =
            masked.shape.value == ValueClass::text
                ? fold_case(fmt::format("pg_catalog.split_part({}, '/', 1)", subject.text))
                : fmt::format("pg_catalog.host({})", value);
        return subject;
    }
    subject.folded = masked.folded || masked.form.folded || always_folds(call.preset);
    subject.hashed = subject.folded ? fold_case(subject.text) : subject.text;
    if (masked.identity && is_of_person(call.preset)) {
        subject.hashed =
            fmt::format("coalesce(({})::pg_catalog.text, {})", *masked.identity, subject.hashed);
        subject.folded = false;  // nothing of the mask depends on the value
    }
    return subject;
}

std::string render_hash(const Masked& masked, const Subject& subject) {
    if (masked.shape.value == ValueClass::bytes) {
        return render_hmac(subject.value);
    }
    const std::size_t count = std::min<std::size_t>(64, length_for(masked).value_or(64));
    const std::string made = MaskDigits{subject.hashed}.hex(count);
    return count < 8 ? render_unlike(made, subject.text, render_next_letters(subject.text)) : made;
}

// Requires: the value is not NULL.
std::string render_element(const PresetCall& call, const Masked& masked, const std::string& value) {
    const Subject subject = subject_of(call, masked, value);
    switch (call.preset) {
        case Preset::null:
            return "NULL";
        case Preset::fixed:
            return pg::quote_literal(call.fixed);
        case Preset::hash:
            return render_hash(masked, subject);
        case Preset::uuid:
            return fmt::format(
                "pg_catalog.overlay(pg_catalog.overlay({}, '4', 13, 1), '8', 17, "
                "1)::pg_catalog.uuid::pg_catalog.text",
                MaskDigits{subject.hashed}.hex(32));
        case Preset::text:
            return render_altered_text(call, masked, subject.text, subject.hashed);
        case Preset::id:
            return masked.shape.value == ValueClass::text ? render_permuted_text(subject.text)
                                                          : render_permuted_integer(value);
        case Preset::date:
            return render_altered_date(call, masked, value);
        case Preset::number:
            return render_altered_number(call, masked, value);
        case Preset::json:
            return render_altered_json(call, masked, value);
        default:
            return render_made_up(call, masked, subject);
    }
}

}  // namespace

std::string element_type(const Masked& masked) {
    constexpr std::string_view array = "[]";
    std::string type = masked.base_type;
    if (type.ends_with(array)) {
        type.resize(type.size() - array.size());
    }
    return type;
}

std::string render_preset_of_value(const PresetCall& call, const Masked& column,
                                   const std::string& value) {
    const Masked masked = with_form(call, column);
    return fmt::format("({})::{}",
                       masked.shape.is_array && call.preset != Preset::fixed
                           ? render_masked_array(value, element_type(masked),
                                                 [&](const std::string& element) {
                                                     return render_element(call, masked, element);
                                                 })
                           : render_element(call, masked, value),
                       masked.base_type);
}

std::string render_preset(const PresetCall& call, const Masked& column, const std::string& value) {
    return call.preset == Preset::null
               ? fmt::format("NULL::{}", column.base_type)
               : fmt::format("(CASE WHEN {} IS NULL THEN NULL ELSE {} END)", value,
                             render_preset_of_value(call, column, value));
}

std::string render_hmac_of(const PresetCall& call, const Masked& column, const std::string& value) {
    if (!needs_key(call.preset) || column.shape.is_array) {
        return {};
    }
    const bool by_row = call.preset == Preset::date;
    const Masked masked = with_form(call, column);
    return render_hmac(
        render_bytes(by_row ? masked.row_key : subject_of(call, masked, value).hashed));
}

}  // namespace subset
