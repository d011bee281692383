#include "mask/made_up/made_up_value.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {

MadeUp made_up_by(Preset preset) noexcept {
    switch (preset) {
        case Preset::name:
        case Preset::first_name:
        case Preset::last_name:
        case Preset::company:
        case Preset::city:
        case Preset::address:
        case Preset::postcode:
            return MadeUp::words;
        case Preset::email:
        case Preset::url:
        case Preset::username:
            return MadeUp::handle;
        case Preset::phone:
        case Preset::iban:
        case Preset::card:
        case Preset::ip:
            return MadeUp::number;
        default:
            return MadeUp::nothing;
    }
}

std::string render_made_up(const PresetCall& call, const Masked& masked, const Subject& subject) {
    switch (made_up_by(call.preset)) {
        case MadeUp::words:
            return render_made_up_words(call, masked, subject);
        case MadeUp::handle:
            return render_made_up_handle(call, masked, subject);
        default:
            return render_made_up_number(call, masked, subject);
    }
}

double bits_of_made_up(const PresetCall& call, const Masked& masked) {
    switch (made_up_by(call.preset)) {
        case MadeUp::words:
            return bits_of_words(masked);
        case MadeUp::handle:
            return bits_of_handle(call, masked);
        default:
            return bits_of_number(call, masked);
    }
}

std::optional<std::size_t> length_for(const Masked& masked) {
    if (masked.shape.length && masked.form.length) {
        return std::min(*masked.shape.length, *masked.form.length);
    }
    return masked.shape.length ? masked.shape.length : masked.form.length;
}

std::string render_unlike(const std::string& made, const std::string& text,
                          const std::string& otherwise) {
    return fmt::format("coalesce(nullif({}, {}), {})", made, text, otherwise);
}

std::string render_next_letters(const std::string& text) {
    return fmt::format(
        "pg_catalog.translate({}, '0123456789abcdefghijklmnopqrstuvwxyz', "
        "'1234567890bcdefghijklmnopqrstuvwxyza')",
        text);
}

}  // namespace subset
