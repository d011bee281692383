#include "mask/names/personal_names.hpp"

#include "support/value_types.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing_support::type_of;

Column column_of(const std::string& name, const std::string& type) {
    Column column;
    static_cast<ValueType&>(column) = type_of(type, type);
    column.name = name;
    return column;
}

TEST(PersonalNames, AreRecognisedHoweverTheyAreSpelled) {
    EXPECT_EQ(guess_mask("orders", column_of("customerEmail", "text")), "@email");
    EXPECT_EQ(guess_mask("orders", column_of("FIRST_NAME", "text")), "@first_name");
    EXPECT_EQ(guess_mask("orders", column_of("postal_code", "text")), "@postcode");
    EXPECT_EQ(guess_mask("people", column_of("birth_date", "date")), "@date");
    EXPECT_EQ(guess_mask("people", column_of("birth_date", "text")), "@hash");
    EXPECT_EQ(guess_mask("users", column_of("name", "text")), "@name");
    EXPECT_EQ(guess_mask("products", column_of("name", "text")), "");
    EXPECT_EQ(guess_mask("logins", column_of("last_ip", "inet")), "@ip");
    EXPECT_EQ(guess_mask("orders", column_of("status", "text")), "");
    EXPECT_EQ(guess_mask("orders", column_of("mailed_at", "timestamp with time zone")), "");
    EXPECT_EQ(guess_mask("orders", column_of("phone_count", "integer")), "");
}

TEST(PersonalNames, OfCompaniesAreNoPersons) {
    EXPECT_EQ(guess_mask("tenants", column_of("name", "text")), "@company");
    EXPECT_EQ(guess_mask("organizations", column_of("name", "text")), "@company");
    EXPECT_EQ(guess_mask("invoices", column_of("tenant_name", "text")), "@company");
    EXPECT_EQ(guess_mask("tenants", column_of("contact_name", "text")), "@name");
    EXPECT_EQ(guess_mask("tenants", column_of("plan_name", "text")), "");
}

TEST(PersonalNames, DoNotMakeATextHarmlessThatPeopleOrProgramsWrite) {
    EXPECT_TRUE(has_name_of_free_text("jobs", column_of("last_error", "text")));
    EXPECT_TRUE(has_name_of_free_text("active_storage_blobs", column_of("filename", "text")));
    EXPECT_TRUE(has_name_of_free_text("uploads", column_of("original_file_name", "text")));
    EXPECT_TRUE(has_name_of_free_text("blog_posts", column_of("title", "text")));
    EXPECT_FALSE(has_name_of_free_text("films", column_of("title", "text")));
    EXPECT_FALSE(has_name_of_free_text("posts", column_of("status", "text")));
    EXPECT_FALSE(has_name_of_free_text("posts", column_of("title", "integer")));
    EXPECT_FALSE(has_name_of_free_text("jobs", column_of("error_code", "text")));
}

// Reads a list of names/, each name with the type that stands behind it.
std::vector<Column> read_names(const std::string& file) {
    std::ifstream stream{std::string{SUBSET_TESTS_FOLDER} + "/unit/mask/names/" + file};
    std::vector<Column> columns;
    for (std::string line; std::getline(stream, line);) {
        if (line.empty() || line.front() == '#') {
            continue;
        }
        const auto blank = line.find(' ');
        columns.push_back(blank == std::string::npos
                              ? column_of(line, "text")
                              : column_of(line.substr(0, blank), line.substr(blank + 1)));
    }
    return columns;
}

std::vector<std::string> names_of(const std::vector<Column>& columns, bool personal) {
    std::vector<std::string> names;
    for (const Column& column : columns) {
        if (guess_mask("t", column).empty() != personal) {
            names.push_back(column.name);
        }
    }
    return names;
}

// The same shares as 175 of 179 and 10 of 200.
TEST(PersonalNames, AreKnownInEightLanguages) {
    const std::vector<Column> columns = read_names("personal.txt");
    ASSERT_GT(columns.size(), 290U);
    const std::vector<std::string> missed = names_of(columns, false);
    EXPECT_LE(missed.size() * 179, columns.size() * 4) << ::testing::PrintToString(missed);
}

TEST(PersonalNames, AreNotSeenInPlainOnes) {
    const std::vector<Column> columns = read_names("plain.txt");
    ASSERT_GT(columns.size(), 220U);
    const std::vector<std::string> wrong = names_of(columns, true);
    EXPECT_LE(wrong.size() * 20, columns.size()) << ::testing::PrintToString(wrong);
}

// What is not known to be plain is masked until a person has decided.
TEST(PlainNames, AreKnownInEightLanguages) {
    const std::vector<Column> columns = read_names("plain.txt");
    std::vector<std::string> missed;
    for (const Column& column : columns) {
        if (guess_mask("t", column).empty() && !has_plain_name(column)) {
            missed.push_back(column.name);
        }
    }
    EXPECT_LE(missed.size() * 20, columns.size()) << ::testing::PrintToString(missed);
}

}  // namespace
}  // namespace subset
