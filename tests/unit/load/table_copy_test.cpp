#include "load/table_copy.hpp"

#include "support/binary_tuple.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing_support::make_tuple;

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
