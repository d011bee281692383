// source_objects.hpp
//
// These are the things that the schema stage must know of the source besides the Catalog: its
// extensions, the roles that its policies name, and which objects need something that will not be
// in the twin.
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
    bool needed = true;  // something in scope needs it, or its own schema is in scope
};

struct SourceSchema {
    Oid oid = 0;
    std::string name;
};

// This is a policy that names roles. Policies for PUBLIC are not listed.
struct SourcePolicy {
    Oid oid = 0;
    QualifiedName table;
    std::string name;
    std::vector<std::string> roles;
};

// This object is in no schema, such as a cast or an access method. The phrase is as DROP names it:
// "CAST (bigint AS inet)".
struct OutsideObject {
    Oid catalog = 0;
    Oid object = 0;
    std::string phrase;
};

struct SourceObjects {
    // Extensions that the twin goes without are not listed.
    std::vector<SourceExtension> extensions;
    std::vector<Oid> skipped_extensions;
    std::vector<SourceSchema> schemas;  // schemas in scope
    std::uint64_t large_objects = 0;
    std::vector<SourcePolicy> policies;
    std::vector<ObstructedObject> obstructed;
    // The target has these already, though its role could not make them.
    std::vector<SuperuserObject> present;
    std::vector<OutsideObject> outside;  // only what the target can take
};

// `kept` are the texts of the objects that only a superuser may make and that the target has.
//
// Requires: the channel is in the run's snapshot.
// Throws:   privilege, where a function that only a superuser may make is needed and missing.
// Cost:     seven round trips, one more where extensions are skipped; the walk over pg_depend takes
//           about 0.1 s where something is left out.
[[nodiscard]] SourceObjects read_source_objects(pg::CopyChannel& source, const Catalog& catalog,
                                                const TargetConfig& config,
                                                const TargetState& target,
                                                const std::vector<std::string>& kept);

}  // namespace subset
