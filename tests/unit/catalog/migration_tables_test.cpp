#include "catalog/migration_tables.hpp"

#include <gtest/gtest.h>

namespace subset {
namespace {

TEST(MigrationTables, AreKnownByNameAndColumns) {
    EXPECT_TRUE(is_migration_table("schema_migrations", {"version"}));
    EXPECT_TRUE(is_migration_table("schema_migrations", {"version", "dirty"}));
    EXPECT_TRUE(is_migration_table("SequelizeMeta", {"name"}));
    EXPECT_TRUE(is_migration_table("__EFMigrationsHistory", {"MigrationId", "ProductVersion"}));
    EXPECT_TRUE(is_migration_table("migrations", {"id", "migration", "batch"}));
    EXPECT_TRUE(is_migration_table("migrations", {"id", "timestamp", "name"}));
    EXPECT_TRUE(is_migration_table("__drizzle_migrations", {"id", "hash", "created_at"}));
}

TEST(MigrationTables, OthersOfTheNameAreNot) {
    EXPECT_FALSE(is_migration_table("schema_migrations", {"id", "note"}));
    EXPECT_FALSE(is_migration_table("migrations", {"id", "species", "flown_on"}));
    EXPECT_FALSE(is_migration_table("migrations", {"id", "timestamp", "name", "email"}));
    EXPECT_FALSE(is_migration_table("knex_migrations_lock", {"index", "is_locked"}));
    EXPECT_FALSE(is_migration_table("my_schema_migrations", {"version"}));
}

}  // namespace
}  // namespace subset
