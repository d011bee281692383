#include "config/shape/config_shape.hpp"

#include "config/parse_text.hpp"
#include "config/shape/key_texts.hpp"
#include "subset/config.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace subset::config {
namespace {

using Names = std::set<std::pair<std::string, std::string>>;

Names keys_of_reader() {
    Names names;
    for (const SectionShape& section : record_config_shape().sections) {
        names.emplace(section.name, "");
        for (const KeyShape& key : section.keys) {
            names.emplace(section.name, key.key);
        }
    }
    return names;
}

TEST(ConfigShape, EachKeyOfTheReaderHasATextAndNoOther) {
    Names texts;
    for (const KeyText& text : all_key_texts()) {
        EXPECT_TRUE(texts.emplace(text.section, text.key).second) << text.key << " is there twice";
    }
    EXPECT_EQ(texts, keys_of_reader());
    EXPECT_GT(texts.size(), 60U);
}

TEST(ConfigShape, NoKeyIsRecordedTwice) {
    for (const SectionShape& section : record_config_shape().sections) {
        std::set<std::string> keys;
        for (const KeyShape& key : section.keys) {
            EXPECT_TRUE(keys.insert(key.key).second) << section.name << " " << key.key;
        }
    }
}

// A value of each type that a file can have.
const std::vector<std::pair<std::string, std::string>> values{
    {"string", "\"x\""},        {"integer", "1"},        {"number", "1.5"},
    {"flag", "true"},           {"strings", "[\"x\"]"},  {"integers", "[1]"},
    {"texts", "{ a = \"b\" }"}, {"counts", "{ a = 1 }"}, {"date", "2026-12-01"}};

std::set<std::string> types_of(KeyType shape) {
    switch (shape) {
        case KeyType::texts:
            return {"strings"};
        case KeyType::choices:
            return {"string", "strings"};
        case KeyType::sql_table:
            return {"texts"};
        case KeyType::counts:
            return {"counts"};
        case KeyType::flag:
            return {"flag"};
        case KeyType::integer:
            return {"integer"};
        case KeyType::size:
            return {"string", "integer"};
        default:
            return {"string"};
    }
}

// Whether the reader says that the value is of the wrong type.
bool is_refused(const SectionShape& section, const KeyShape& key, const std::string& value) {
    const std::string header = section.list ? "[[" + section.name + "]]" : "[" + section.name + "]";
    const Config config =
        parse_config_text(fmt::format("{}\n{} = {}\n", header, key.key, value), "twin.toml");
    return std::any_of(config.faults.begin(), config.faults.end(), [](const Fault& fault) {
        return fault.message.find(" must be ") != std::string::npos ||
               fault.message.find(" must hold ") != std::string::npos;
    });
}

TEST(ConfigShape, TheReaderTakesTheTypesThatTheShapeSays) {
    std::size_t tried = 0;
    for (const SectionShape& section : record_config_shape().sections) {
        for (const KeyShape& key : section.keys) {
            const auto types = types_of(key.shape);
            for (const auto& [type, value] : values) {
                EXPECT_EQ(is_refused(section, key, value), !types.contains(type))
                    << section.name << " " << key.key << " = " << value;
                ++tried;
            }
        }
    }
    EXPECT_GT(tried, 400U);
}

TEST(ConfigShape, RecordsWhatTheReaderRequiresAndWhatExcludesWhat) {
    const ConfigShape shape = record_config_shape();
    const auto named = [&](std::string_view name) {
        return *std::find_if(shape.sections.begin(), shape.sections.end(),
                             [&](const SectionShape& each) { return each.name == name; });
    };
    EXPECT_THAT(named("reference").required, testing::ElementsAre("table", "parent", "columns"));
    EXPECT_THAT(named("root").not_beside,
                testing::Contains(std::pair<std::string, std::string>{"sample", "limit"}));
    EXPECT_THAT(named("root").needs,
                testing::ElementsAre(std::pair<std::string, std::string>{"seed", "sample"}));
    EXPECT_FALSE(named("target").list);
    EXPECT_TRUE(named("cut").list);
}

}  // namespace
}  // namespace subset::config
