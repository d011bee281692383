#include "pg/copy_rows.hpp"

#include "load/table_copy.hpp"
#include "subset/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

// A tuple as the server sends it.
std::string make_tuple(const std::vector<std::optional<std::string>>& fields) {
    std::string tuple{static_cast<char>(fields.size() >> 8),
                      static_cast<char>(fields.size() & 0xff)};
    for (const auto& field : fields) {
        const std::size_t length = field ? field->size() : 0xffffffff;
        for (int shift = 24; shift >= 0; shift -= 8) {
            tuple += static_cast<char>(length >> shift & 0xff);
        }
        tuple += field.value_or("");
    }
    return tuple;
}

// What a reader calls back with: "head,head|field,field" with - for NULL.
std::vector<std::string> read_all(std::size_t head, const std::vector<std::string>& messages) {
    std::vector<std::string> told;
    const auto render = [](const std::vector<KeyPart>& fields) {
        std::string text;
        for (const KeyPart& field : fields) {
            text += (text.empty() ? "" : ",") + (field ? std::string{*field} : "-");
        }
        return text;
    };
    TupleReader reader{{.head = head}, [&](std::span<const KeyPart> fields, std::string_view rest) {
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
                       [&](std::span<const KeyPart>, std::string_view rest) { got = rest; }};
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
                       [&](std::span<const KeyPart>, std::string_view rest) { got = rest; }};
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
                           [](std::span<const KeyPart>, std::string_view) {}};
        reader.take(header + tuple);
    };
    EXPECT_NO_THROW(read(make_tuple({"key", "a", "b"})));
    EXPECT_THROW(read(make_tuple({"key", "a"})), Error);
    EXPECT_THROW(read(make_tuple({"key", "a", "b", "c"})), Error);
}

TEST(TupleReader, AStreamThatIsNotWholeIsAnError) {
    const auto finish = [](const std::vector<std::string>& messages, std::uint64_t counted) {
        TupleReader reader{{.head = 1}, [](std::span<const KeyPart>, std::string_view) {}};
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

std::string line_of(const std::vector<std::optional<std::string>>& fields) {
    std::string lines;
    append_text_line(make_tuple(fields), lines);
    return lines;
}

TEST(TextLine, FieldsAreSeparatedByTabsAndNullIsBackslashN) {
    EXPECT_EQ(line_of({"a", std::nullopt, ""}), "a\t\\N\t\n");
    EXPECT_EQ(line_of({std::nullopt}), "\\N\n");
    EXPECT_EQ(line_of({}), "\n");
}

TEST(TextLine, WhatCopyWouldReadOtherwiseIsEscaped) {
    EXPECT_EQ(line_of({"a\tb\nc\rd\\e"}), "a\\tb\\nc\\rd\\\\e\n");
    EXPECT_EQ(line_of({"\\N"}), "\\\\N\n") << "the text \\N is no NULL";
    EXPECT_EQ(line_of({"\\."}), "\\\\.\n") << "nor does \\. end the data";
    EXPECT_EQ(line_of({"é\x01\x7f"}), "é\x01\x7f\n");
}

TEST(TextLine, LinesAreAppended) {
    std::string lines = "before\n";
    append_text_line(make_tuple({"x"}), lines);
    EXPECT_EQ(lines, "before\nx\n");
}

TEST(NullFields, ThoseNamedAreNullAndTheOthersAsTheyWere) {
    const std::string tuple = make_tuple({"a", std::nullopt, "", "d", std::string(70'000, 'x')});
    EXPECT_EQ(null_fields(tuple, {3, 0}),
              make_tuple({std::nullopt, std::nullopt, "", std::nullopt, std::string(70'000, 'x')}));
    EXPECT_EQ(null_fields(tuple, {}), tuple);
    EXPECT_EQ(null_fields(tuple, {1}), tuple);
}

}  // namespace
}  // namespace subset
