#include "config/quantity.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>

namespace subset::config {
namespace {

using std::chrono::milliseconds;

TEST(Duration, HasAUnit) {
    EXPECT_EQ(parse_duration("500ms"), milliseconds{500});
    EXPECT_EQ(parse_duration("10s"), milliseconds{10'000});
    EXPECT_EQ(parse_duration(" 30 min "), milliseconds{1'800'000});
    EXPECT_EQ(parse_duration("2h"), milliseconds{7'200'000});
    EXPECT_EQ(parse_duration("1d"), milliseconds{86'400'000});
    EXPECT_EQ(parse_duration("1.5s"), milliseconds{1500});
    EXPECT_EQ(parse_duration("0"), milliseconds{0});
}

TEST(Duration, IsNothingElse) {
    for (const auto* text :
         {"", "10", "s", "-1s", "+1s", "1e3s", "1 m", "1.2.3s", "10s10s", "25d", "0.1ms", "1S"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(Size, HasUnitsOf1024) {
    EXPECT_EQ(parse_size("1 kB"), 1024U);
    EXPECT_EQ(parse_size("256MB"), 256U * 1024 * 1024);
    EXPECT_EQ(parse_size("20 gb"), std::uint64_t{20} << 30);
    EXPECT_EQ(parse_size("1.5 TB"), std::uint64_t{3} << 39);
    EXPECT_EQ(parse_size("7B"), 7U);
}

TEST(Size, IsNothingElse) {
    for (const auto* text :
         {"", "10", "MB", "-1 MB", "1 MiB", "1 XB", "99999999999 TB", "1 MB 2"}) {
        EXPECT_FALSE(parse_size(text)) << text;
    }
}

TEST(Rate, IsASizeForEachSecond) {
    EXPECT_EQ(parse_rate("20 MB/s"), std::uint64_t{20} << 20);
    EXPECT_EQ(parse_rate(" 1.5 kb /s "), 1536U);
    for (const auto* text : {"20 MB", "MB/s", "20 MB/h", "20/s", "20 Mbit/s", "/s", "-1 MB/s"}) {
        EXPECT_FALSE(parse_rate(text)) << text;
    }
}

TEST(Percent, HasItsSign) {
    EXPECT_DOUBLE_EQ(parse_percent("5%").value(), 5);
    EXPECT_DOUBLE_EQ(parse_percent("0.1 %").value(), 0.1);
    EXPECT_FALSE(parse_percent("5"));
    EXPECT_FALSE(parse_percent("%"));
    EXPECT_FALSE(parse_percent("-5%"));
    EXPECT_FALSE(parse_percent("nan%"));
}

}  // namespace
}  // namespace subset::config
