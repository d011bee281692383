#include "mask/parse/parse_preset.hpp"

#include "subset/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing::HasSubstr;

std::string error_of(const std::string& mask) {
    try {
        (void)parse_preset(mask);
    } catch (const Error& error) {
        return std::string{error.what()} + " / " + error.hint();
    }
    return {};
}

std::string text_of(const JsonPath& path) {
    std::string text = "$";
    for (const JsonStep& step : path) {
        text += step.kind == JsonStep::Kind::any_element ? "[*]"
                : step.kind == JsonStep::Kind::any_depth ? ".."
                                                         : "<" + step.key + ">";
    }
    return text;
}

// The rules of @json, one a line: path, preset.
std::string rules_of(const std::string& mask) {
    std::string text;
    for (const JsonRule& rule : parse_preset(mask).json) {
        text += (rule.keys ? "keys" : text_of(rule.path)) + " " +
                std::to_string(static_cast<int>(rule.call.preset)) + "\n";
    }
    return text;
}

std::string number(Preset preset) { return std::to_string(static_cast<int>(preset)); }

TEST(ParsePreset, IsKnownByItsName) {
    EXPECT_EQ(parse_preset("@first_name").preset, Preset::first_name);
    EXPECT_EQ(parse_preset("@id").preset, Preset::id);
    EXPECT_TRUE(parse_preset("@json").json.empty());
    for (const std::string& name : preset_names()) {
        EXPECT_TRUE(preset_named(name.substr(1))) << name;
    }
}

TEST(ParsePreset, WhatIsNoneIsToldWithTheNearestName) {
    EXPECT_THAT(error_of("@emial"), HasSubstr("there is no mask @emial / Did you mean @email?"));
    EXPECT_THAT(error_of("@x"), HasSubstr("There are @null, @fixed"));
}

TEST(ParsePreset, TakesItsArguments) {
    EXPECT_EQ(parse_preset("@email(c.other)").of, "c.other");
    EXPECT_EQ(parse_preset("@email(c.data::text)").of, "c.data::text");
    const PresetCall both = parse_preset("@email( coalesce(c.a, c.b) , keep: domain)");
    EXPECT_EQ(both.of, "coalesce(c.a, c.b)");
    EXPECT_EQ(both.keep, "domain");
    EXPECT_EQ(parse_preset("@card(keep: last  4)").keep, "last 4");
    EXPECT_EQ(parse_preset("@text(keep: shape)").keep, "shape");
    EXPECT_EQ(parse_preset("@phone(keep:country)").keep, "country");
    const PresetCall date = parse_preset("@date(by: coalesce(c.a, c.b), within: 30 d)");
    EXPECT_EQ(date.by, "coalesce(c.a, c.b)");
    EXPECT_EQ(date.within.value().amount, 30);
    EXPECT_EQ(date.within.value().unit, "d");
    EXPECT_EQ(parse_preset("@number(within: 2.5%)").within.value().amount, 2.5);
    EXPECT_EQ(parse_preset("@fixed('it''s, so')").fixed, "it's, so");
}

TEST(ParsePreset, WhatItDoesNotTakeIsRefusedWithWhatItTakes) {
    EXPECT_THAT(error_of("@email(keep: name)"),
                HasSubstr("does not take \"keep: name\" / Write @email, @email(c.other) or "
                          "@email(keep: domain)."));
    EXPECT_THAT(error_of("@email(c.a, c.b)"), HasSubstr("does not take \"c.b\""));
    EXPECT_THAT(error_of("@email(keep: domain, keep: domain)"), HasSubstr("says keep twice"));
    EXPECT_THAT(error_of("@email()"), HasSubstr("nothing in its parentheses"));
    EXPECT_THAT(error_of("@email(c.a,)"), HasSubstr("an argument that is empty"));
    EXPECT_THAT(error_of("@email(keep:)"), HasSubstr("says nothing for keep"));
    EXPECT_THAT(error_of("@email(by: c.a)"), HasSubstr("does not take \"by: c.a\""));
    EXPECT_THAT(error_of("@email(c.a) x"), HasSubstr("is not understood"));
    EXPECT_THAT(error_of("@null(c.a)"), HasSubstr("Write @null alone."));
    EXPECT_THAT(error_of("@card(keep: last 5)"), HasSubstr("does not take"));
    EXPECT_THAT(error_of("@date(within: 30 m)"), HasSubstr("does not take \"within: 30 m\""));
    EXPECT_THAT(error_of("@date(within: -1 d)"), HasSubstr("does not take"));
    EXPECT_THAT(error_of("@number(within: x %)"), HasSubstr("does not take"));
    for (const char* mask :
         {"@fixed(3)", "@fixed('a' || 'b')", "@fixed('a', 'b')", "@fixed('a'b')", "@fixed(E'a')"}) {
        EXPECT_THAT(error_of(mask), HasSubstr("Write @fixed('the text')")) << mask;
    }
    EXPECT_THAT(error_of("@fixed"), HasSubstr("needs the text"));
}

TEST(ParsePreset, JsonSaysAPresetForEachPath) {
    EXPECT_EQ(rules_of("@json({$.user.e-mail: @email(keep: domain), $.tags[*] : @hash, $..phone: "
                       "@phone, $[*].\"a.b\"\"\": @null, keys: @hash})"),
              "$<user><e-mail> " + number(Preset::email) + "\n$<tags>[*] " + number(Preset::hash) +
                  "\n$..<phone> " + number(Preset::phone) + "\n$[*]<a.b\"> " +
                  number(Preset::null) + "\nkeys " + number(Preset::hash) + "\n");
    EXPECT_EQ(parse_preset("@json({$.a: @email(keep: domain)})").json.front().call.keep, "domain");
    EXPECT_EQ(parse_preset("@json(c.other, {$.a: @hash})").of, "c.other");
}

TEST(ParsePreset, JsonStillTakesPathsAlone) {
    const std::string json = number(Preset::json);
    EXPECT_EQ(rules_of("@json(keys: $.user.email, $.phone $.x[*])"),
              "$<user><email> " + json + "\n$<phone> " + json + "\n$<x>[*] " + json + "\n");
}

TEST(ParsePreset, WhatIsWrongInJsonIsToldWithAnExample) {
    EXPECT_THAT(error_of("@json(keys: a.b)"), HasSubstr("no path / Write @json({$.user.email"));
    EXPECT_THAT(error_of("@json(keys: )"), HasSubstr("names no path"));
    EXPECT_THAT(error_of("@json({})"), HasSubstr("names no path"));
    EXPECT_THAT(error_of("@json($.a: @hash)"), HasSubstr("does not take \"$.a: @hash\""));
    EXPECT_THAT(error_of("@json({$.a})"), HasSubstr("has no \": @preset\""));
    EXPECT_THAT(error_of("@json({$.a: c.x})"), HasSubstr("which is no preset"));
    EXPECT_THAT(error_of("@json({$.a: @hash(c.x)})"), HasSubstr("neither SQL nor paths"));
    EXPECT_THAT(error_of("@json({$.a: @json({$.b: @hash})})"), HasSubstr("neither SQL nor"));
    EXPECT_THAT(error_of("@json({$.a.: @hash})"), HasSubstr("a step without a key"));
    EXPECT_THAT(error_of("@json({$: @hash})"), HasSubstr("the whole document"));
    EXPECT_THAT(error_of("@json({$.a: @hash, $.a: @email})"), HasSubstr("stands twice"));
    EXPECT_THAT(error_of("@json({$.a: @emial})"), HasSubstr("Did you mean @email?"));
    EXPECT_THAT(error_of("@json({$.a[1]: @hash})"), HasSubstr("has no \": @preset\""));
}

}  // namespace
}  // namespace subset
