// type_drift.hpp
//
// With mode = "keep", columns in the target may have types that take less than those of the source.
// A label that is missing is found before a row is read; a number that is too large is found only
// by loading it.
//
// Thread-safety: values and pure functions, but for the one that reads.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"
#include "subset/error.hpp"
#include "twin/schema/kept_schema.hpp"

#include <map>
#include <string>
#include <vector>

namespace subset {

// The labels are by type, as the Catalog and KeptColumn name it, and stay in their order.
using EnumLabels = std::map<std::string, std::vector<std::string>>;

// Cost: one round trip.
[[nodiscard]] EnumLabels read_enum_labels(pg::CopyChannel& channel);

// Whether values of the source's type may not fit into the target's, as far as the names tell:
// "smallint" and "integer", "character varying(20)" and "text".
[[nodiscard]] bool is_narrower(const std::string& target, const std::string& source);

struct TypeDrift {
    std::vector<Fault> faults;    // labels that the target's type lacks
    std::vector<Fault> warnings;  // narrower types
};

// Looks at the columns into which rows may come as the source holds them.
[[nodiscard]] TypeDrift find_type_drift(const RowPlan& plan, const KeptSchema& kept,
                                        const EnumLabels& source, const EnumLabels& target);

}  // namespace subset
