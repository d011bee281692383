#include "load/staging_writer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

class Remembering final : public CopyWriter {
public:
    void begin(const std::string&) override { ++begun; }
    void put(std::string_view data) override { text += data; }
    std::uint64_t end(std::uint64_t sent) override { return sent; }
    std::string text;
    int begun = 0;
};

std::string composite(std::string_view line) {
    std::string text;
    append_composite(line, text);
    return text;
}

TEST(StagingWriter, QuotesEachFieldOfARow) {
    EXPECT_EQ(composite("7\tA \"B\", (c)"), "(\"7\",\"A \"\"B\"\", (c)\")");
}

TEST(StagingWriter, TellsNullFromAnEmptyText) {
    EXPECT_EQ(composite("\\N\t"), "(,\"\")");
    EXPECT_EQ(composite("\\N"), "()");
    EXPECT_EQ(composite(""), "(\"\")");
    EXPECT_EQ(composite("\\\\N"), "(\"\\\\\\\\N\")") << "a text that looks like COPY's NULL";
}

TEST(StagingWriter, KeepsLineEndsAndBackslashesForCopy) {
    EXPECT_EQ(composite("a\\nb\\tc\\rd"), "(\"a\\nb\\tc\\rd\")");
    EXPECT_EQ(composite("a\\\\b"), "(\"a\\\\\\\\b\")") << "one backslash: doubled twice";
}

TEST(StagingWriter, WritesTheTableBeforeEachRow) {
    Remembering copy;
    StagingWriter writer{copy};
    writer.next_table(3, true);
    writer.begin("COPY t FROM STDIN");
    writer.put("1\n2\n");
    EXPECT_EQ(writer.end(2), 2U);
    writer.next_table(4, false);
    writer.put("\n");
    (void)writer.end(1);
    EXPECT_EQ(copy.text, "3\t(\"1\")\n3\t(\"2\")\n4\t()\n");
    EXPECT_EQ(copy.begun, 0) << "the COPY is the caller's";
    EXPECT_EQ(writer.rows(), 3U);
}

}  // namespace
}  // namespace subset
