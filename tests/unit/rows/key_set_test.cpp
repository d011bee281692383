#include "rows/keys.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace subset {
namespace {

using namespace std::string_view_literals;

TEST(KeySet, AKeyIsAbsentThenWantedThenKnown) {
    KeySet set;
    EXPECT_EQ(set.state_of(Key{7}), KeyState::absent);
    EXPECT_TRUE(set.want(Key{7}));
    EXPECT_EQ(set.state_of(Key{7}), KeyState::wanted);
    EXPECT_FALSE(set.want(Key{7}));
    set.know(Key{7});
    EXPECT_EQ(set.state_of(Key{7}), KeyState::known);
    EXPECT_EQ(set.size(), 1U);
}

TEST(KeySet, AKnownKeyIsNeverWantedAgain) {
    KeySet integers;
    integers.know(Key{3});
    EXPECT_FALSE(integers.want(Key{3}));
    EXPECT_EQ(integers.state_of(Key{3}), KeyState::known);
    KeySet texts{KeyForm::bytes};
    texts.know(Key{"a"});
    EXPECT_FALSE(texts.want(Key{"a"}));
    EXPECT_EQ(texts.state_of(Key{"a"}), KeyState::known);
}

TEST(KeySet, EveryIntegerCanBeAKey) {
    KeySet set;
    for (const std::int64_t key :
         {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min(),
          std::numeric_limits<std::int64_t>::max()}) {
        EXPECT_EQ(set.state_of(Key{key}), KeyState::absent);
        EXPECT_TRUE(set.want(Key{key}));
        EXPECT_EQ(set.state_of(Key{key}), KeyState::wanted);
    }
    EXPECT_EQ(set.size(), 4U);
}

TEST(KeySet, EveryTextCanBeAKey) {
    KeySet set{KeyForm::bytes};
    const std::string long_key(70'000, 'x');
    const std::vector<std::string_view> keys = {
        ""sv, "\0"sv, "\0\0"sv, "a"sv, "aa"sv, "1234567"sv, "12345678"sv, "\x87seven6"sv, long_key};
    for (const std::string_view key : keys) {
        EXPECT_TRUE(set.want(Key{key}));
    }
    for (const std::string_view key : keys) {
        EXPECT_FALSE(set.want(Key{key}));
    }
    EXPECT_EQ(set.size(), keys.size());
    EXPECT_EQ(set.state_of(Key{"\0\0"sv}), KeyState::wanted);
    EXPECT_EQ(set.state_of(Key{"b"}), KeyState::absent);
}

TEST(KeySet, AgreesWithAnOrderedMapForBothForms) {
    const std::uint32_t seed = std::random_device{}();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random{seed};
    KeySet integers;
    KeySet texts{KeyForm::bytes};
    std::map<std::int64_t, KeyState> expected;
    for (int round = 0; round < 50'000; ++round) {
        const auto key = static_cast<std::int64_t>(random() % 20'000) - 10'000;
        // Texts of up to seven bytes are held in another way than longer ones.
        const std::string text = (key % 2 == 0 ? "" : "number ") + std::to_string(key);
        const auto found = expected.find(key);
        const KeyState state = found == expected.end() ? KeyState::absent : found->second;
        ASSERT_EQ(integers.state_of(Key{key}), state);
        ASSERT_EQ(texts.state_of(Key{text}), state);
        if (random() % 2 == 0) {
            ASSERT_EQ(integers.want(Key{key}), state == KeyState::absent);
            ASSERT_EQ(texts.want(Key{text}), state == KeyState::absent);
            expected.emplace(key, KeyState::wanted);
        } else {
            integers.know(Key{key});
            texts.know(Key{text});
            expected[key] = KeyState::known;
        }
    }
    EXPECT_EQ(integers.size(), expected.size());
    EXPECT_EQ(texts.size(), expected.size());
}

void expect_key_bytes(std::int64_t first, std::int64_t step, double least, double most) {
    KeySet set;
    for (std::int64_t count = 1; count <= 100'000; ++count) {
        set.want(Key{first + count * step});
        if (count >= 1'000 && count % 1'000 == 0) {
            const double each =
                static_cast<double>(set.memory_bytes()) / static_cast<double>(set.size());
            ASSERT_GE(each, least) << set.size();
            ASSERT_LE(each, most) << set.size();
        }
    }
}

TEST(KeySet, AnIntegerKeyTakesSixToElevenBytesAndALargeOneTwiceThat) {
    expect_key_bytes(0, 1'000, 4.25 / 0.75, 4.25 / 0.375 + 0.1);
    expect_key_bytes(5'000'000'000, 1'000, 8.25 / 0.75, 8.25 / 0.375 + 0.1);
}

TEST(KeySet, SerialKeysTakeTwoBitsForEachIntegerBetweenThem) {
    expect_key_bytes(0, 1, 0.25, 0.6);
    expect_key_bytes(5'000'000'000, -1, 0.25, 0.6);
    expect_key_bytes(-7, 10, 2.5, 6);
}

TEST(KeySet, KeysFarFromAllOthersChangeNothing) {
    using Limits = std::numeric_limits<std::int64_t>;
    const std::uint32_t seed = std::random_device{}();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937_64 random{seed};
    for (int round = 0; round < 50; ++round) {
        KeySet set;
        std::map<std::int64_t, KeyState> expected;
        const auto anywhere = static_cast<std::int64_t>(random());
        const std::int64_t base = round % 3 == 0   ? anywhere
                                  : round % 3 == 1 ? 0
                                                   : Limits::max() - 40;
        unsigned bits = 5;
        for (int count = 0; count < 1'500; ++count) {
            bits = count % 300 == 299 ? static_cast<unsigned>(random() % 63) : bits;
            const std::uint64_t away = random() % (std::uint64_t{1} << bits);
            const auto key = static_cast<std::int64_t>(static_cast<std::uint64_t>(base) +
                                                       (random() % 2 == 0 ? away : 0 - away));
            const auto found = expected.find(key);
            const KeyState state = found == expected.end() ? KeyState::absent : found->second;
            ASSERT_EQ(set.state_of(Key{key}), state);
            if (random() % 2 == 0) {
                ASSERT_EQ(set.want(Key{key}), state == KeyState::absent);
                expected.emplace(key, KeyState::wanted);
            } else {
                set.know(Key{key});
                expected[key] = KeyState::known;
            }
            ASSERT_LE(set.memory_bytes(), 400 + 28 * set.size());
        }
        for (const auto& [key, state] : expected) {
            ASSERT_EQ(set.state_of(Key{key}), state);
        }
        ASSERT_EQ(set.size(), expected.size());
    }
}

TEST(KeySet, KeysThatDoNotFitIntoFourBytesChangeNothing) {
    KeySet set;
    for (std::int64_t key = 0; key < 1'000; ++key) {
        set.know(Key{key});
    }
    for (const std::int64_t key : {std::int64_t{4'294'967'296}, std::int64_t{-1}}) {
        EXPECT_EQ(set.state_of(Key{key}), KeyState::absent);
        set.forget(Key{key});
        EXPECT_TRUE(set.want(Key{key}));
        EXPECT_EQ(set.state_of(Key{key}), KeyState::wanted);
    }
    EXPECT_EQ(set.size(), 1'002U);
    for (std::int64_t key = 0; key < 1'000; ++key) {
        EXPECT_EQ(set.state_of(Key{key}), KeyState::known);
    }
}

TEST(KeyList, KeepsKeysInTheOrderOfAddingRepetitionsIncluded) {
    KeyList integers;
    integers.add(Key{5});
    integers.add(Key{-1});
    integers.add(Key{5});
    ASSERT_EQ(integers.size(), 3U);
    EXPECT_EQ(integers[0].integer, 5);
    EXPECT_EQ(integers[1].integer, -1);
    EXPECT_EQ(integers[2].integer, 5);
    KeyList texts{KeyForm::bytes};
    texts.add(Key{"ab"});
    texts.add(Key{""});
    texts.add(Key{"c"});
    ASSERT_EQ(texts.size(), 3U);
    EXPECT_EQ(texts[0].bytes, "ab");
    EXPECT_EQ(texts[1].bytes, "");
    EXPECT_EQ(texts[2].bytes, "c");
    for (int number = 3; number < 5'000; ++number) {
        texts.add(Key{std::to_string(number)});
    }
    for (const std::size_t position : {3U, 1'023U, 1'024U, 4'999U}) {
        EXPECT_EQ(texts[position].bytes, std::to_string(position));
    }
}

}  // namespace
}  // namespace subset
