#include "load/file/copy_lines.hpp"

#include "load/file/form_writers.hpp"
#include "load/table_copy.hpp"
#include "support/binary_tuple.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;

const TextRow odd{"a\tb\nc\rd\\e", std::nullopt, "", "\\N", "\\.", "it's \"so\"", "\b\f\v é"};

TEST(CopyLines, GiveTheFieldsThatWereWritten) {
    std::string line;
    append_text_line(testing_support::make_tuple(odd), line);
    line.pop_back();
    EXPECT_EQ(parse_copy_line(line, odd.size()), odd);
    // The server escapes these too.
    EXPECT_THAT(parse_copy_line("\\b\\f\\v\t\\N", 2), ElementsAre("\b\f\v", std::nullopt));
    EXPECT_THAT(parse_copy_line("", 1), ElementsAre(""));
    EXPECT_TRUE(parse_copy_line("", 0).empty());
}

TEST(CopyLines, MayComeInPieces) {
    std::vector<TextRow> rows;
    CopyLines lines{2, [&](const TextRow& row) { rows.push_back(row); }};
    for (const char* const piece : {"1\ta", "b\n2\t\\", "N\n3\tc\n", "4", "\td\n"}) {
        lines.put(piece);
    }
    EXPECT_THAT(rows, ElementsAre(TextRow{"1", "ab"}, TextRow{"2", std::nullopt}, TextRow{"3", "c"},
                                  TextRow{"4", "d"}));
}

TEST(FormWriters, QuoteWhatIsNoNull) {
    EXPECT_EQ(render_values({"it's", std::nullopt, "", "a\\b"}), "('it''s', NULL, '', 'a\\b')");
    EXPECT_EQ(render_values({"a\\b\r\n'c"}), "(E'a\\\\b\\r\\n''c')");
    EXPECT_EQ(render_csv({"say \"so\"", std::nullopt, "", "a,b\nc"}),
              "\"say \"\"so\"\"\",,\"\",\"a,b\nc\"\n");
    EXPECT_EQ(render_csv({std::nullopt}), "\n");
}

}  // namespace
}  // namespace subset
