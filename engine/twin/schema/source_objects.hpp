// source_objects.hpp
//
// What the schema stage must know of the source besides the Catalog: its extensions, the roles that
// its policies name, and which objects need something that will not be in the twin.
//
// Thread-safety: values.
#pragma once

#include "catalog/obstacles.hpp"
#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"
#include "twin/schema/superuser_objects.hpp"
#include "twin/target_state.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace subset {

struct SourceExtension {
    Oid oid = 0;
    std::string name;
    std::string schema;
    std::string version;
    bool needed = true;  // by something that is in scope, or it is there itself
};

struct SourceSchema {
    Oid oid = 0;
    std::string name;
};

// A policy that names roles. Those for PUBLIC are not among them.
struct SourcePolicy {
    Oid oid = 0;
    QualifiedName table;
    std::string name;
    std::vector<std::string> roles;
};

// An object that is in no schema, such as a cast or an access method, as DROP names it: "CAST
// (bigint AS inet)".
struct OutsideObject {
    Oid catalog = 0;
    Oid object = 0;
    std::string phrase;
};

struct SourceObjects {
    // without those that the twin goes without
    std::vector<SourceExtension> extensions;
    std::vector<Oid> skipped_extensions;
    std::vector<SourceSchema> schemas;  // those in scope
    std::uint64_t large_objects = 0;
    std::vector<SourcePolicy> policies;
    std::vector<ObstructedObject> obstructed;
    // what the target has already, though its role could not make it
    std::vector<SuperuserObject> present;
    std::vector<OutsideObject> outside;  // that the target can take
};

// `kept` are the texts of what only a superuser may make and the target has.
//
// Requires: the channel is in the run's snapshot.
// Throws:   privilege, where a function that only a superuser may make is needed and not there.
// Cost:     seven round trips, one more where extensions are skipped; the walk over pg_depend takes
//           about 0.1 s where something is left out.
[[nodiscard]] SourceObjects read_source_objects(pg::CopyChannel& source, const Catalog& catalog,
                                                const std::vector<Text>& skip_extensions,
                                                const TargetState& target,
                                                const std::vector<std::string>& kept);

}  // namespace subset
