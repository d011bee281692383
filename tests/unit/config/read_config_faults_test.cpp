#include "subset/config.hpp"
#include "support/config_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::ReadConfig;

constexpr std::string_view a_root = "[[root]]\ntable = \"users\"\n";

TEST_F(ReadConfig, TellsAllFaultsInFileOrderInOneRun) {
    EXPECT_THAT(faults_of(R"([[table]]
name = "x"
rows = "some"
[[root]]
tabel = "users"
limit = "50"
[source]
schema = ["public"]
lock_timeout = "soon"
[limits]
rows = 0
memory = 1.5
)"),
                ElementsAre("3:8 rows in [[table]] cannot be \"some\"",
                            "4:1 [[root]] without table", "5:1 unknown key \"tabel\" in [[root]]",
                            "6:9 limit in [[root]] must be an integer, not a string",
                            "8:1 unknown key \"schema\" in [source]",
                            "9:16 lock_timeout in [source] cannot be \"soon\"",
                            "11:8 rows in [limits] must be at least 1, not 0",
                            "12:10 memory in [limits] must be a size, not a number with a point"));
}

TEST_F(ReadConfig, AnUnknownKeyHintsAtTheNearestOneOrNamesAll) {
    const auto config = read("[[root]]\ntable = \"a\"\nordr_by = \"x\"\ncolour = \"x\"\n[sorce]\n");
    ASSERT_EQ(config.faults.size(), 3U);
    EXPECT_EQ(config.faults[0].hint, "Did you mean \"order_by\"?");
    EXPECT_EQ(
        config.faults[1].hint,
        "The keys of [[root]] are table, columns, where, order_by, limit, sample, seed, query, "
        "children, only.");
    EXPECT_EQ(config.faults[2].message, "unknown key \"sorce\"");
    EXPECT_EQ(config.faults[2].hint, "Did you mean \"source\"?");
}

TEST_F(ReadConfig, RefusesBesideAFileWhatOnlyADatabaseHas) {
    EXPECT_THAT(
        faults_of("[source]\nretries = -1\n[target]\nfile = \"out/\"\nurl = \"dbname=x\"\n"
                  "force = \"host/x\"\nlock_timeout = \"1s\"\n[[root]]\ntable = \"users\"\n"),
        ElementsAre("2:11 retries in [source] is -1, and must be 0 to 1000000",
                    "4:8 file in [target] names a folder",
                    "5:7 url in [target] means nothing beside file",
                    "6:9 force in [target] means nothing beside file",
                    "7:16 lock_timeout in [target] means nothing beside file"));
}

TEST_F(ReadConfig, RefusesBesideKeepWhatOnlyAReplacedSchemaHas) {
    EXPECT_THAT(
        faults_of(
            "[source]\ndangling = \"keep\"\n[target]\nmode = \"keep\"\n"
            "skip_extensions = [\"a\"]\nforeign_servers = [\"f\"]\nfile = \"x.sql\"\n[[root]]\n"
            "table = \"users\"\n"),
        ElementsAre("2:12 dangling = \"keep\" in [source] cannot stand beside mode = \"keep\" "
                    "in [target]",
                    "4:8 mode = \"keep\" in [target] means nothing beside file",
                    "5:19 skip_extensions in [target] means nothing beside mode = \"keep\"",
                    "6:19 foreign_servers in [target] means nothing beside mode = \"keep\""));
}

TEST_F(ReadConfig, RefusesWhatContradictsItself) {
    EXPECT_THAT(faults_of(R"([[root]]
table = "a"
sample = "5%"
order_by = "x"
limit = 5
[[root]]
table = "a"
query = "SELECT 1"
where = "true"
limit = 5
[[root]]
table = "a"
seed = 3
)"),
                ElementsAre("4:12 sample and order_by cannot stand in one [[root]]",
                            "5:9 sample and limit cannot stand in one [[root]]",
                            "9:9 query and where cannot stand in one [[root]]",
                            "10:9 query and limit cannot stand in one [[root]]",
                            "13:8 seed without sample in [[root]]"));
}

TEST_F(ReadConfig, RefusesValuesOutOfRange) {
    EXPECT_THAT(
        faults_of(R"([source]
schemas = []
statement_timeout = "25d"
[target]
force = " "
[limits]
bytes = "0 kB"
[[root]]
table = "a."
limit = -1
[[root]]
table = ""
sample = "100.1%"
[[root]]
table = "a"
sample = "0%"
[[root]]
table = "a"
sample = 5
[[table]]
name = "x"
[[table]]
rows = "all"
)"),
        ElementsAre("2:11 schemas in [source] is empty",
                    "3:21 statement_timeout in [source] cannot be \"25d\"",
                    "5:9 force in [target] is empty", "7:9 bytes in [limits] cannot be \"0 kB\"",
                    "9:9 table in [[root]] cannot be \"a.\"",
                    "10:9 limit in [[root]] must be at least 1, not -1",
                    "12:9 table in [[root]] is empty",
                    "13:10 sample in [[root]] cannot be \"100.1%\"",
                    "16:10 sample in [[root]] cannot be \"0%\"",
                    "19:10 sample in [[root]] must be a percentage in quotes, not an integer",
                    "20:1 [[table]] for \"x\" says nothing", "22:1 [[table]] without name"));
}

TEST_F(ReadConfig, RefusesWhatIsNoRate) {
    const std::string rest = "\n[[root]]\ntable = \"a\"\n";
    EXPECT_THAT(faults_of("[source]\nrate = \"20 MB\"" + rest),
                ElementsAre("2:8 rate in [source] cannot be \"20 MB\""));
    EXPECT_THAT(faults_of("[source]\nrate = \"0 MB/s\"" + rest),
                ElementsAre("2:8 rate in [source] cannot be \"0 MB/s\""));
    EXPECT_THAT(faults_of("[source]\nrate = 20" + rest),
                ElementsAre("2:8 rate in [source] must be a rate, not an integer"));
}

TEST_F(ReadConfig, SaysThatARootWithLimitZeroSelectsNothing) {
    const auto config = read("[[root]]\ntable = \"a\"\nlimit = 0\n");
    ASSERT_EQ(config.faults.size(), 1U);
    EXPECT_THAT(config.faults[0].hint, HasSubstr("selects nothing"));
}

TEST_F(ReadConfig, WantsARootOrAWholeTable) {
    EXPECT_THAT(faults_of(""), ElementsAre(HasSubstr("0:0 the config names no rows")));
    EXPECT_THAT(faults_of("[[table]]\nname = \"x\"\nrows = \"none\"\n"),
                ElementsAre(HasSubstr("names no rows")));
    EXPECT_THAT(faults_of("[[table]]\nname = \"*\"\nrows = \"all\"\n"), IsEmpty());
    // The misspelt key is told already, and may be what names the rows.
    EXPECT_THAT(faults_of("[[roots]]\ntable = \"x\"\n"), ElementsAre("1:3 unknown key \"roots\""));
}

TEST_F(ReadConfig, SectionsMustBeWrittenAsSuch) {
    EXPECT_THAT(faults_of("target = 3\nroot = [1]\n[[source]]\nurl = \"x\"\n"),
                ElementsAre("1:10 target must be a section, not an integer",
                            "2:9 root must hold sections, not an integer",
                            "3:1 source must be a section, not an array"));
    EXPECT_THAT(faults_of("[root]\ntable = \"x\"\n"),
                ElementsAre("1:1 root must be a list of sections, not a table"));
}

TEST_F(ReadConfig, TellsWhichVariableIsUnsetAndWhere) {
    EXPECT_THAT(
        faults_of("[source]\nurl = \"postgres://u:${SUBSET_UNSET}@h/d\"\n[[root]]\ntable = \"a\"\n"
                  "where = \"x = ${SUBSET_UNSET}\"\n"),
        ElementsAre(
            "2:7 environment variable SUBSET_UNSET is not set, and url in [source] names it",
            "5:9 environment variable SUBSET_UNSET is not set, and where in [[root]] names it"));
}

TEST_F(ReadConfig, AnUnsetOrEmptySourceIsAFault) {
    ::unsetenv("PROD_DATABASE_URL");
    EXPECT_THAT(faults_of(a_root),
                ElementsAre(HasSubstr("0:0 environment variable PROD_DATABASE_URL is not set")));
    ::setenv("PROD_DATABASE_URL", "", 1);
    EXPECT_THAT(faults_of(a_root),
                ElementsAre(HasSubstr("0:0 environment variable PROD_DATABASE_URL is empty")));
}

TEST_F(ReadConfig, AnUnsetTargetIsAFaultOnlyForACommandThatNeedsOne) {
    ::unsetenv("DEV_DATABASE_URL");
    const auto config = read(a_root);
    EXPECT_THAT(told(config.faults), IsEmpty());
    EXPECT_EQ(config.target.url.value, "");
    ASSERT_TRUE(config.target.target_fault);
    EXPECT_THAT(config.target.target_fault->message, HasSubstr("DEV_DATABASE_URL is not set"));
}

TEST_F(ReadConfig, AFileThatIsNotTomlIsToldAtOnce) {
    const auto error = thrown_by("[source]\nurl = \"x\"\nurl = \"y\"\n");
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_EQ(error.place().line, 3U);
    EXPECT_THAT(error.what(), HasSubstr("not valid TOML: cannot redefine existing string 'url'"));
}

TEST_F(ReadConfig, AValueWithoutQuotesIsNamedAndWrittenAsItMustBe) {
    struct Slip {
        std::string_view line;
        std::string_view message;
        std::string_view hint;
    };
    for (const Slip& slip :
         {Slip{"table = users", "table = users is no value of TOML", "quotes: table = \"users\"."},
          Slip{"children = yes # all", "children = yes is no value",
               "true or false: children = true."},
          Slip{"children = No", "children = No is no value", "children = false."},
          Slip{"where = plan = 'pro'", "where = plan = 'pro' is no value",
               "where = \"plan = 'pro'\"."},
          Slip{"sample = 5%", "sample = 5% is no value", "sample = \"5%\"."}}) {
        const auto error = thrown_by("[[root]]\n" + std::string{slip.line} + "\n");
        EXPECT_EQ(error.place().line, 2U) << slip.line;
        EXPECT_THAT(error.what(), HasSubstr(std::string{slip.message})) << slip.line;
        EXPECT_THAT(error.hint(), HasSubstr(std::string{slip.hint})) << slip.line;
    }
}

TEST_F(ReadConfig, AShareThatStandsElsewhereIsSentToSample) {
    for (const std::string_view text : {"[[root]]\ntable = \"t\"\nlimit = \"1%\"\n",
                                        "[[root]]\ntable = \"t\"\n[[table]]\nname = \"t\"\nrows = "
                                        "\"1%\"\n"}) {
        const auto config = read(std::string{text});
        ASSERT_EQ(config.faults.size(), 1U) << text;
        EXPECT_THAT(config.faults[0].hint, HasSubstr("[[root]] sample = \"1%\"")) << text;
    }
}

TEST_F(ReadConfig, NoMessageShowsAPieceOfAUrl) {
    for (const std::string_view text :
         {"[source]\nurl = postgres://u:hunter2@h/d\n", "[source]\nurl = hunter2\n",
          "[source]\nurl = \"hunter2\n", "[source]\nurl = \"\\hunter2\"\n",
          "[source]\nurl = 'a' 'hunter2'\n", "[source]\nurl = 1hunter2\n"}) {
        const auto error = thrown_by(text);
        EXPECT_THAT(error.what(), Not(HasSubstr("hunter"))) << text;
        EXPECT_THAT(error.what(), Not(HasSubstr("'h'"))) << text;
        EXPECT_THAT(error.hint(), Not(HasSubstr("hunter"))) << text;
    }
    const auto config =
        read(std::string{"[source]\nurl = \"postgres://u:hunter2@h/${SUBSET_UNSET}\"\n[target]\n"
                         "url = [\"hunter2\"]\n"}
                 .append(a_root));
    EXPECT_EQ(config.faults.size(), 2U);
    for (const auto& fault : config.faults) {
        EXPECT_THAT(fault.render(), Not(HasSubstr("hunter")));
    }
}

TEST_F(ReadConfig, AFileThatCannotBeReadIsToldAtOnce) {
    for (const auto& [path, why] :
         {std::pair{folder_ / "nothing.toml", "No such file"}, {folder_, "Is a directory"}}) {
        try {
            (void)read_config(path);
            FAIL() << path;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::config);
            EXPECT_THAT(error.what(), HasSubstr(why));
        }
    }
}

TEST_F(ReadConfig, StringsWithoutMeaningToPostgresAreFaults) {
    EXPECT_THAT(faults_of("[[root]]\ntable = \"a\"\nwhere = \"x = '\\u0000'\"\n"),
                ElementsAre("3:9 where in [[root]] holds a NUL character"));
}

TEST_F(ReadConfig, ThrowFaultsThrowsAllOfThemInFileOrder) {
    EXPECT_NO_THROW(throw_faults({}));
    try {
        throw_faults({{"second", "", {"f", 2, 1}}, {"first", "", {"f", 1, 9}}});
        FAIL() << "nothing thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::config);
        EXPECT_THAT(told(error.faults()), ElementsAre("1:9 first", "2:1 second"));
    }
}

}  // namespace
}  // namespace subset
