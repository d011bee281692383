#include "script/finishing_sql.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace subset {
namespace {

using testing::HasSubstr;
using testing::Not;

Catalog with_sequence(bool readable) {
    Catalog catalog;
    Table table;
    table.oid = 1;
    table.name = {"public", "users"};
    catalog.tables.push_back(table);
    Sequence sequence;
    sequence.oid = 2;
    sequence.name = {"public", "users_id_seq"};
    sequence.owner = TableId{0};
    sequence.owner_column = "id";
    sequence.readable = readable;
    sequence.last_value = 41;
    sequence.is_called = true;
    catalog.sequences.push_back(sequence);
    return catalog;
}

Sequences places_of(const Catalog& catalog, const std::vector<Oid>& left_out) {
    return make_sequences(catalog, catalog.sequences, left_out);
}

TEST(Sequences, AreSetToWhereTheyStandInTheSource) {
    const Sequences sequences = places_of(with_sequence(true), {});
    EXPECT_THAT(sequences.sql, HasSubstr("'\"public\".\"users_id_seq\"'"));
    EXPECT_THAT(sequences.sql, HasSubstr("41::pg_catalog.int8, true"));
    EXPECT_TRUE(sequences.warnings.empty());
}

TEST(Sequences, ThatAreNotReadableGoOnPastTheirColumn) {
    const Sequences sequences = places_of(with_sequence(false), {});
    EXPECT_THAT(sequences.sql, HasSubstr("max(t.\"id\")"));
    EXPECT_THAT(sequences.sql, Not(HasSubstr("41")));
    ASSERT_EQ(sequences.warnings.size(), 1U);
    EXPECT_THAT(sequences.warnings.front().message,
                HasSubstr("public.users_id_seq is not readable"));
}

TEST(Sequences, ThatAreLeftOutAreNotSet) {
    EXPECT_TRUE(places_of(with_sequence(true), {2}).sql.empty());
}

TEST(Statistics, NameEachTable) {
    EXPECT_EQ(render_analyze({{"public", "a"}, {"b c", "d"}}),
              "ANALYZE \"public\".\"a\", \"b c\".\"d\"");
}

TEST(Settings, AreThoseOfTheTargetsVersion) {
    const std::chrono::seconds lock_timeout{7};
    EXPECT_THAT(render_settings(lock_timeout, 170000), HasSubstr("transaction_timeout"));
    EXPECT_THAT(render_settings(lock_timeout, 150000), Not(HasSubstr("transaction_timeout")));
    EXPECT_THAT(render_settings(lock_timeout, 150000), HasSubstr("lock_timeout = 7000"));
    EXPECT_THAT(render_settings(lock_timeout, 150000), HasSubstr("client_encoding = 'UTF8'"));
}

}  // namespace
}  // namespace subset
