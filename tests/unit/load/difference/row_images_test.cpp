#include "load/difference/row_images.hpp"

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace subset {
namespace {

using ::testing::UnorderedElementsAre;

std::string row_of(int number) { return "row " + std::to_string(number); }

std::multiset<std::uint32_t> left_in(const RowImages& images) {
    std::multiset<std::uint32_t> blocks;
    images.visit_left([&](RowPlace place) { blocks.insert(place.block); });
    return blocks;
}

TEST(ImageHasherTest, EachByteAndTheLengthCount) {
    const ImageHasher hasher;
    const auto value = [&](std::string_view image) {
        const ImageHash hash = hasher.hash(image);
        return std::pair{hash.high, hash.low};
    };
    const std::string zeros(9, '\0');
    EXPECT_EQ(value("12345678x"), value("12345678x"));
    EXPECT_NE(value("12345678x"), value("12345678y"));
    EXPECT_NE(value("12345678x"), value("y2345678x"));
    EXPECT_NE(value({zeros.data(), 8}), value({zeros.data(), 9}));
    EXPECT_NE(value(""), value({zeros.data(), 1}));
}

TEST(ImageHasherTest, EachRunHasASecretOfItsOwn) {
    EXPECT_NE(ImageHasher{}.hash("row").high, ImageHasher{}.hash("row").high);
}

TEST(ImageSumTest, TheOrderDoesNotCountButHowOftenDoes) {
    const ImageHasher hasher;
    const auto sum_of = [&](std::initializer_list<const char*> rows) {
        ImageSum sum;
        for (const char* const row : rows) {
            sum.add(hasher.hash(row));
        }
        return sum;
    };
    EXPECT_EQ(sum_of({"a", "b", "a"}), sum_of({"a", "a", "b"}));
    EXPECT_NE(sum_of({"a", "b", "a"}), sum_of({"a", "b", "b"}));
    EXPECT_NE(sum_of({"a"}), sum_of({"a", "a"}));
}

TEST(RowImagesTest, RowsThatAreAlikeAreTakenOneByOne) {
    const ImageHasher hasher;
    RowImages images{100};
    images.add(hasher.hash("twice"), {7, 1, 1});
    images.add(hasher.hash("twice"), {7, 2, 1});
    images.add(hasher.hash("once"), {8, 3, 1});
    images.sort();
    EXPECT_TRUE(images.take(hasher.hash("twice")));
    EXPECT_FALSE(images.take(hasher.hash("never")));
    EXPECT_EQ(left_in(images).size(), 2U);
    EXPECT_TRUE(images.take(hasher.hash("twice")));
    EXPECT_FALSE(images.take(hasher.hash("twice")));
    EXPECT_THAT(left_in(images), UnorderedElementsAre(3U));
    EXPECT_TRUE(images.take(hasher.hash("once")));
    EXPECT_THAT(left_in(images), UnorderedElementsAre());
}

TEST(RowImagesTest, TellsWhereARowIs) {
    const ImageHasher hasher;
    RowImages images{100};
    images.add(hasher.hash("a"), {4711, 0x12345678, 65'535});
    images.sort();
    images.visit_left([](RowPlace place) {
        EXPECT_EQ(place.relation, 4711U);
        EXPECT_EQ(place.block, 0x12345678U);
        EXPECT_EQ(place.offset, 65'535U);
    });
}

// Each row is looked at in one pass, and in the same one on both sides.
TEST(RowImagesTest, WithoutRoomRowsAreLookedAtInPasses) {
    const ImageHasher hasher;
    constexpr int rows = 1000;
    RowImages images{100};
    std::multiset<std::uint32_t> left;
    int found = 0;
    int passes = 0;
    do {
        for (int row = 0; row < rows; ++row) {
            images.add(hasher.hash(row_of(row)), {1, static_cast<std::uint32_t>(row), 1});
        }
        images.sort();
        for (int row = 10; row < rows; ++row) {
            const ImageHash hash = hasher.hash(row_of(row));
            found += images.is_in_pass(hash) && images.take(hash) ? 1 : 0;
        }
        left.merge(left_in(images));
        ++passes;
    } while (images.next_pass());
    EXPECT_GE(passes, 8);
    EXPECT_FALSE(images.is_one_pass());
    EXPECT_EQ(found, rows - 10);
    EXPECT_THAT(left, UnorderedElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
}

TEST(RowImagesTest, RowsThatAreAllAlikeNeedRoomAllTheSame) {
    const ImageHasher hasher;
    RowImages images{10};
    const ImageHash hash = hasher.hash("alike");
    std::size_t left = 0;
    do {
        for (std::uint32_t row = 0; row < 100; ++row) {
            images.add(hash, {1, row, 1});
        }
        images.sort();
        left += left_in(images).size();
    } while (images.next_pass());
    EXPECT_EQ(left, 100U);
}

}  // namespace
}  // namespace subset
