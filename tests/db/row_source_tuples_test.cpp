// How the output and the keys of rows come, in one step or in two.
#include "pg/copy_rows.hpp"
#include "source/sql_row_source.hpp"
#include "support/keyed_plans.hpp"
#include "support/row_source_fixture.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;
using testing_support::integers;
using testing_support::table_id;

class RowSourceTuples : public testing_support::RowSourceTest {
protected:
    // Each row's fields, "-" for NULL, and the number of the parent row that it came for.
    static RowSource::RowSink into(std::vector<std::string>& rows) {
        return [&](const SourceRow& row) {
            std::string text;
            for (const KeyPart& field : split_tuple(row.tuple)) {
                text += std::string{field.value_or("-")} + " ";
            }
            rows.push_back(text + std::to_string(static_cast<std::uint64_t>(row.parent) & 0xffff));
        };
    }
    std::vector<std::string> read_root(std::uint32_t root) {
        std::vector<std::string> rows;
        source_->read_root(root, true, into(rows));
        return rows;
    }
    std::vector<std::string> read_children(const std::string& name, const KeyList& keys) {
        std::vector<std::string> rows;
        source_->read_children(reference(name).reference, keys, true, into(rows));
        return rows;
    }
    // A column for the key, `keys` references, and as many more as make 1,600.
    void make_wide_table(int keys) {
        std::string columns = "id int PRIMARY KEY";
        std::string values = "1";
        constexpr int most_columns = 1'600;
        for (int number = 2; number <= most_columns; ++number) {
            columns += fmt::format(", c{0} int", number);
            if (number < 2 + keys) {
                columns += fmt::format(" CONSTRAINT r{0} REFERENCES parent", number);
            }
            values += number < 2 + keys ? ", 7" : fmt::format(", {}", number);
        }
        execute(
            "CREATE TABLE parent (id int PRIMARY KEY); INSERT INTO parent VALUES (7); "
            "CREATE TABLE wide (" +
            columns + "); INSERT INTO wide VALUES (" + values + ")");
    }
    void expect_wide_row(const SourceRow& row, std::size_t keys) {
        EXPECT_EQ(row.keys.size(), keys);
        const std::vector<KeyPart> fields = split_tuple(row.tuple);
        ASSERT_EQ(fields.size(), 1'600U);
        EXPECT_EQ(integer_of(fields.front().value()), 1);
        EXPECT_EQ(integer_of(fields.back().value()), 1'600);
        for (const KeyPart& key : row.keys) {
            EXPECT_EQ(integer_of(key.value()), 7);
        }
    }
};

// The role's search_path makes the names short; the user's SQL relies on it.
TEST_F(RowSourceTuples, NamesOfObjectsComeWithTheirSchemas) {
    execute(R"(
        CREATE SCHEMA other; CREATE TABLE other.things (id int);
        CREATE TABLE t (id int PRIMARY KEY, kind regclass, up int CONSTRAINT r REFERENCES t);
        INSERT INTO t VALUES (1, 'other.things', NULL), (2, 'other.things', 1), (3, NULL, 2), (4, 't', 1);
        DO $$ BEGIN
            EXECUTE format('ALTER DATABASE %I SET search_path = other, public', current_database());
        END $$)");
    RootConfig& root = config_.roots.emplace_back();
    root.table = "t";
    root.where = Text{"kind = 'things'::regclass", {}};
    open();
    ASSERT_TRUE(plan_.output(table_id(plan_.catalog, "t")).tuples_apart);
    EXPECT_THAT(read_root(0), UnorderedElementsAre("1 other.things - 0", "2 other.things 1 0"));
    EXPECT_THAT(read_children("r", integers({1, 2})),
                UnorderedElementsAre("2 other.things 1 0", "3 - 2 0", "4 public.t 1 0"));
    std::vector<std::string> whole;
    source_->read_whole(table_id(plan_.catalog, "t"), true, into(whole));
    EXPECT_EQ(whole.size(), 4U);
    EXPECT_EQ(reader_->query("SHOW search_path").front().text(0), "other, public");
}

TEST_F(RowSourceTuples, EachRowIsToldForEachParentThatARuleSelectedItFor) {
    execute(R"(
        CREATE TABLE prices (id int PRIMARY KEY, code int); INSERT INTO prices VALUES (1, 5), (2, 5);
        CREATE TABLE visits (id int, kind regtype, code int); INSERT INTO visits VALUES (1, 'int', 5), (2, 'int', 5))");
    ReferenceRule& written = config_.references.emplace_back();
    written.name = Text{"r", {}};
    written.table = "visits";
    written.columns = {{"code", {}}};
    written.parent = "prices";
    written.parent_columns = {{"code", {}}};
    ChildRule& rule = config_.children.emplace_back();
    rule.table = "visits";
    rule.parent = "prices";
    rule.limit = 1;
    open();
    EXPECT_THAT(read_children("r", integers({5})),
                UnorderedElementsAre("1 integer 5 1", "1 integer 5 2"));
}

TEST_F(RowSourceTuples, KeysOfEveryWidthAreReadOutOfTheOutput) {
    execute(R"(
        CREATE TABLE a (id smallint PRIMARY KEY); INSERT INTO a VALUES (-7);
        CREATE TABLE b (id bigint PRIMARY KEY); INSERT INTO b VALUES (-8000000000);
        CREATE TABLE u (id uuid PRIMARY KEY); INSERT INTO u VALUES ('11111111-2222-3333-4444-555555555555');
        CREATE TABLE t (note text, b bigint REFERENCES b, a smallint REFERENCES a, i int CONSTRAINT r REFERENCES a, u uuid REFERENCES u);
        INSERT INTO t SELECT 'x', b.id, a.id, a.id, u.id FROM a, b, u)");
    open();
    std::vector<std::string> keys;
    const auto sink = [&](const SourceRow& row) {
        for (const KeyPart& key : row.keys) {
            keys.push_back(key->size() == 8 ? std::to_string(integer_of(*key)) : std::string{*key});
        }
        EXPECT_EQ(split_tuple(row.tuple).size(), 5U);
    };
    source_->read_children(reference("r").reference, integers({-7}), true, sink);
    EXPECT_THAT(keys, UnorderedElementsAre("-7", "-7", "-8000000000",
                                           "\x11\x11\x11\x11\x22\x22\x33\x33\x44\x44UUUUUU"));
}

TEST_F(RowSourceTuples, RowsOfAllPartitionsComeWithTheirKeys) {
    execute(R"(
        CREATE TABLE users (id int PRIMARY KEY); INSERT INTO users VALUES (1), (2);
        CREATE TABLE events (day int, kind regtype, u int CONSTRAINT r REFERENCES users) PARTITION BY LIST (day);
        CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
        CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2);
        INSERT INTO events VALUES (2, 'text', 1), (1, 'int', 2), (1, 'text', 1))");
    open();
    EXPECT_THAT(read_children("r", integers({1})),
                UnorderedElementsAre("1 text 1 0", "2 text 1 0"));
    std::vector<RowId> ids;
    source_->read_whole(table_id(plan_.catalog, "events"), false,
                        [&](const SourceRow& row) { ids.push_back(row.id); });
    std::sort(ids.begin(), ids.end());
    ASSERT_EQ(ids.size(), 3U);
    std::vector<std::string> again;
    source_->read_by_id(table_id(plan_.catalog, "events"), ids, true, into(again));
    EXPECT_THAT(again, UnorderedElementsAre("1 integer 2 0", "1 text 1 0", "2 text 1 0"));
    std::vector<std::int64_t> keys;
    source_->read_whole(table_id(plan_.catalog, "events"), true, [&](const SourceRow& row) {
        keys.push_back(integer_of(row.keys.front().value()));
    });
    EXPECT_THAT(keys, UnorderedElementsAre(1, 1, 2));
}

// 1,600 columns, 61 keys and four ids are one expression more than a SELECT list holds; with 60
// they fit just so.
TEST_F(RowSourceTuples, ATableOf1600ColumnsIsReadWithAllItsKeys) {
    constexpr int keys = 61;
    make_wide_table(keys);
    open();
    ASSERT_TRUE(plan_.output(table_id(plan_.catalog, "wide")).tuples_apart);
    std::size_t rows = 0;
    const auto sink = [&](const SourceRow& row) {
        ++rows;
        expect_wide_row(row, keys);
    };
    source_->read_root(static_cast<std::uint32_t>(table_id(plan_.catalog, "wide")), true, sink);
    source_->read_children(reference("r2").reference, integers({7}), true, sink);
    EXPECT_EQ(rows, 2U);
}

TEST_F(RowSourceTuples, AsManyExpressionsAsASelectHoldsAreReadAtOnce) {
    constexpr int keys = 60;
    make_wide_table(keys);
    ChildRule& rule = config_.children.emplace_back();
    rule.table = "wide";
    rule.parent = "parent";
    rule.name = Text{"r2", {}};
    rule.limit = 1;
    open();
    ASSERT_FALSE(plan_.output(table_id(plan_.catalog, "wide")).tuples_apart);
    std::size_t rows = 0;
    source_->read_children(reference("r2").reference, integers({7}), true,
                           [&](const SourceRow& row) {
                               ++rows;
                               expect_wide_row(row, keys);
                           });
    EXPECT_EQ(rows, 1U);
}

}  // namespace
}  // namespace subset
