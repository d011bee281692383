#include "mask/hstore_document.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

// The extension's functions stand where its type does.
std::string_view schema_of_type(std::string_view type) {
    const auto dot = type.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : type.substr(0, dot + 1);
}

}  // namespace

bool is_hstore(std::string_view type) { return type == "hstore" || type.ends_with(".hstore"); }

std::string render_as_document(std::string_view type, const std::string& value) {
    return fmt::format("{}hstore_to_jsonb({})", schema_of_type(type), value);
}

std::string render_as_hstore(std::string_view type, const std::string& document) {
    return fmt::format(
        "(SELECT coalesce({}hstore(pg_catalog.array_agg(h.k), pg_catalog.array_agg(h.v)), ''::{}) "
        "FROM pg_catalog.jsonb_each_text({}) AS h (k, v))",
        schema_of_type(type), type, document);
}

}  // namespace subset
