// `subset init`: a commented config to begin with, from what the source holds.
#include "catalog/read_catalog.hpp"
#include "commands/planned_source.hpp"
#include "config/toml/toml_text.hpp"
#include "plan/tables/row_security.hpp"
#include "propose/landscape.hpp"
#include "propose/propose_config.hpp"
#include "propose/render_config.hpp"
#include "source/masks/mask_keys.hpp"
#include "source/snapshot/source_snapshot.hpp"
#include "subset/subset.hpp"
#include "util/random_digits.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

// The twin goes without the tables that the role may not read.
std::vector<TableRule> make_absent(const std::vector<QualifiedName>& unreadable) {
    std::vector<TableRule> rules;
    for (const QualifiedName& name : unreadable) {
        rules.push_back({{config::render_table_pattern(name), {}}, RowsRule::absent});
    }
    return rules;
}

std::string init_once(const Config& config, Observer& observer, Attempt& attempt) {
    Stopwatch watch{observer, Stage::connect};
    // It becomes the key of [mask] where a mask is proposed that needs one.
    Config keyed = config;
    keyed.mask.key = Text{make_random_digits()};
    ReadScope everything;
    everything.schemas = config.source.schemas;
    everything.mask_facts = true;
    everything.leave_unreadable = true;
    SourceSnapshot snapshot{end_of_masked_source(keyed), everything, observer,
                            attempt.cancellation()};
    attempt.begin();
    watch.enter(Stage::catalog);
    everything.tables = make_absent(snapshot.unreadable());
    const Catalog catalog = read_catalog(snapshot.leader(), snapshot.reader(), everything);
    if (catalog.tables.empty()) {
        throw Error{ErrorKind::config,
                    fmt::format("the source, database \"{}\", has no table", catalog.database),
                    "Name the database that the twin is to be made from by --source or "
                    "PROD_DATABASE_URL; views and the tables of extensions do not count."};
    }
    if (sees_by_policies(catalog)) {
        snapshot.reader().execute(read_under_policies);
    }
    snapshot.start_watching({attempt.giving_way(), attempt.failing()});
    const ReferenceGraph graph = make_reference_graph(catalog);
    const Landscape landscape{catalog, graph, read_table_sizes(catalog, snapshot.reader())};
    const ConfigProposal proposal =
        propose_config(config.source, landscape, snapshot.reader(),
                       {keyed.mask.key->value, [&] { snapshot.give_hidden_settings(); }});
    for (const Fault& fault : proposal.faults) {
        observer.warning(fault);
    }
    return render_config(config.source, landscape, proposal);
}

}  // namespace

std::string init(const Config& config, Observer& observer, Cancellation& cancellation) {
    return ask_source(config, observer, cancellation,
                      [&](Attempt& attempt) { return init_once(config, observer, attempt); });
}

}  // namespace subset
