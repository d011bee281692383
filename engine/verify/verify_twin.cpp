#include "verify/verify_twin.hpp"

#include "plan/tables/row_security.hpp"
#include "preflight/check_user_sql.hpp"
#include "script/proof/dangling_sql.hpp"
#include "verify/counting.hpp"
#include "verify/schema_notes.hpp"
#include "verify/stamped_twin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace subset {
namespace {

// A partition on another server is not the target's: nobody is asked for its rows.
bool is_elsewhere(const Catalog& catalog, const Relation& relation) {
    return relation.whole && catalog.table(relation.table).foreign_partition.has_value();
}

void check_policies(const Catalog& catalog) {
    for (const Table& table : catalog.tables) {
        if (table.in_scope && table.row_security.hides) {
            throw make_hidden_error(catalog.end, table.name, table.row_security);
        }
    }
}

// `when` is only looked at by the plan of a run; expressions were when the catalog was read.
void check_written(const Config& config, const Catalog& catalog, pg::CopyChannel& reader) {
    // A target that keeps its own schema may lack what a reference is made of; a run says so, too.
    if (!keeps_schema(config.target.mode)) {
        throw_faults(catalog.faults);
    }
    const bool conditions = std::any_of(catalog.references.begin(), catalog.references.end(),
                                        [](const Reference& each) { return !each.when.empty(); });
    if (conditions) {
        RowPlan plan;
        plan.catalog = catalog;
        throw_faults(check_user_sql(plan, false, reader));
    }
}

class Verifier {
public:
    Verifier(const Config& config, const std::optional<std::vector<Text>>& schemas,
             const Catalog& catalog, pg::CopyChannel& reader, Observer& observer)
        : config_{config},
          schemas_{schemas},
          catalog_{catalog},
          reader_{reader},
          observer_{observer} {
        verification_.database = catalog.database;
        verification_.server_version = catalog.server_version;
    }

    void read_stamp() {
        const TargetState state = read_stamped_target(reader_, config_);
        twin_ = read_stamped_twin(reader_, state);
        if (twin_ && twin_->stamp.complete && !twin_->foreign_keys.empty()) {
            gone_ = read_gone_foreign_keys(reader_, state);
            std::erase_if(gone_, [&](const GoneForeignKey& each) {
                return !in_scope(each.table) || !in_scope(each.parent);
            });
        }
        if (!twin_) {
            note(state.stamp
                     ? "the stamp in the database's comment was written in another "
                       "database, or changed: it says nothing of this one"
                     : "this database has no stamp: subset did not make it, unless by a script");
            return;
        }
        const std::vector<std::string> sources = list_stamped_sources(state.comment);
        if (sources.size() > 1) {
            note(
                fmt::format("the target holds twins of {} sources, {}: this is about that of {}; "
                            "the config of another says what holds there",
                            sources.size(), fmt::join(sources, ", "), sources.back()));
        }
        if (!config_.file.empty()) {
            const bool changed = twin_->config_hash != config_.hash;
            twin_->stamp.config_changed = changed;
            if (changed) {
                note("the config has changed since");
            }
        }
        verification_.stamp = twin_->stamp;
    }

    void read_tables() {
        std::vector<Count> counts;
        for (const Table& table : catalog_.tables) {
            const Relation whole{table.oid, table.name, table.id, true, {}};
            if (!table.in_scope) {
                continue;
            }
            if (is_elsewhere(catalog_, whole)) {
                note(fmt::format("the partition {} is on another server, so {} is not looked at",
                                 table.foreign_partition->text(), table.name.text()));
                continue;
            }
            verification_.tables.push_back({table.name.text(), 0, stamped_rows(table)});
            counts.push_back({table.name.text(), "FROM " + render_from_item(catalog_, whole),
                              table.about_bytes, nullptr});
        }
        const std::vector<std::uint64_t> rows = read_counts(reader_, counts, observer_);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            verification_.tables[i].rows = rows[i];
        }
    }

    void read_references() {
        std::vector<const Reference*> references;
        std::vector<Count> counts;
        for (const Reference& each : catalog_.references) {
            const Table& parent = catalog_.table(each.parent.table);
            // A constraint vouches for those that the role may not look at.
            const bool closed = !parent.extension.empty() && !parent.readable;
            if (closed || !catalog_.in_scope(each.child) || is_elsewhere(catalog_, each.child) ||
                is_elsewhere(catalog_, each.parent)) {
                continue;
            }
            references.push_back(&each);
            counts.push_back({name_in_stamp(each.child.name, each.name),
                              render_dangling_from(catalog_, each),
                              catalog_.table(each.child.table).about_bytes +
                                  catalog_.table(each.parent.table).about_bytes,
                              find_user_sql(each)});
        }
        for (const GoneForeignKey& each : gone_) {
            counts.push_back({name_in_stamp(parse_qualified_name(each.table), each.name), each.from,
                              each.about_bytes, nullptr});
        }
        const std::vector<std::uint64_t> rows = read_counts(reader_, counts, observer_);
        for (std::size_t i = 0; i < references.size(); ++i) {
            add(*references[i], rows[i], counts[i].user_sql);
        }
        for (std::size_t i = 0; i < gone_.size(); ++i) {
            add(gone_[i], rows[references.size() + i]);
        }
        std::sort(verification_.references.begin(), verification_.references.end(),
                  [](const VerifiedReference& one, const VerifiedReference& other) {
                      return std::tie(one.table, one.name) < std::tie(other.table, other.name);
                  });
    }

    void look_for_changes() {
        for (const Fault& fault : catalog_.faults) {
            note(fmt::format("{}: that [[reference]] is not proven", fault.message));
        }
        if (twin_) {
            for (const auto& [name, rows] : twin_->tables) {
                if (!has_table(name)) {
                    verification_.gone.push_back({name, 0, rows});
                }
            }
        }
        for (std::string& line : read_schema_notes(schemas_, catalog_, twin_, reader_)) {
            note(std::move(line));
        }
    }

    [[nodiscard]] Verification finish() { return std::move(verification_); }

private:
    void note(std::string line) { verification_.notes.push_back(std::move(line)); }

    [[nodiscard]] bool in_scope(const std::string& name) const {
        const Relation* const relation = catalog_.relation_named(parse_qualified_name(name));
        return relation != nullptr && catalog_.table(relation->table).in_scope &&
               !is_elsewhere(catalog_, *relation);
    }

    [[nodiscard]] bool has_table(const std::string& name) const {
        return catalog_.relation_named(parse_qualified_name(name)) != nullptr;
    }

    [[nodiscard]] std::optional<std::uint64_t> stamped_rows(const Table& table) const {
        if (!twin_) {
            return std::nullopt;
        }
        const auto found = twin_->tables.find(table.name.text());
        return found == twin_->tables.end() ? std::nullopt : std::optional{found->second};
    }

    // SQL of the config's that is part of the reference's, or null.
    [[nodiscard]] const Text* find_user_sql(const Reference& reference) const {
        if (!reference.rule || (reference.when.empty() && reference.by_columns())) {
            return nullptr;
        }
        const ReferenceRule& rule = *reference.rule;
        return rule.when ? &*rule.when : &rule.columns.front();
    }

    // A reference may go by another name than when the twin was made, where another one is equal.
    [[nodiscard]] std::uint64_t allowed(const Reference& reference) const {
        std::vector<std::string> names = reference.equal_names;
        names.push_back(reference.name);
        std::uint64_t most = 0;
        for (const std::string& name : names) {
            if (!twin_) {
                break;
            }
            const auto found = twin_->dangling.find(name_in_stamp(reference.child.name, name));
            most = found == twin_->dangling.end() ? most : std::max(most, found->second);
        }
        return most;
    }

    void add(const Reference& reference, std::uint64_t dangling, const Text* user_sql) {
        VerifiedReference verified{reference.name,
                                   reference.child.name.text(),
                                   reference.parent.name.text(),
                                   reference.declared(),
                                   dangling,
                                   allowed(reference),
                                   {}};
        if (!verified.holds()) {
            verified.dangling_keys = read_keys(render_dangling_keys(catalog_, reference), user_sql);
        }
        verification_.references.push_back(std::move(verified));
    }

    // It is as it was declared, though nothing declares it any more.
    void add(const GoneForeignKey& key, std::uint64_t dangling) {
        const auto kept =
            twin_->dangling.find(name_in_stamp(parse_qualified_name(key.table), key.name));
        VerifiedReference verified{key.name,   key.table,
                                   key.parent, true,
                                   dangling,   kept == twin_->dangling.end() ? 0 : kept->second,
                                   {}};
        if (!verified.holds()) {
            verified.dangling_keys =
                read_keys(fmt::format("SELECT DISTINCT {} {} ORDER BY 1 LIMIT {}", key.keys,
                                      key.from, most_dangling_keys),
                          nullptr);
        }
        verification_.references.push_back(std::move(verified));
    }

    [[nodiscard]] std::vector<std::string> read_keys(const std::string& sql, const Text* user_sql) {
        std::vector<std::string> keys;
        for (const pg::Row& row : query_with_place(reader_, sql, user_sql)) {
            std::string key;
            for (std::size_t i = 0; i < row.size(); ++i) {
                key += (i == 0 ? "" : ", ") + row.cell(i).value_or("");
            }
            keys.push_back(row.size() == 1 ? key : "(" + key + ")");
        }
        return keys;
    }

    const Config& config_;
    const std::optional<std::vector<Text>>& schemas_;
    const Catalog& catalog_;
    pg::CopyChannel& reader_;
    Observer& observer_;
    std::optional<StampedTwin> twin_;
    std::vector<GoneForeignKey> gone_;
    Verification verification_;
};

}  // namespace

Verification verify_twin(const Config& config, const std::optional<std::vector<Text>>& schemas,
                         const Catalog& catalog, pg::CopyChannel& reader, Observer& observer) {
    check_policies(catalog);
    if (sees_by_policies(catalog)) {
        reader.execute(read_under_policies);
    }
    check_written(config, catalog, reader);
    Verifier verifier{config, schemas, catalog, reader, observer};
    verifier.read_stamp();
    verifier.read_tables();
    verifier.read_references();
    verifier.look_for_changes();
    return verifier.finish();
}

}  // namespace subset
