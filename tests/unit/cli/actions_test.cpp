#include "actions.hpp"

#include "subset/error.hpp"

#include <gtest/gtest.h>

namespace subset::cli {
namespace {

TEST(Actions, AnAnnotationHasThePlaceOfTheFault) {
    EXPECT_EQ(
        render_annotation(
            {"unknown key \"limt\" in [[root]]", "Did you mean limit?", {"twin.toml", 14, 9}}),
        "::error file=twin.toml,line=14,col=9::unknown key \"limt\" in [[root]]. Did you mean "
        "limit?\n");
}

TEST(Actions, AFaultWithoutAPlaceIsAnnotatedToo) {
    EXPECT_EQ(render_annotation({"no space", ""}), "::error::no space\n");
}

// The fault holds characters that would end the command, or begin another one.
TEST(Actions, NothingInAFaultIsTakenForAWorkflowCommand) {
    EXPECT_EQ(render_annotation({"50% of a\n::set-output::b", "", {"a,b:c%.toml", 1, 2}}),
              "::error file=a%2Cb%3Ac%25.toml,line=1,col=2::50%25 of a%0A?:set-output::b\n");
    EXPECT_EQ(render_annotation({"a\x1b[2J", "", {"b\nc", 1, 2}}),
              "::error file=b c,line=1,col=2::a?[2J\n");
}

}  // namespace
}  // namespace subset::cli
