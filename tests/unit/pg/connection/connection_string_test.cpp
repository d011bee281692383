#include "pg/connection/connection_string.hpp"

#include "subset/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace subset::pg {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

const std::string uri =
    "postgresql://shop:s3cret%20word@db.example.com:6432/prod?sslmode=require&keepalives_idle=5";

TEST(ConnectionString, AUriAndKeywordsMeanTheSame) {
    const ConnectionString by_uri{"source", uri};
    const ConnectionString by_words{"source",
                                    "host=db.example.com port=6432 dbname=prod user=shop "
                                    "password='s3cret word' sslmode=require keepalives_idle=5"};
    EXPECT_EQ(by_uri.for_connecting(), by_words.for_connecting());
    EXPECT_EQ(by_uri.value("password"), "s3cret word");
    EXPECT_EQ(by_uri.value("dbname"), "prod");
    EXPECT_EQ(by_uri.value("passfile"), "");
}

TEST(ConnectionString, ConnectingKeepsWhatTheUserSetAndAddsTheRest) {
    const std::string text = ConnectionString{"source", uri}.for_connecting();
    EXPECT_THAT(text, HasSubstr("keepalives_idle='5'"));
    EXPECT_THAT(text, HasSubstr("keepalives_interval='10'"));
    EXPECT_THAT(text, HasSubstr("client_encoding='UTF8'"));
    EXPECT_THAT(text, HasSubstr("fallback_application_name='subset'"));
    EXPECT_THAT(text, HasSubstr("password='s3cret word'"));
}

TEST(ConnectionString, QuotesAndBackslashesSurviveTheWayThroughLibpq) {
    const ConnectionString given{"target", R"(host=/tmp password='a\'b\\c')"};
    EXPECT_EQ(given.value("password"), R"(a'b\c)");
    const ConnectionString again{"target", given.for_connecting()};
    EXPECT_EQ(again.value("password"), R"(a'b\c)");
}

TEST(ConnectionString, AnUnreadableTextIsAConfigErrorThatDoesNotShowIt) {
    for (const std::string text :
         {"postgresql://shop:s3cret@[bad", "password=s3cret nonsense=1", "host=x s3cret"}) {
        try {
            const ConnectionString string{"target", text};
            FAIL() << "nothing thrown for " << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::config);
            EXPECT_THAT(error.what(), HasSubstr("the url of the target"));
            EXPECT_THAT(error.what(), Not(HasSubstr("s3cret")));
            EXPECT_THAT(error.hint(), Not(HasSubstr("s3cret")));
        }
    }
}

TEST(ConnectionString, UrlsOfOtherProgramsAreUnderstood) {
    const std::string base = "reader@db:6432/prod";
    for (const std::string& text : std::vector<std::string>{
             "postgresql://" + base, "postgres://" + base, "postgresql+psycopg2://" + base,
             std::string{"jdbc:postgresql://db:6432/prod?user=reader"}, "JDBC:postgresql://" + base,
             "postgis://" + base, " postgresql://" + base + "\n",
             "postgresql://" + base + "?schema=public&pgbouncer=true&connection_limit=1&pool=5",
             "postgresql://" + base + "?pool_timeout=1&sslaccept=strict&ApplicationName=x&"}) {
        const ConnectionString string{"source", text};
        EXPECT_EQ(string.for_command_line(), "dbname='prod' host='db' port='6432' user='reader'")
            << text;
    }
    EXPECT_EQ((ConnectionString{"source", "postgres://db/x?ssl=true"}.value("sslmode")), "require");
    EXPECT_EQ((ConnectionString{"source", "postgres://db/x?ssl=no-verify"}.value("sslmode")),
              "require");
    EXPECT_EQ((ConnectionString{"source", "postgres://db/x?ssl=verify-full"}.value("sslmode")),
              "verify-full");
}

TEST(ConnectionString, WhatIsLeftOutOfAUrlIsNoted) {
    EXPECT_THAT(ConnectionString("source", "postgresql://a@b/c").notes(), testing::IsEmpty());
    EXPECT_THAT(
        ConnectionString("source", "postgresql://a@b/c?schema=s3cret&pgbouncer=true&pool=5")
            .notes(),
        ElementsAre("the url of the source has parameters of other programs, which are ignored: "
                    "schema, pgbouncer, pool; whether it is a pooler's the endpoint itself is "
                    "asked; which schemas come [source] schemas says"));
    EXPECT_THAT(ConnectionString("target", "postgresql://a@b/c\n").notes(),
                ElementsAre(HasSubstr("white space")));
}

TEST(ConnectionString, WhatIsWrongWithAUrlIsNamedWithoutItsSecrets) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"postgresql://a@b/c?colour=s3cret", "the parameter \"colour\" is not known"},
        {"mysql://a:s3cret@b/c", "the scheme \"mysql\" is not PostgreSQL's"},
        {"prisma+mysql://a:s3cret@b/c", "the scheme \"prisma+mysql\""},
        {"psql postgresql://a:s3cret@b/c", "something that is no scheme stands before"},
        {"postgresql://a:s3c@ret@b/c", "an \"@\" where none can be"},
        {"postgresql://a:s3cret/x@b/c", "\"/\" as %2F"},
        {"postgresql://a:s3cret%zz@b/c", "written as %25"},
        {"postgresql://a@b/c?password=x&s3cret=1", "is no parameter"},
        {"postgresql://a@[b/c?password=s3cret", "brackets"},
        {"host=a colour=s3cret", "the parameter \"colour\" is not known"},
        {"host=a password=x s3cret=1", "a value with a blank"},
        {"host=a password='s3cret", "a quote is not closed"},
        {"a:s3cret@b/c", "postgresql:// is missing"},
        {"\"postgresql://a:s3cret@b/c\"\n", "has quotes around it"},
        {"'postgresql://a:s3cret@b/c'", "has quotes around it"},
        {"$PROD_DATABASE_s3cret", "the name of a variable"},
    };
    for (const auto& [text, reason] : cases) {
        try {
            const ConnectionString string{"source", text};
            ADD_FAILURE() << "nothing thrown for " << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::config);
            EXPECT_THAT(error.what(), HasSubstr(reason)) << text;
            EXPECT_THAT(error.what(), HasSubstr("the url of the source"));
            EXPECT_THAT(error.what(), Not(HasSubstr("s3c"))) << text;
            EXPECT_THAT(error.hint(), Not(HasSubstr("s3c"))) << text;
        }
    }
}

TEST(ConnectionString, AnEmptyTextMeansLibpqsDefaults) {
    EXPECT_EQ((ConnectionString{"source", ""}.value("host")), "");
}

TEST(ConnectionString, TheEnvironmentHoldsTheSecretsAndTheCommandLineTheRest) {
    const ConnectionString string{"source", uri + "&options=-c%20geqo%3Doff&sslpassword=k3y"};
    EXPECT_EQ(string.for_command_line(),
              "dbname='prod' host='db.example.com' keepalives_idle='5' port='6432' "
              "sslmode='require' user='shop'");
    EXPECT_THAT(string.environment(),
                IsSupersetOf({"PGPASSWORD=s3cret word", "PGOPTIONS=-c geqo=off"}));
    EXPECT_EQ(string.service_file(), "[subset]\nsslpassword=k3y\n");
}

TEST(ConnectionString, NothingIsLeftToVariablesOfTheEnvironment) {
    const ConnectionString string{"source", "host=a"};
    EXPECT_THAT(string.environment(),
                IsSupersetOf({"PGSERVICE", "PGHOST", "PGHOSTADDR", "PGSSLMODE", "PGOPTIONS",
                              "PGPASSWORD", "PGAPPNAME"}));
    EXPECT_THAT(string.environment(), Each(Not(HasSubstr("="))));
    EXPECT_EQ(string.service_file(), "");
}

TEST(ConnectionString, RedactingTakesEverySecretOutOfAText) {
    const ConnectionString string{"source", uri + "&sslpassword=k3y"};
    EXPECT_EQ(string.redact("password s3cret word is wrong; s3cret word; key k3y"),
              "password *** is wrong; ***; key ***");
    EXPECT_EQ(string.redact("nothing here"), "nothing here");
}

TEST(ConnectionString, RedactingEndsWhereTheSecretIsPartOfItsOwnReplacement) {
    const ConnectionString string{"source", "host=a password=*"};
    EXPECT_EQ(string.redact("a*b"), "a***b");
}

TEST(ConnectionString, WithoutAPasswordNothingIsRedacted) {
    const ConnectionString string{"source", "host=a"};
    EXPECT_EQ(string.redact("host a"), "host a");
}

TEST(ConnectionString, ACopyMayHaveAnotherDatabase) {
    const ConnectionString string{"target", uri};
    const ConnectionString other = string.with("dbname", "postgres");
    EXPECT_EQ(other.value("dbname"), "postgres");
    EXPECT_EQ(other.value("user"), "shop");
    EXPECT_EQ(string.value("dbname"), "prod");
    EXPECT_EQ(other.end(), "target");
}

TEST(ConnectionString, HiddenSettingsAreForConnectingAlone) {
    const ConnectionString plain{"source", "host=a options='-c work_mem=1MB'"};
    const ConnectionString string =
        plain.with(HiddenSettings{{"a.b", "s3cret w\\rd"}, {"a.c", "k3y"}});
    EXPECT_THAT(
        string.for_connecting(),
        testing::HasSubstr(R"(options='-c work_mem=1MB -c a.b=s3cret\\ w\\\\rd -c a.c=k3y')"));
    EXPECT_EQ(string.value("options"), "-c work_mem=1MB");
    EXPECT_EQ(string.for_command_line(), plain.for_command_line());
    EXPECT_EQ(string.environment(), plain.environment());
    EXPECT_EQ(string.service_file(), plain.service_file());
    EXPECT_EQ(string.redact("s3cret w\\rd refused"), "*** refused");
    EXPECT_THAT(plain.for_connecting(), testing::Not(testing::HasSubstr("a.b")));
}

}  // namespace
}  // namespace subset::pg
