#include "source/masks/mask_keys.hpp"

#include "mask/preset.hpp"
#include "util/random_digits.hpp"
#include "util/replace_all.hpp"
#include "util/sha256.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace subset {
namespace {

constexpr const char* other_inner_key_setting = "subset.mask_other_inner_key";
constexpr const char* other_outer_key_setting = "subset.mask_other_outer_key";
constexpr const char* inner_secret_setting = "subset.mask_inner_secret";
constexpr const char* outer_secret_setting = "subset.mask_outer_secret";

void add(const char* inner, const char* outer, const std::string& key, DatabaseEnd& end) {
    if (!key.empty()) {
        const Hmac hmac{key};
        end.hidden_settings.emplace_back(inner, render_hex(hmac.inner()));
        end.hidden_settings.emplace_back(outer, render_hex(hmac.outer()));
    }
}

}  // namespace

MaskKeys make_mask_keys(std::string key) {
    return {std::move(key), make_random_digits(), make_random_digits() + make_random_digits()};
}

DatabaseEnd end_of_source(const Config& config, const MaskKeys& keys) {
    DatabaseEnd end = end_of_source(config);
    if (config.mask.key || has_masks(config)) {
        add(inner_key_setting, outer_key_setting, keys.key, end);
        add(other_inner_key_setting, other_outer_key_setting, keys.other_key, end);
        add(inner_secret_setting, outer_secret_setting, keys.secret, end);
    }
    return end;
}

DatabaseEnd end_of_masked_source(const Config& config) {
    DatabaseEnd end = end_of_source(config);
    if (config.mask.key) {
        add(inner_key_setting, outer_key_setting, config.mask.key->value, end);
    }
    return end;
}

std::string render_by_other_key(std::string mask_sql) {
    mask_sql = replace_all(std::move(mask_sql), inner_key_setting, other_inner_key_setting);
    return replace_all(std::move(mask_sql), outer_key_setting, other_outer_key_setting);
}

std::string render_secret_hash(const std::string& bytes) {
    const auto secret = [](const char* setting) {
        return fmt::format("pg_catalog.decode(pg_catalog.current_setting('{}'), 'hex')", setting);
    };
    return fmt::format(
        "pg_catalog.encode(pg_catalog.sha256({} OPERATOR(pg_catalog.||) "
        "pg_catalog.sha256({} OPERATOR(pg_catalog.||) {})), 'hex')",
        secret(outer_secret_setting), secret(inner_secret_setting), bytes);
}

}  // namespace subset
