#include "rows/row_set.hpp"

#include "rows/keys.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace subset {
namespace {

using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(RowId, KeepsLeafBlockAndOffsetApart) {
    EXPECT_NE(make_row_id(1, 0, 1), make_row_id(0, 1, 1));
    EXPECT_NE(make_row_id(0, 1, 1), make_row_id(0, 0, 1));
    const RowId last = make_row_id(65535, 0xffffffffU, 65535);
    EXPECT_EQ(leaf_of(last), 65535);
    EXPECT_EQ(static_cast<std::uint64_t>(last), std::numeric_limits<std::uint64_t>::max());
    EXPECT_NE(make_row_id(0, 0, 1), RowId{0});
}

TEST(RowSet, AnEmptySetHoldsNothing) {
    const RowSet set;
    EXPECT_EQ(set.size(), 0U);
    EXPECT_FALSE(set.contains(make_row_id(0, 0, 1)));
    EXPECT_EQ(set.memory_bytes(), 0U);
}

TEST(RowSet, InsertingTellsWhetherTheIdIsNew) {
    RowSet set;
    EXPECT_TRUE(set.insert(make_row_id(0, 7, 1)));
    EXPECT_FALSE(set.insert(make_row_id(0, 7, 1)));
    EXPECT_TRUE(set.insert(make_row_id(1, 7, 1)));
    EXPECT_EQ(set.size(), 2U);
}

TEST(RowSet, AgreesWithAnOrderedSet) {
    const std::uint32_t seed = std::random_device{}();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random{seed};
    RowSet set;
    std::set<std::uint64_t> expected;
    for (int round = 0; round < 50'000; ++round) {
        const RowId id = make_row_id(static_cast<std::uint16_t>(random() % 3),
                                     static_cast<std::uint32_t>(random() % 200),
                                     static_cast<std::uint16_t>(1 + random() % 100));
        EXPECT_EQ(set.contains(id), expected.contains(static_cast<std::uint64_t>(id)));
        EXPECT_EQ(set.insert(id), expected.insert(static_cast<std::uint64_t>(id)).second);
    }
    EXPECT_EQ(set.size(), expected.size());
}

// Expects so many bytes for each row, with `blocks` blocks from one row to the next, all in one
// partition. The table is at most three quarters full, and at least half of that just after it
// grew.
void expect_row_bytes(std::uint16_t leaf, std::uint32_t blocks, double least, double most) {
    RowSet set;
    for (std::uint32_t row = 0; row < 40'000; ++row) {
        set.insert(make_row_id(leaf, row * blocks, 7));
        if (set.size() >= 1'000 && set.size() % 1'000 == 0) {
            const double each =
                static_cast<double>(set.memory_bytes()) / static_cast<double>(set.size());
            ASSERT_GE(each, least) << set.size();
            ASSERT_LE(each, most) << set.size();
        }
    }
}

TEST(RowSet, TakesFiveToElevenBytesForEachRowAndTwiceThatForPartitions) {
    expect_row_bytes(0, 100, 4 / 0.75, 4 / 0.375);
    expect_row_bytes(1, 100, 8 / 0.75, 8 / 0.375);
}

TEST(RowSet, TakesABitForEachPlaceWhereItHoldsMuchOfTheTable) {
    expect_row_bytes(0, 1, 1, 1.5);
    expect_row_bytes(0, 6, 6, 9);
}

TEST(RowSet, RowsThatComeFarFromAllOthersChangeNothing) {
    const std::uint32_t seed = std::random_device{}();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random{seed};
    for (int round = 0; round < 50; ++round) {
        RowSet set;
        std::set<std::uint64_t> expected;
        std::uint32_t blocks = 1;
        for (int row = 0; row < 1'500; ++row) {
            blocks = row % 300 == 299 ? 1U << random() % 32 : blocks;
            const RowId id =
                make_row_id(row > 1'400 ? static_cast<std::uint16_t>(random() % 2) : 0,
                            static_cast<std::uint32_t>(random() % blocks),
                            static_cast<std::uint16_t>(1 + random() % (1U << random() % 12)));
            ASSERT_EQ(set.contains(id), expected.contains(static_cast<std::uint64_t>(id)));
            ASSERT_EQ(set.insert(id), expected.insert(static_cast<std::uint64_t>(id)).second);
            ASSERT_LE(set.memory_bytes(), 400 + 24 * set.size());
        }
        for (const std::uint64_t id : expected) {
            ASSERT_TRUE(set.contains(RowId{id}));
        }
        ASSERT_EQ(set.size(), expected.size());
    }
}

TEST(RowSet, ASampleIsOfItsRowsAndFromAllOverThem) {
    RowSet dense;
    RowSet sparse;
    RowSet wide;
    for (std::uint32_t row = 0; row < 10'000; ++row) {
        dense.insert(make_row_id(0, row / 100, static_cast<std::uint16_t>(1 + row % 100)));
        sparse.insert(make_row_id(0, row * 300, 1));
        wide.insert(make_row_id(2, row, 1));
    }
    for (const RowSet* const set : {&dense, &sparse, &wide}) {
        EXPECT_THAT(set->sample(0), IsEmpty());
        EXPECT_EQ(set->sample(20'000).size(), 10'000U);
        const std::vector<RowId> some = set->sample(100);
        EXPECT_EQ(some.size(), 100U);
        std::set<RowId> distinct;
        std::uint32_t highest = 0;
        for (const RowId id : some) {
            EXPECT_TRUE(set->contains(id));
            distinct.insert(id);
            highest = std::max(highest, block_of(id));
        }
        EXPECT_EQ(distinct.size(), 100U);
        EXPECT_GE(highest, set == &dense ? 90U : 9'000U);
    }
    EXPECT_THAT(RowSet{}.sample(5), IsEmpty());
}

TEST(RowSet, IdsThatDoNotFitIntoFourBytesChangeNothing) {
    const std::vector<RowId> ids = {make_row_id(0, 0, 1),
                                    make_row_id(0, 0, 1'023),
                                    make_row_id(0, 4'194'303, 1'023),
                                    make_row_id(0, 7, 7),
                                    make_row_id(0, 0, 1'024),
                                    make_row_id(0, 4'194'304, 1),
                                    make_row_id(0, 4'294'967'295, 65'535),
                                    make_row_id(65'535, 0, 1),
                                    make_row_id(1, 0, 1)};
    for (std::size_t first = 0; first < ids.size(); ++first) {
        RowSet set;
        for (std::size_t index = 0; index < ids.size(); ++index) {
            const RowId id = ids[(first + index) % ids.size()];
            EXPECT_FALSE(set.contains(id));
            EXPECT_TRUE(set.insert(id));
            EXPECT_FALSE(set.insert(id));
        }
        for (const RowId id : ids) {
            EXPECT_TRUE(set.contains(id));
        }
        EXPECT_EQ(set.size(), ids.size());
    }
}

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
