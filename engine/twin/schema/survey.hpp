// survey.hpp
//
// The survey looks at what the target holds where the twin will be, before anything changes: what
// would be lost with it, what the role may not drop, and what must be put back.
//
// Thread-safety: values.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"
#include "subset/error.hpp"
#include "twin/lock_budget.hpp"
#include "twin/put_aside.hpp"
#include "twin/schema/source_objects.hpp"
#include "twin/target_state.hpp"

#include <string>
#include <vector>

namespace subset {

struct TargetSurvey {
    std::vector<std::string> replaced;       // replaced_schemas()
    std::vector<std::string> schemas;        // schemas of the source that the target has
    std::vector<std::string> owned_schemas;  // the ones of these that the role owns
    std::vector<std::string> extensions;     // installed
    // They belong to a schema that is left out, or the role could not create them. The twin goes
    // without them.
    std::vector<std::string> needless_extensions;
    // These are objects in no schema, as DROP names them. The first list goes, as the source has
    // them too or an earlier run made them. The second list stays although the source has them too,
    // as something else needs them or they belong to another role.
    std::vector<std::string> outside_dropped;
    std::vector<std::string> outside_kept;
    std::vector<Fault> outside_warnings;
    std::vector<std::string> missing_roles;  // the source's policies name them
    LockNeed old_objects;                    // locks for what will be dropped
    std::string privileges;                  // JSON, for render_restore_privileges()
    AsideRows aside;                         // rows that the target keeps
    std::vector<Fault> warnings;
};

// Throws: refused, where something outside the replaced schemas needs something inside;
//         privilege, where the role does not own what it would have to drop, or could not create
//         an extension.
// Cost:   eight round trips; the walk over pg_depend takes about 0.2 s for 2,000 tables.
[[nodiscard]] TargetSurvey read_target_survey(pg::CopyChannel& target, const TargetState& state,
                                              const Catalog& catalog, const SourceObjects& source);

}  // namespace subset
