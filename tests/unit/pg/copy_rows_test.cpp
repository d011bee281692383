#include "pg/copy_rows.hpp"

#include "subset/error.hpp"
#include "support/binary_tuple.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::make_tuple;

// Renders what a reader calls back with: "head,head|field,field", with - for NULL.
std::vector<std::string> read_all(std::size_t head, const std::vector<std::string>& messages) {
    std::vector<std::string> told;
    const auto render = [](const std::vector<CopyField>& fields) {
        std::string text;
        for (const CopyField& field : fields) {
            text += (text.empty() ? "" : ",") + (field ? std::string{*field} : "-");
        }
        return text;
    };
    TupleReader reader{{.head = head},
                       [&](std::span<const CopyField> fields, std::string_view rest) {
                           told.push_back(render({fields.begin(), fields.end()}) + "|" +
                                          render(split_tuple(rest)));
                           EXPECT_EQ(tuple_length(rest), rest.size());
                       }};
    for (const std::string& message : messages) {
        reader.take(message);
    }
    return told;
}

const std::string header{binary_copy_header()};
const std::string trailer{binary_copy_trailer()};

TEST(BinaryCopy, TheHeaderIsTheManuals) {
    EXPECT_EQ(binary_copy_header(), "PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0"sv);
    EXPECT_EQ(binary_copy_header().size(), 19U);
    EXPECT_EQ(binary_copy_trailer(), "\xff\xff"sv);
}

TEST(TupleReader, TheHeaderComesWithTheFirstTuple) {
    EXPECT_THAT(read_all(1, {header + make_tuple({"a", "b"}), make_tuple({"c", "d"}), trailer}),
                ElementsAre("a|b", "c|d"));
}

TEST(TupleReader, TheHeaderMayComeAlone) {
    EXPECT_THAT(read_all(1, {header, make_tuple({"a", "b"}), trailer}), ElementsAre("a|b"));
}

TEST(TupleReader, AnEmptyResultHasHeaderAndTrailer) {
    EXPECT_THAT(read_all(2, {header + trailer}), IsEmpty());
    EXPECT_THAT(read_all(2, {header, trailer}), IsEmpty());
}

TEST(TupleReader, AHeaderExtensionIsPassedOver) {
    std::string extended = header;
    extended[18] = 3;
    EXPECT_THAT(read_all(1, {extended + "xyz" + make_tuple({"a"})}), ElementsAre("a|"));
}

TEST(TupleReader, NullsStayNullsOnBothSides) {
    EXPECT_THAT(read_all(2, {header + make_tuple({"a", std::nullopt, std::nullopt, ""})}),
                ElementsAre("a,-|-,"));
}

TEST(TupleReader, ATupleMayBeAllHeadOrAllRest) {
    EXPECT_THAT(read_all(2, {header + make_tuple({"a", "b"})}), ElementsAre("a,b|"));
    EXPECT_THAT(read_all(0, {header + make_tuple({"a", "b"})}), ElementsAre("|a,b"));
    EXPECT_THAT(read_all(0, {header + make_tuple({})}), ElementsAre("|"));
}

TEST(TupleReader, TheRestIsByteForByteWhatTheServerSent) {
    std::string got;
    TupleReader reader{{.head = 1},
                       [&](std::span<const CopyField>, std::string_view rest) { got = rest; }};
    reader.take(header + make_tuple({"key", "\0\xff\n"s, std::nullopt, std::string(70'000, 'x')}));
    EXPECT_EQ(got, make_tuple({"\0\xff\n"s, std::nullopt, std::string(70'000, 'x')}));
}

TEST(TupleReader, EveryLengthIsCheckedAndNotThoseOfTheHeadAlone) {
    const std::string whole = make_tuple({"a", "b", "c"});
    const std::size_t second = 2 + 4 + 1;
    for (const std::string_view length : {"\x7f\xff\xff\xff"sv, "\0\0\x10\0"sv, "\0\x0f\0\0"sv,
                                          "\xff\xff\xff\xfe"sv, "\0\0\0\0"sv}) {
        std::string wrong = whole;
        wrong.replace(second, 4, length);
        EXPECT_THROW((void)read_all(1, {header + wrong}), Error);
        EXPECT_THROW((void)read_all(0, {header + wrong}), Error);
    }
    EXPECT_THROW((void)read_all(0, {header + whole + "x"}), Error);
    EXPECT_THROW((void)read_all(0, {header + whole.substr(0, whole.size() - 1)}), Error);
}

TEST(TupleReader, AFieldCountPastTwoFiftyFiveIsSplitRight) {
    const std::vector<std::optional<std::string>> fields(1'600, "v");
    std::string got;
    TupleReader reader{{.head = 3},
                       [&](std::span<const CopyField>, std::string_view rest) { got = rest; }};
    reader.take(header + make_tuple(fields));
    EXPECT_EQ(split_tuple(got).size(), 1'597U);
}

TEST(TupleReader, WhatIsNoBinaryCopyIsAnError) {
    EXPECT_THROW(read_all(1, {"1\tab\n"}), Error);
    EXPECT_THROW(read_all(1, {header.substr(0, 15)}), Error);
    EXPECT_THROW(read_all(3, {header + make_tuple({"a", "b"})}), Error);
}

TEST(TupleReader, OtherFieldsThanWereAskedForAreAnError) {
    const auto read = [](const std::string& tuple) {
        TupleReader reader{{.head = 1, .rest = 2},
                           [](std::span<const CopyField>, std::string_view) {}};
        reader.take(header + tuple);
    };
    EXPECT_NO_THROW(read(make_tuple({"key", "a", "b"})));
    EXPECT_THROW(read(make_tuple({"key", "a"})), Error);
    EXPECT_THROW(read(make_tuple({"key", "a", "b", "c"})), Error);
}

TEST(TupleReader, AStreamThatIsNotWholeIsAnError) {
    const auto finish = [](const std::vector<std::string>& messages, std::uint64_t counted) {
        TupleReader reader{{.head = 1}, [](std::span<const CopyField>, std::string_view) {}};
        for (const std::string& message : messages) {
            reader.take(message);
        }
        reader.finish(counted);
    };
    const std::string tuple = make_tuple({"a"});
    EXPECT_NO_THROW(finish({header + tuple, tuple, trailer}, 2));
    EXPECT_NO_THROW(finish({header, trailer}, 0));
    EXPECT_THROW(finish({}, 0), Error);
    EXPECT_THROW(finish({header + tuple}, 1), Error) << "no trailer";
    EXPECT_THROW(finish({header + tuple, trailer}, 2), Error) << "a message was lost";
    EXPECT_THROW(finish({header + tuple, tuple, trailer}, 1), Error) << "a message came twice";
    EXPECT_THROW(finish({header + tuple, trailer, tuple}, 2), Error);
}

TEST(TupleReader, ATupleThatIsCutOffIsAnError) {
    const std::string whole = header + make_tuple({"abc", "de"});
    for (std::size_t length = header.size() + 1; length < header.size() + 2 + 4 + 3 + 4; ++length) {
        EXPECT_THROW(read_all(2, {whole.substr(0, length)}), Error) << length;
    }
}

TEST(TupleLength, FindsTheNextTupleInARun) {
    const std::string one = make_tuple({"a", std::nullopt, ""});
    const std::string two = make_tuple({"bcd"});
    EXPECT_EQ(tuple_length(one + two), one.size());
    EXPECT_EQ(tuple_length(make_tuple({})), 2U);
    EXPECT_THAT(split_tuple(one), ElementsAre("a"sv, std::nullopt, ""sv));
}

}  // namespace
}  // namespace subset
