#include "catalog/migration_tables.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <sstream>

namespace subset {
namespace {

// Names are in lower case; columns are separated by spaces. Where other programs might choose the
// same table name too, the table may have no columns beyond `others`; "*" stands for any columns.
struct KnownTool {
    std::string_view name;
    std::string_view columns;
    std::string_view others = "*";
};

constexpr auto known_tables = std::to_array<KnownTool>({
    // Rails, Ecto, golang-migrate, dbmate, Supabase, Hasura; Migratus; Sequel and others by files
    {"schema_migrations", "version"},
    {"schema_migrations", "id applied", "description"},
    {"schema_migrations", "filename", "checksum executed_at"},
    {"schema_migration", "version", "version_self"},  // Ory, pop
    {"schema_info", "version", ""},                   // Sequel
    {"ar_internal_metadata", "key value"},            // Rails
    {"data_migrations", "version", ""},               // Rails, data_migrate
    {"django_migrations", "app name applied"},
    {"south_migrationhistory", "app_name migration"},
    {"_prisma_migrations", "checksum migration_name"},
    {"alembic_version", "version_num"},
    {"flyway_schema_history", "installed_rank script"},
    {"schema_version", "installed_rank script"},     // Flyway before 5
    {"schema_version", "version", ""},               // tern
    {"databasechangelog", "id author filename"},     // Liquibase
    {"changelog", "id applied_at description", ""},  // MyBatis
    {"knex_migrations", "name batch"},
    {"pgmigrations", "name run_on"},          // node-pg-migrate
    {"migrations", "name run_on", "id"},      // db-migrate
    {"migrations", "migration batch", "id"},  // Laravel
    {"migrations", "timestamp name", "id"},   // TypeORM
    {"typeorm_migrations", "timestamp name", "id"},
    {"migrations", "id name hash", "executed_at"},          // postgres-migrations, Supabase storage
    {"migrations", "version inserted_at", ""},              // Supabase functions
    {"migrations", "hash filename", "previous_hash date"},  // graphile-migrate
    {"migrations", "version namespace batch", "id class group time"},  // CodeIgniter
    {"migration", "version apply_time", ""},                           // Yii
    {"migration", "name app_name ran_on", "id"},                       // Piccolo
    {"migrations", "id ts", "breaking"},                               // graphile-worker
    {"phinxlog", "version migration_name"},
    {"mikro_orm_migrations", "name executed_at"},
    {"goose_db_version", "version_id is_applied"},
    {"gorp_migrations", "id applied_at"},  // sql-migrate
    {"bun_migrations", "name group_id"},
    {"atlas_schema_revisions", "version description"},
    {"__diesel_schema_migrations", "version run_on"},
    {"_sqlx_migrations", "version checksum"},
    {"refinery_schema_history", "version checksum"},
    {"seaql_migrations", "version applied_at"},
    {"sequelizemeta", "name"},
    {"kysely_migration", "name timestamp"},
    {"adonis_schema", "name batch"},
    {"adonis_schema_versions", "version"},
    {"strapi_migrations", "name time"},
    {"directus_migrations", "version name"},
    {"payload_migrations", "name batch"},
    {"__efmigrationshistory", "migrationid productversion"},
    {"__efmigrationshistory", "migration_id product_version"},
    {"__ef_migrations_history", "migration_id product_version"},
    {"versioninfo", "version appliedon", "description"},  // FluentMigrator
    {"schemaversions", "scriptname applied"},             // DbUp
    {"doctrine_migration_versions", "version executed_at"},
    {"migration_versions", "version", "executed_at"},  // Doctrine before 3
    {"__drizzle_migrations", "hash created_at"},
    {"hdb_version", "hasura_uuid version"},
    {"play_evolutions", "id hash applied_at"},
    {"ragtime_migrations", "id created_at"},
    {"darwin_migrations", "version checksum"},
    {"migratehistory", "name migrated_at", "id"},  // peewee
    {"aerich", "version app", "id content"},       // Tortoise
    {"_yoyo_migration", "migration_hash migration_id"},
    {"_yoyo_version", "version"},
});

std::set<std::string, std::less<>> words(std::string_view text) {
    std::istringstream stream{std::string{text}};
    std::set<std::string, std::less<>> found;
    for (std::string word; stream >> word;) {
        found.insert(word);
    }
    return found;
}

std::string in_lower_case(std::string_view text) {
    std::string lower{text};
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return lower;
}

bool fits(const KnownTool& known, const std::set<std::string, std::less<>>& columns) {
    const auto wanted = words(known.columns);
    if (!std::includes(columns.begin(), columns.end(), wanted.begin(), wanted.end())) {
        return false;
    }
    const auto others = words(known.others);
    return known.others == "*" ||
           std::all_of(columns.begin(), columns.end(), [&](const std::string& column) {
               return wanted.contains(column) || others.contains(column);
           });
}

}  // namespace

bool is_migration_table(std::string_view name, const std::vector<std::string>& columns) {
    const std::string lower = in_lower_case(name);
    std::set<std::string, std::less<>> has;
    for (const std::string& column : columns) {
        has.insert(in_lower_case(column));
    }
    return std::any_of(known_tables.begin(), known_tables.end(), [&](const KnownTool& known) {
        return known.name == lower && fits(known, has);
    });
}

bool is_metadata_table(std::string_view schema, std::string_view name) {
    return schema == "hdb_catalog" && name == "hdb_metadata";  // Hasura
}

}  // namespace subset
