#include "mask/altered/json_states.hpp"

#include "mask/json_paths.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

using testing::HasSubstr;
using testing::Not;

JsonStep key(const char* name) { return {JsonStep::Kind::key, name}; }
JsonStep any_depth() { return {JsonStep::Kind::any_depth, {}}; }
JsonStep any_element() { return {JsonStep::Kind::any_element, {}}; }

JsonRule rule(JsonPath path) {
    JsonRule made;
    made.path = std::move(path);
    made.call.preset = Preset::json;
    return made;
}

TEST(JsonStates, HaveABitForEachStepAndOneForWhatIsMet) {
    const JsonStates states{{rule({key("user"), key("email")}), rule({any_depth(), key("phone")})}};
    ASSERT_EQ(states.paths().size(), 2U);
    EXPECT_EQ(states.paths()[0].first, 0U);
    EXPECT_EQ(states.paths()[1].first, 3U);
    EXPECT_EQ(states.paths()[1].steps.size(), 1U) << "\"..\" says of the next step where it may be";
    EXPECT_TRUE(states.paths()[1].deep[0]);
    EXPECT_EQ(states.initial(), "B'01001'");
}

TEST(JsonStates, MeetAllOfADocumentWithoutAPath) {
    JsonRule keys;
    keys.keys = true;
    for (const auto& rules : {std::vector<JsonRule>{}, std::vector<JsonRule>{keys}}) {
        const JsonStates states{rules};
        EXPECT_EQ(states.initial(), "B'1'");
        EXPECT_EQ(states.render_met("s", rules.size()), "true");
        EXPECT_EQ(states.render_next("s", "k"), "s") << "nothing is left to be computed";
    }
}

TEST(JsonStates, StayInArraysThatNobodyNamed) {
    const JsonStates named{{rule({key("tags"), any_element()})}};
    const std::string next = named.render_next("s", "k");
    EXPECT_THAT(next, HasSubstr("(s OPERATOR(pg_catalog.&) B'010') OPERATOR(pg_catalog.<<) 1"))
        << "[*] is met by an element";
    EXPECT_THAT(next, HasSubstr("(s OPERATOR(pg_catalog.&) B'101')"))
        << "a key is looked for in the elements, and what is met stays so";
    EXPECT_THAT(next, HasSubstr("WHEN 'tags' THEN (s OPERATOR(pg_catalog.&) B'001')"));
}

TEST(JsonStates, QuoteKeysAsTexts) {
    const JsonStates states{{rule({key("it's")})}};
    EXPECT_THAT(states.render_next("s", "k"), HasSubstr("WHEN 'it''s' THEN"));
}

TEST(JsonStates, TellTheFirstStepThatWasMetNowhere) {
    const JsonStates states{{rule({key("a")}), rule({key("b"), key("c")})}};
    const auto& paths = states.paths();
    EXPECT_EQ(JsonStates::first_unmet(paths[0], "01111"), std::nullopt);
    EXPECT_EQ(JsonStates::first_unmet(paths[1], "01111"), 1U);
    EXPECT_EQ(JsonStates::first_unmet(paths[1], "00111"), 0U);
    EXPECT_EQ(JsonStates::first_unmet(paths[0], "11101"), 0U);
}

TEST(JsonPaths, AreWrittenAsTheConfigSaysThem) {
    EXPECT_EQ(render_json_path({key("user"), key("tags"), any_element(), key("x")}),
              "$.user.tags[*].x");
    EXPECT_EQ(render_json_path({any_depth(), key("phone")}), "$..phone");
}

TEST(JsonPaths, ThatMeetNothingKnowTheKeyThatWasWanted) {
    PresetCall call;
    call.preset = Preset::json;
    call.json = {rule({key("a")}), rule({key("b"), key("c")})};
    const std::vector<UnmetPath> unmet = find_unmet(call, "jsonb", "d.v", "01111");
    ASSERT_EQ(unmet.size(), 1U);
    EXPECT_EQ(unmet[0].next_key, "c");
    EXPECT_EQ(unmet[0].steps_met, 1U);
    EXPECT_THAT(unmet[0].keys, HasSubstr("jsonb_object_keys"));
    EXPECT_THAT(unmet[0].keys, Not(HasSubstr("json_object_keys(c")));
}

}  // namespace
}  // namespace subset
