#include "rows/keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {
namespace {

using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(EncodeKey, ATupleComesBackAsItsParts) {
    std::string scratch;
    const std::vector<KeyPart> parts = {"a,b"sv, ""sv, "\0\xff"sv};
    const auto key = encode_key(parts, scratch);
    ASSERT_TRUE(key.has_value());
    EXPECT_THAT(decode_key(*key), ElementsAre("a,b"sv, ""sv, "\0\xff"sv));
}

TEST(EncodeKey, PartsOfAnyLengthComeBack) {
    const std::string most(239, 'm');
    const std::string more(240, 'n');
    const std::string much(70'000, 'o');
    const std::vector<KeyPart> parts = {"\0\0\0\0\0\0\0\0"sv,
                                        "\0\0\0\0\0\0\x01\0"sv,
                                        "\xff\xff\xff\xff\xff\xff\xff\xfe"sv,
                                        "\x7f\0\0\0\0\0\0\0"sv,
                                        "\0\0\0"sv,
                                        most,
                                        more,
                                        much,
                                        "\0\0\0\0\0\0\0\0\0"sv};
    std::string scratch;
    const auto key = encode_key(parts, scratch);
    ASSERT_TRUE(key.has_value());
    const std::vector<std::string> decoded = decode_key(*key);
    ASSERT_EQ(decoded.size(), parts.size());
    for (std::size_t index = 0; index < parts.size(); ++index) {
        EXPECT_EQ(decoded[index], *parts[index]) << index;
    }
}

TEST(EncodeKey, TwoOrdinaryIntegersFitIntoASlot) {
    std::string scratch;
    const std::vector<KeyPart> parts = {"\0\0\0\0\x7f\xff\xff\xff"sv, "\0\0\0\0\0\0\0\x63"sv};
    EXPECT_EQ(encode_key(parts, scratch).value().size(), 7U);
}

TEST(EncodeKey, TuplesThatConcatenateAlikeDiffer) {
    const auto encoded = [](const std::vector<KeyPart>& parts) {
        std::string scratch;
        return std::string{encode_key(parts, scratch).value()};
    };
    EXPECT_NE(encoded({"ab"sv, "c"sv}), encoded({"a"sv, "bc"sv}));
    EXPECT_NE(encoded({"a"sv}), encoded({"a"sv, ""sv}));
    EXPECT_NE(encoded({"\0\0\0\0\0\0\0\x01"sv}), encoded({"\x01"sv}));
}

TEST(EncodeKey, ATupleWithANullIsNoKey) {
    std::string scratch;
    const std::vector<KeyPart> parts = {"a"sv, std::nullopt};
    EXPECT_FALSE(encode_key(parts, scratch).has_value());
    EXPECT_THAT(decode_key(""), IsEmpty());
}

TEST(IntegerOf, ReadsEightBytesBigEndian) {
    EXPECT_EQ(integer_of("\0\0\0\0\0\0\x01\x02"sv), 258);
    EXPECT_EQ(integer_of("\xff\xff\xff\xff\xff\xff\xff\xff"sv), -1);
    EXPECT_EQ(integer_of("\x80\0\0\0\0\0\0\0"sv), std::numeric_limits<std::int64_t>::min());
}

}  // namespace
}  // namespace subset
