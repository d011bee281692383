// keyed_plans.hpp
//
// Makes plans and keys for tests of the statements that read rows by key.
#pragma once

#include "plan/make_plan.hpp"
#include "rows/keys.hpp"
#include "support/catalog_builder.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace subset::testing_support {

// Every table is reached, since each is the table of a root whose rows bring their children.
inline Plan plan_of(const Catalog& catalog) {
    Config config;
    config.file = "twin.toml";
    for (const Table& table : catalog.tables) {
        RootConfig& root = config.roots.emplace_back();
        root.table = table.name.text();
        root.children = true;
    }
    return make_plan(config, catalog);
}

inline KeyList integers(const std::vector<std::int64_t>& keys) {
    KeyList list;
    for (const std::int64_t key : keys) {
        list.add(Key{key});
    }
    return list;
}

inline KeyList tuples(const std::vector<std::vector<std::string>>& keys) {
    KeyList list{KeyForm::bytes};
    std::string scratch;
    for (const std::vector<std::string>& key : keys) {
        list.add(Key{encode_key(std::vector<KeyPart>{key.begin(), key.end()}, scratch).value()});
    }
    return list;
}

inline std::string eight_bytes(std::int64_t number) {
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> shift & 0xff);
    }
    return bytes;
}

// Makes a plan with a composite key, an integer and a text, on both ends.
inline Plan composite_plan(const std::string& second_type) {
    return plan_of(
        CatalogBuilder{}
            .table("lines", {"id integer", "tenant integer", "code " + second_type})
            .table("orders", {"tenant bigint", "code " + second_type}, {"tenant", "code"})
            .reference("r", "lines(tenant, code) -> orders(tenant, code)")
            .build());
}

}  // namespace subset::testing_support
