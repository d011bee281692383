#include "mask/altered/json_shortcuts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

JsonStep key(const char* name) { return {JsonStep::Kind::key, name}; }

JsonRule null_at(JsonPath path) {
    JsonRule made;
    made.path = std::move(path);
    made.call.preset = Preset::null;
    return made;
}

const JsonStep element{JsonStep::Kind::any_element, {}};
const JsonStep any_depth{JsonStep::Kind::any_depth, {}};

TEST(JsonShortcuts, AreForPathsThatSayEachStep) {
    EXPECT_TRUE(has_plain_paths({null_at({key("a"), key("b")}), null_at({key("c"), element})}));
    EXPECT_FALSE(has_plain_paths({}));
    EXPECT_FALSE(has_plain_paths({null_at({key("a")}), null_at({any_depth, key("b")})}));
    EXPECT_FALSE(has_plain_paths({null_at({key("a"), key("0")})})) << "which is an element, too";
    JsonRule keys;
    keys.keys = true;
    EXPECT_FALSE(has_plain_paths({null_at({key("a")}), keys}));
}

TEST(JsonShortcuts, SetWhatAPathMeetsAndLookAtWhatStandsInItsWay) {
    const std::string sql =
        render_plain_paths({null_at({key("a"), key("it's")})}, Masked{}, "c.doc", "'apart'");
    EXPECT_THAT(sql, HasSubstr("WHEN 'object' THEN pg_catalog.jsonb_set((c.doc), "
                               "ARRAY['a'::pg_catalog.text, 'it''s'::pg_catalog.text], CASE "));
    EXPECT_THAT(sql, HasSubstr("coalesce(pg_catalog.jsonb_typeof(((c.doc) OPERATOR(pg_catalog.->) "
                               "'a'::pg_catalog.text)), '') "
                               "OPERATOR(pg_catalog.<>) 'array'"));
    EXPECT_THAT(sql, HasSubstr(" WHEN 'array' THEN NULL ELSE (c.doc) END"));
    EXPECT_THAT(sql, EndsWith(", ('apart')::pg_catalog.jsonb)"));
}

TEST(JsonShortcuts, MaskElementsThatTwoPathsShareOneAfterTheOther) {
    const std::string sql =
        render_plain_paths({null_at({key("a"), element, key("b")}), null_at({key("c")}),
                            null_at({key("a"), element, key("d")})},
                           Masked{}, "c.doc", "'apart'");
    EXPECT_THAT(sql, HasSubstr("pg_catalog.jsonb_set(p.v, ARRAY['a'::pg_catalog.text]"));
    EXPECT_THAT(sql, HasSubstr("pg_catalog.jsonb_set(pg_catalog.jsonb_set((c.doc), "));
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
    EXPECT_THAT(sql, HasSubstr("ELSE apart(m1.v) END"));
    EXPECT_THAT(sql, HasSubstr("pg_catalog.jsonb_build_array(u.v)")) << "of what is no container";
}

}  // namespace
}  // namespace subset
