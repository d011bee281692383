#include "rows/array_elements.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string number(std::uint32_t value) {
    std::string bytes;
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        bytes += static_cast<char>(value >> shift & 0xffU);
    }
    return bytes;
}

constexpr std::uint32_t text_type = 25;

// An array of one dimension whose elements are given with their lengths.
std::string array_of(std::uint32_t count, const std::string& elements) {
    return number(1) + number(0) + number(text_type) + number(count) + number(1) + elements;
}

TEST(ArrayElements, ComeInTheirOrder) {
    const std::string array = array_of(3, number(2) + "ab" + number(0) + number(1) + "c");
    const auto elements = parse_array_elements(array);
    ASSERT_TRUE(elements.has_value());
    EXPECT_THAT(*elements, ElementsAre("ab", "", "c"));
}

TEST(ArrayElements, AnEmptyArrayHasNoDimension) {
    const std::string array = number(0) + number(0) + number(text_type);
    const auto elements = parse_array_elements(array);
    ASSERT_TRUE(elements.has_value());
    EXPECT_THAT(*elements, IsEmpty());
}

TEST(ArrayElements, WhatWasSpoiltOnTheWayIsNoArray) {
    const std::string whole = array_of(2, number(2) + "ab" + number(1) + "c");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_FALSE(parse_array_elements(std::string_view{whole}.substr(0, length))) << length;
    }
    EXPECT_FALSE(parse_array_elements(whole + "d"));
    EXPECT_FALSE(parse_array_elements(array_of(0xffffffff, number(1) + "c")));
    EXPECT_FALSE(parse_array_elements(array_of(1, number(0xffffffff))));  // a NULL
    EXPECT_FALSE(parse_array_elements(array_of(1, number(0x7fffffff) + "c")));
    EXPECT_FALSE(parse_array_elements(number(2) + number(0) + number(text_type) + number(1) +
                                      number(1) + number(1) + number(1) + number(1) + "c"));
    EXPECT_FALSE(parse_array_elements(number(0) + number(0) + number(text_type) + "d"));
}

}  // namespace
}  // namespace subset
