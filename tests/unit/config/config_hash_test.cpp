#include "config/config_hash.hpp"

#include <gtest/gtest.h>

#include <string>

namespace subset::config {
namespace {

std::string hash_of(const std::string& text) { return hash_config(parse_toml(text, "twin.toml")); }

TEST(ConfigHash, HoldsNothingSecret) {
    const std::string first = hash_of("[mask]\nkey = \"summer2024-summer2024\"\n");
    EXPECT_EQ(first, hash_of("[mask]\nkey = \"${MASK_KEY}\"\n"));
    EXPECT_EQ(first, hash_of("mask = { key = '''\nmany\nlines''' }\n"));
    EXPECT_EQ(first, hash_of("# summer2024-summer2024\nmask.key = \"another\"\n"));
    EXPECT_EQ(hash_of("[source]\nurl = \"postgresql://a:secret@b/c\"\n[target]\nurl = \"d\"\n"),
              hash_of("[source]\nurl = \"postgresql://a:other@b/c\"\n[target]\nurl = \"e\"\n"));
}

TEST(ConfigHash, ChangesWithWhatIsSaid) {
    const std::string first = hash_of("[[root]]\ntable = \"users\"\nlimit = 5\nchildren = true\n");
    EXPECT_EQ(first, hash_of("[[root]]\nchildren = true # all\nlimit = 5\n\ntable = 'users'\n"));
    for (const char* const other :
         {"[[root]]\ntable = \"user\"\nlimit = 5\nchildren = true\n",
          "[[root]]\ntable = \"users\"\nlimit = 6\nchildren = true\n",
          "[[root]]\ntable = \"users\"\nlimit = 5\nchildren = false\n",
          "[[root]]\ntable = \"users\"\nlimit = 5.0\nchildren = true\n",
          "[root]\ntable = \"users\"\nlimit = 5\nchildren = true\n",
          "[[root]]\ntable = \"users\"\nlimit = 5\n[[root]]\nchildren = true\n"}) {
        EXPECT_NE(first, hash_of(other)) << other;
    }
    EXPECT_NE(hash_of("[[table]]\nname = \"a\"\nmask = { key = \"@hash\" }\n"),
              hash_of("[[table]]\nname = \"a\"\nmask = { key = \"@email\" }\n"));
}

}  // namespace
}  // namespace subset::config
