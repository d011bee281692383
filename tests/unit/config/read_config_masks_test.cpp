// Tests [mask], and `mask` of [[table]].
#include "support/config_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace subset {
namespace {

using testing::ElementsAre;
using testing_support::ReadConfig;

using ReadMasks = ReadConfig;

TEST_F(ReadMasks, KeepsWhatIsSaidAndWhere) {
    ::setenv("SUBSET_TEST_MASK_KEY", "a secret of tests", 1);
    const Config config = read(R"([mask]
key = "${SUBSET_TEST_MASK_KEY}"
unclassified = "error"
keep = ["orders.status", "*.created_at"]
[[table]]
name = "*"
rows = "all"
mask = { email = "@email", "Full Name" = "c.x || 1" }
)");
    ::unsetenv("SUBSET_TEST_MASK_KEY");
    EXPECT_THAT(told(config.faults), ElementsAre());
    EXPECT_EQ(config.mask.key.value().value, "a secret of tests");
    EXPECT_EQ(config.mask.unclassified, Unclassified::error);
    ASSERT_EQ(config.mask.keep.size(), 2U);
    EXPECT_EQ(config.mask.keep[1].value, "*.created_at");
    ASSERT_EQ(config.tables.front().masks.size(), 2U);
    for (const MaskRule& mask : config.tables.front().masks) {
        EXPECT_EQ(mask.mask.value, mask.column.value == "email" ? "@email" : "c.x || 1");
        EXPECT_EQ(mask.mask.place.line, 8U);
    }
}

TEST_F(ReadMasks, AKeyHasSixteenCharactersAndIsNotShown) {
    for (const char* const key : {"k", "summer2024", "fifteen letters",
                                  "\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4"}) {
        const Config config =
            read(std::string{"[mask]\nkey = \""} + key + "\"\n[[root]]\ntable = \"a\"\n");
        ASSERT_EQ(config.faults.size(), 1U) << key;
        const Fault& fault = config.faults.front();
        EXPECT_EQ(fault.message,
                  "key in [mask] has fewer than 16 characters, and could be guessed");
        EXPECT_EQ(fault.place.line, 2U);
        EXPECT_THAT(fault.hint, testing::HasSubstr("openssl rand -hex 32"));
        EXPECT_EQ(fault.hint.find("summer"), std::string::npos);
    }
    EXPECT_THAT(told(read("[mask]\nkey = \"sixteen letters.\"\n[[root]]\ntable = \"a\"\n").faults),
                ElementsAre());
}

TEST_F(ReadMasks, WarnsUnlessToldOtherwise) {
    const Config config = read("[[root]]\ntable = \"a\"\n");
    EXPECT_EQ(config.mask.unclassified, Unclassified::warn);
    EXPECT_FALSE(config.mask.key.has_value());
}

TEST_F(ReadMasks, KeepsWhatIsSaidOfRowsOfPersonsAndOfLanguages) {
    const Config config = read(R"([mask]
unclassified = "strict"
locale = ["pl", "de", "pl"]
[[table]]
name = "users"
mask = { email = "@email" }
mask_when = "c.role <> 'staff'"
identity = "user_id"
)");
    EXPECT_EQ(config.mask.unclassified, Unclassified::strict);
    EXPECT_THAT(config.mask.locales, ElementsAre("pl", "de"));
    EXPECT_EQ(config.tables.front().mask_when.value().value, "c.role <> 'staff'");
    EXPECT_EQ(config.tables.front().mask_when.value().place.line, 7U);
    EXPECT_EQ(config.tables.front().identity.value().value, "user_id");
    EXPECT_THAT(read("[mask]\nlocale = \"fr\"\n").mask.locales, ElementsAre("fr"));
    EXPECT_THAT(read("").mask.locales, ElementsAre("en"));
}

TEST_F(ReadMasks, ALocaleThatIsNotKnownIsRefused) {
    EXPECT_THAT(faults_of(R"([mask]
locale = "xx"
[[table]]
name = "users"
mask_when = 3
[[table]]
name = "orders"
identity = ["a"]
)"),
                ElementsAre("2:10 locale in [mask] cannot be \"xx\"",
                            "5:13 mask_when in [[table]] must be a string, not an integer",
                            "8:12 identity in [[table]] must be a string, not an array"));
    EXPECT_THAT(faults_of("[[root]]\ntable = \"a\"\n[mask]\nlocale = [\"de\", \"xx\"]\n"),
                ElementsAre("4:17 locale in [mask] cannot be \"xx\""));
}

TEST_F(ReadMasks, EveryFaultHasItsPlace) {
    EXPECT_THAT(
        faults_of(R"([mask]
key = "${SUBSET_UNSET}"
unclassified = "maybe"
keep = ["status", ".x"]
keeps = 1
[[table]]
name = "a"
rows = "all"
mask = { email = 3 }
[[table]]
name = "b"
mask = "@email"
[[table]]
name = "c"
mask = {}
)"),
        ElementsAre("2:7 environment variable SUBSET_UNSET is not set, and key in [mask] "
                    "names it",
                    "3:16 unclassified in [mask] cannot be \"maybe\"",
                    "4:9 keep in [mask] cannot hold \"status\"",
                    "4:19 keep in [mask] cannot hold \".x\"", "5:1 unknown key \"keeps\" in [mask]",
                    "9:18 email of mask in [[table]] must be a string, not an integer",
                    "12:8 mask in [[table]] must be a table of strings, not a string",
                    "15:8 mask in [[table]] is empty"));
}

}  // namespace
}  // namespace subset
