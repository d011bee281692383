// sections.hpp
//
// Makes a part of the Config out of each section: there is one function for each. Faults go to the
// reader's list.
//
// Thread-safety: as SectionReader.
#pragma once

#include "config/toml/section_reader.hpp"
#include "subset/config.hpp"

#include <vector>

namespace subset::config {

[[nodiscard]] SourceConfig parse_source(SectionReader section, const ConfigOverrides& overrides);

// Cost: reads the script that `after` names.
[[nodiscard]] TargetConfig read_target(SectionReader section, const ConfigOverrides& overrides);

[[nodiscard]] Limits parse_limits(SectionReader section);

[[nodiscard]] MaskConfig parse_mask(SectionReader section);

[[nodiscard]] std::vector<RootConfig> parse_roots(std::vector<SectionReader> sections);

[[nodiscard]] std::vector<TableRule> parse_table_rules(std::vector<SectionReader> sections);

[[nodiscard]] std::vector<ChildRule> parse_child_rules(std::vector<SectionReader> sections);

[[nodiscard]] std::vector<ReferenceRule> parse_reference_rules(std::vector<SectionReader> sections);

[[nodiscard]] std::vector<CutRule> parse_cut_rules(std::vector<SectionReader> sections);

}  // namespace subset::config
