// extension_care.hpp
//
// What extensions keep in their tables for their users: whether the target's role may write it
// there and may reference it, and the steps that bring it. Private to script/.
//
// Thread-safety: values; the reading function uses its connection from one thread.
#pragma once

#include "closure/closure.hpp"
#include "pg/copy_channel.hpp"
#include "plan/plan.hpp"
#include "plan/tables/output.hpp"
#include "script/target_script.hpp"
#include "twin/target_state.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace subset {

// Of one table or sequence.
struct ExtensionRights {
    bool there = false;
    bool writes = false;
    bool references = false;
    bool reads = false;
    bool as_in_source = true;  // it has the source's columns
};

class ExtensionCare {
public:
    // Without a target, as for a script, everything is taken to be allowed.
    ExtensionCare() = default;
    // The target's role has these rights. A table or sequence that is not among them is of no
    // extension that the plan has to do with.
    ExtensionCare(std::map<QualifiedName, ExtensionRights> rights, const TargetConfig& config);

    // The same without what the target's extensions cannot take: references into tables that will
    // not be there are not proven.
    [[nodiscard]] TargetFit fit(const RowPlan& plan, TargetFit fit) const;
    // Throws: privilege, where a foreign key may not be made.
    void check_references(const RowPlan& plan, const TargetState& state) const;
    // Without what the target's role may not write; that is told.
    [[nodiscard]] std::vector<ExtensionRows> choose(const Catalog& catalog,
                                                    const TargetState& state,
                                                    std::vector<ExtensionRows> rows);

    [[nodiscard]] const std::vector<Fault>& warnings() const noexcept { return warnings_; }

private:
    [[nodiscard]] const ExtensionRights* find(const QualifiedName& name) const;

    bool known_ = false;
    bool keep_ = false;    // the target's own schema
    bool beside_ = false;  // a database that is built anew
    std::map<QualifiedName, ExtensionRights> rights_;
    std::vector<Fault> warnings_;
};

// Reads what the target's role may do with the extensions' tables and sequences that the plan has
// to do with.
//
// Cost: one round trip, none where nothing is an extension's.
[[nodiscard]] std::map<QualifiedName, ExtensionRights> read_extension_rights(
    pg::CopyChannel& target, const RowPlan& plan, const TargetConfig& config);

// The step that brings these rows, beside those that are there.
[[nodiscard]] CopyBeside make_copy_beside(const ExtensionRelation& relation,
                                          const ExtensionRows& rows);
// Raises the sequence to where it stands in the source.
[[nodiscard]] std::string render_raise_sequence(const ExtensionRelation& relation,
                                                const ExtensionRows& rows);
// What a [[cut]] of a reference into an extension's table leaves NULL; empty: nothing.
[[nodiscard]] std::string render_cuts_in_target(const Plan& plan);

}  // namespace subset
