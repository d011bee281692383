#include "mask/altered/json_shortcuts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::HasSubstr;

JsonStep key(const char* name) { return {JsonStep::Kind::key, name}; }

JsonRule null_at(JsonPath path) {
    JsonRule made;
    made.path = std::move(path);
    made.call.preset = Preset::null;
    return made;
}

TEST(JsonShortcuts, AreForPathsOfKeysAlone) {
    EXPECT_TRUE(has_plain_paths({null_at({key("a"), key("b")}), null_at({key("c")})}));
    EXPECT_FALSE(has_plain_paths({}));
    EXPECT_FALSE(has_plain_paths(
        {null_at({key("a")}), null_at({{JsonStep::Kind::any_depth, {}}, key("b")})}));
    EXPECT_FALSE(has_plain_paths({null_at({key("a"), {JsonStep::Kind::any_element, {}}})}));
    JsonRule keys;
    keys.keys = true;
    EXPECT_FALSE(has_plain_paths({null_at({key("a")}), keys}));
}

TEST(JsonShortcuts, SetWhatAPathMeetsAndLookAtWhatStandsInItsWay) {
    const std::string sql =
        render_plain_paths({null_at({key("a"), key("it's")})}, Masked{}, "c.doc", "'apart'");
    EXPECT_THAT(
        sql,
        HasSubstr(
            "pg_catalog.jsonb_set((c.doc), ARRAY['a'::pg_catalog.text, 'it''s'::pg_catalog.text], "
            "coalesce('null'::pg_catalog.jsonb, 'null'), false)"));
    EXPECT_THAT(sql, HasSubstr("coalesce(pg_catalog.jsonb_typeof(((c.doc) OPERATOR(pg_catalog.->) "
                               "'a'::pg_catalog.text)), '') "
                               "OPERATOR(pg_catalog.<>) 'array'"));
    EXPECT_THAT(sql, HasSubstr("ELSE ('apart')::pg_catalog.jsonb END"));
}

TEST(JsonShortcuts, LeaveWhatIsBelowTwoLevelsToTheCaller) {
    int asked = 0;
    const std::string sql = render_members(
        Masked{}, "c.doc", [&](const std::string& member, const std::string& document) {
            ++asked;
            EXPECT_THAT(document, HasSubstr("(c.doc)::pg_catalog.text"));
            return "apart(" + member + ")";
        });
    EXPECT_EQ(asked, 1);
    EXPECT_THAT(sql, HasSubstr("THEN (apart(m1.v))::pg_catalog.jsonb"));
    EXPECT_THAT(sql, HasSubstr("pg_catalog.jsonb_build_array(c.doc)")) << "of what is no container";
}

}  // namespace
}  // namespace subset
