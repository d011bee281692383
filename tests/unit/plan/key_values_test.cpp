#include "plan/keys/key_values.hpp"

#include "support/keyed_plans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::eight_bytes;

std::string four_bytes(std::uint32_t value) { return eight_bytes(value).substr(4); }

std::string array_of(const std::vector<std::int64_t>& numbers) {
    constexpr std::uint32_t int8_type = 20;
    std::string array = four_bytes(1) + four_bytes(0) + four_bytes(int8_type) +
                        four_bytes(static_cast<std::uint32_t>(numbers.size())) + four_bytes(1);
    for (const std::int64_t number : numbers) {
        array += four_bytes(8) + eight_bytes(number);
    }
    return array;
}

ParentKey key_of(std::size_t columns) {
    ParentKey key;
    key.codecs.assign(columns, KeyKind::integer);
    key.form = columns == 1 ? KeyForm::integer : KeyForm::bytes;
    return key;
}

TEST(KeyCoder, MakesAKeyOfEachElement) {
    const ParentKey key = key_of(1);
    KeyCoder coder{key, {1}, {KeyKind::integer}};
    coder.take_elements_of(0);
    const std::string array = array_of({7, 9, 7});
    const std::vector<KeyPart> row = {std::nullopt, array};
    std::vector<std::int64_t> keys;
    coder.each(row, [&](const Key& each) { keys.push_back(each.integer); });
    EXPECT_THAT(keys, ElementsAre(7, 9, 7));
    EXPECT_TRUE(coder.has_key(row));
    EXPECT_FALSE(coder.has_key(std::vector<KeyPart>{std::nullopt, std::nullopt}));
    EXPECT_FALSE(coder.has_key(std::vector<KeyPart>{std::nullopt, array_of({})}));
}

TEST(KeyCoder, JoinsEachElementToTheOtherColumns) {
    const ParentKey key = key_of(2);
    KeyCoder coder{key, {0, 1}, {KeyKind::integer, KeyKind::integer}};
    coder.take_elements_of(1);
    const std::string tenant = eight_bytes(3);
    const std::string array = array_of({7, 9});
    std::vector<std::string> keys;
    const auto take = [&](const Key& each) { keys.push_back(render_key(key, each)); };
    coder.each(std::vector<KeyPart>{tenant, array}, take);
    EXPECT_THAT(keys, ElementsAre("(3, 7)", "(3, 9)"));
    keys.clear();
    coder.each(std::vector<KeyPart>{std::nullopt, array}, take);
    EXPECT_THAT(keys, IsEmpty());
}

}  // namespace
}  // namespace subset
