// Tests what is taken out of pg_dump's CREATE TABLE.
#include "dump/table_items.hpp"

#include "subset/error.hpp"

#include <gtest/gtest.h>

namespace subset {
namespace {

constexpr const char* table = R"sql(--
-- Name: goods; Type: TABLE
--

CREATE TABLE public.goods (
    id integer NOT NULL,
    label text DEFAULT 'a, (b'';'::text NOT NULL,
    place public.cube DEFAULT public.cube((1)::double precision),
    "odd ""name, (" public.cube,
    CONSTRAINT "place, in" CHECK (((public.cube_dim(place) > 0) AND (label <> 'x ) y'::text)))
)
WITH (fillfactor='70');
ALTER TABLE ONLY public.goods ALTER COLUMN label SET STATISTICS 200;
ALTER TABLE ONLY public.goods ALTER COLUMN place SET STORAGE EXTERNAL;
)sql";

TEST(TableItems, TakesColumnsAndChecksOut) {
    const TableItems items{{"public", "goods"}, {"place", "odd \"name, ("}, {"place, in"}, {}};
    EXPECT_EQ(without_items(table, items), R"sql(--
-- Name: goods; Type: TABLE
--

CREATE TABLE public.goods (
    id integer NOT NULL,
    label text DEFAULT 'a, (b'';'::text NOT NULL
)
WITH (fillfactor='70');
ALTER TABLE ONLY public.goods ALTER COLUMN label SET STATISTICS 200;
)sql");
}

TEST(TableItems, TakesDefaultsOutOfColumnsThatStay) {
    const TableItems items{{"public", "t"}, {}, {}, {"id", "place", "DEFAULT x"}};
    EXPECT_EQ(without_items(R"sql(--

CREATE TABLE public.t (
    id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    place text COLLATE "C" DEFAULT (' NOT NULL'::text || public.f((1 IS NOT NULL))),
    "DEFAULT x" integer DEFAULT public.g() CONSTRAINT there NOT NULL,
    label text DEFAULT 'a DEFAULT b'::text
);
)sql",
                            items),
              R"sql(--

CREATE TABLE public.t (
    id uuid NOT NULL,
    place text COLLATE "C",
    "DEFAULT x" integer CONSTRAINT there NOT NULL,
    label text DEFAULT 'a DEFAULT b'::text
);
)sql");
    EXPECT_THROW((void)without_items("--\nCREATE TABLE public.t (\n    id uuid\n);\n", items),
                 Error);
}

TEST(TableItems, LeavesATableWithoutColumns) {
    const TableItems items{{"public", "t"}, {"a"}, {}, {}};
    EXPECT_EQ(without_items("--\n\nCREATE TABLE public.t (\n    a public.cube\n);\n", items),
              "--\n\nCREATE TABLE public.t (\n);\n");
}

TEST(TableItems, RefusesWhatIsNoCreateTable) {
    const TableItems items{{"public", "t"}, {"a"}, {}, {}};
    EXPECT_THROW((void)without_items("--\nSELECT 1;\n", items), Error);
    EXPECT_THROW((void)without_items("--\nCREATE TABLE public.t (\n    a public.cube;\n", items),
                 Error);
}

TEST(TableItems, KnowsTheirComments) {
    const TableItems items{{"public", "a b"}, {"c.d"}, {"e"}, {}};
    EXPECT_TRUE(is_comment_on_item("public COLUMN \"a b\".\"c.d\"", items));
    EXPECT_TRUE(is_comment_on_item("public CONSTRAINT e ON \"a b\"", items));
    EXPECT_FALSE(is_comment_on_item("public COLUMN \"a b\".e", items));
    EXPECT_FALSE(is_comment_on_item("public COLUMN a.\"c.d\"", items));
    EXPECT_FALSE(is_comment_on_item("public TABLE \"a b\"", items));
}

}  // namespace
}  // namespace subset
