#include "dump/toc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view list = R"(;
; Archive created at 2026-01-01 00:00:00 UTC
;     dbname: shop
;
; Selected TOC Entries:
;
3484; 0 0 ENCODING - ENCODING 
7; 2615 16883 SCHEMA - s2 postgres
2; 3079 16897 EXTENSION - citext 
3488; 0 0 COMMENT - EXTENSION citext 
;	depends on: 2
223; 1259 17035 VIEW public my view postgres
;	depends on: 219 219 7
3333; 2606 17011 FK CONSTRAINT public t t_p_fkey postgres
;	depends on: 3331 219
3330; 0 0 INDEX ATTACH public p1_b_idx postgres
)";

TEST(Toc, ReadsIdentityKindNameAndDependencies) {
    const std::vector<TocEntry> entries = parse_toc(list);
    ASSERT_EQ(entries.size(), 7U);
    EXPECT_EQ(entries[1].dump_id, 7);
    EXPECT_EQ(entries[1].catalog, 2615U);
    EXPECT_EQ(entries[1].object, 16883U);
    EXPECT_EQ(entries[1].title, "SCHEMA s2");
    EXPECT_EQ(entries[1].line, "7; 2615 16883 SCHEMA - s2 postgres");
    EXPECT_EQ(entries[2].title, "EXTENSION citext");
    EXPECT_EQ(entries[3].title, "COMMENT EXTENSION citext");
    EXPECT_THAT(entries[3].depends_on, ElementsAre(2));
    EXPECT_EQ(entries[4].title, "VIEW public my view");
    EXPECT_THAT(entries[4].depends_on, ElementsAre(219, 219, 7));
    EXPECT_EQ(entries[5].kind, EntryKind::foreign_key);
    EXPECT_EQ(entries[5].name, "public t t_p_fkey");
    EXPECT_EQ(entries[6].kind, EntryKind::index_attach);
    EXPECT_THAT(entries[6].depends_on, IsEmpty());
}

TEST(Toc, AnUnknownKindIsItsFirstWord) {
    const std::vector<TocEntry> entries =
        parse_toc("1; 2 3 WIDGET public a owner\nnot an entry\n4; x\n");
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries.front().kind, EntryKind::other);
    EXPECT_EQ(entries.front().title, "WIDGET public a");
    EXPECT_EQ(entries.front().name, "public a");
}

constexpr std::string_view preamble = R"(--
-- PostgreSQL database dump
--

\restrict AbC

-- Dumped from database version 17.2

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
SET row_security = off;

)";
constexpr std::string_view function_entry = R"(--
-- TOC entry 5 (class 1255 OID 100)
-- Name: f(); Type: FUNCTION; Schema: public; Owner: -
-- Data Pos: 0
--

CREATE FUNCTION public.f() RETURNS text
    LANGUAGE sql
    AS $$ SELECT 'SET transaction_timeout = 0;
\unrestrict AbC
' $$;


)";
constexpr std::string_view table_entry = R"(--
-- TOC entry 6 (class 1259 OID 101)
-- Dependencies: 5
-- Name: t; Type: TABLE; Schema: public; Owner: -
-- Data Pos: 0
--

CREATE TABLE public.t (a integer);


)";
constexpr std::string_view ending = R"(-- Completed on 2026-01-01 00:00:00 UTC

--
-- PostgreSQL database dump complete
--

\unrestrict AbC

)";

std::vector<TocEntry> expected() {
    return parse_toc(
        "5; 1255 100 FUNCTION public f() postgres\n6; 1259 101 TABLE public t postgres\n");
}

std::string section(std::string_view middle) {
    return std::string{preamble} + std::string{middle} + std::string{ending};
}

TEST(Section, IsTakenApartAtItsHeaders) {
    const auto entries = split_section(
        section(std::string{function_entry} + std::string{table_entry}), expected(), 150008);
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(entries[0].title, "preamble");
    EXPECT_EQ(entries[1].title, "FUNCTION public f()");
    EXPECT_THAT(entries[1].sql, HasSubstr("CREATE FUNCTION public.f()"));
    EXPECT_THAT(entries[1].sql, Not(HasSubstr("CREATE TABLE")));
    EXPECT_EQ(entries[2].title, "TABLE public t");
    EXPECT_THAT(entries[2].sql, HasSubstr("CREATE TABLE public.t"));
    EXPECT_THAT(entries[2].sql, Not(HasSubstr("\\unrestrict")));
}

TEST(Section, PreambleLosesMetaCommandsTimeoutsAndWhatTheTargetDoesNotKnow) {
    const auto entries = split_section(
        section(std::string{function_entry} + std::string{table_entry}), expected(), 150008);
    EXPECT_EQ(entries[0].sql,
              "SET idle_in_transaction_session_timeout = 0;\nSET client_encoding = 'UTF8';\n"
              "SELECT pg_catalog.set_config('search_path', '', false);\nSET row_security = off;\n");
    const auto newer = split_section(
        section(std::string{function_entry} + std::string{table_entry}), expected(), 170002);
    EXPECT_THAT(newer[0].sql, HasSubstr("SET transaction_timeout = 0;"));
}

TEST(Section, AFunctionsBodyIsLeftAlone) {
    const auto entries = split_section(
        section(std::string{function_entry} + std::string{table_entry}), expected(), 150008);
    EXPECT_THAT(entries[1].sql, HasSubstr("'SET transaction_timeout = 0;\n\\unrestrict AbC\n'"));
}

TEST(Section, HeadersThatDoNotMatchTheListMakeItOneEntry) {
    const std::string decoy =
        "CREATE FUNCTION public.g() AS $$\n--\n-- TOC entry 9 (class 1259 OID 999)\n-- Name: "
        "x\n$$;\n";
    const auto entries =
        split_section(section(std::string{function_entry} + decoy + std::string{table_entry}),
                      expected(), 150008);
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[1].title, "the schema");
    EXPECT_THAT(entries[1].sql, HasSubstr("CREATE FUNCTION public.f()"));
    EXPECT_THAT(entries[1].sql, HasSubstr("CREATE TABLE public.t"));
    EXPECT_THAT(entries[1].sql, Not(HasSubstr("Completed on")));
}

TEST(Section, AMarkThatAnOlderPgDumpTakesForAColumnsSettingGoes) {
    const std::string marks =
        "ALTER TABLE ONLY public.t ALTER COLUMN id SET (pg_attver=22094304);\n"
        "ALTER TABLE ONLY public.t ALTER COLUMN y SET (pg_attver=7, n_distinct=5);\n"
        "ALTER TABLE ONLY public.t ALTER COLUMN z SET (pg_attver=8);\n";
    const auto with_marks =
        split_section(section(std::string{function_entry} + std::string{table_entry} + marks),
                      expected(), 150008);
    const auto without =
        split_section(section(std::string{function_entry} + std::string{table_entry} +
                              "ALTER TABLE ONLY public.t ALTER COLUMN y SET (n_distinct=5);\n"),
                      expected(), 150008);
    ASSERT_EQ(with_marks.size(), 3U);
    EXPECT_EQ(with_marks[2].sql, without[2].sql);
}

// With --verbose, pg_restore says at its end what time it is.
TEST(Toc, NothingOfTheTimeIsLeft) {
    const std::string body = "CREATE TABLE public.a ();\n";
    const std::string end =
        "-- Completed on 2024-01-01 00:00:00 UTC\n\n--\n-- PostgreSQL database dump "
        "complete\n--\n\n";
    const auto entries = split_section("SET x = 1;\n" + body + end, {}, 150000);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries.front().sql, "SET x = 1;\n" + body);
    const std::string in_body = "CREATE FUNCTION f() AS $$\n-- Completed on a day\nSELECT 1$$;\n";
    EXPECT_THAT(
        split_section(section(std::string{function_entry} + in_body), expected(), 150008)[1].sql,
        HasSubstr("SELECT 1$$"));
}

}  // namespace
}  // namespace subset
