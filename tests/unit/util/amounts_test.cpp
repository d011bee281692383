#include "util/amounts.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace subset {
namespace {

TEST(Amounts, AreReadable) {
    EXPECT_EQ(report::render_count(0), "0");
    EXPECT_EQ(report::render_count(999), "999");
    EXPECT_EQ(report::render_count(1000), "1,000");
    EXPECT_EQ(report::render_count(1234567), "1,234,567");
    EXPECT_EQ(report::render_bytes(1023), "1023 B");
    EXPECT_EQ(report::render_bytes(1024), "1.0 kB");
    EXPECT_EQ(report::render_bytes(1024 * 1024 - 1), "1.0 MB");
    EXPECT_EQ(report::render_bytes(UINT64_MAX), "16.0 EB");
    EXPECT_EQ(report::render_duration(0.004), "0.00 s");
    EXPECT_EQ(report::render_duration(75.34), "75.3 s");
    EXPECT_EQ(report::render_duration(725), "12 min 5 s");
}

}  // namespace
}  // namespace subset
