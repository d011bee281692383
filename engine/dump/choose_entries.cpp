#include "dump/choose_entries.hpp"

#include "dump/explain_obstacle.hpp"
#include "subset/error.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace subset {
namespace {

constexpr Oid pg_class = 1259;  // RelationRelationId, the same in every version

using ObjectKey = std::pair<Oid, Oid>;  // catalog, object

// CREATE TABLE can do without it.
bool can_be_taken_out(const ObstructedObject& object) {
    return !object.item.empty() && !object.is_column &&
           (object.obstacle == Obstacle::extension || object.obstacle == Obstacle::absent);
}

// Decides which entries the target gets, in the order of the archive.
class Choice {
public:
    Choice(const SourceObjects& source, const TargetSurvey& survey) : survey_{survey} {
        for (const ObstructedObject& object : source.obstructed) {
            if (!object.is_column) {
                obstructed_[{object.catalog, object.object}] = &object;
            }
            add_item(object);
        }
        for (const SourceExtension& extension : source.extensions) {
            extensions_[extension.oid] = &extension;
        }
        for (const SuperuserObject& object : source.present) {
            kept_.insert({object.catalog, object.object});
        }
        skipped_.insert(source.skipped_extensions.begin(), source.skipped_extensions.end());
        for (const SourceSchema& schema : source.schemas) {
            schemas_[schema.oid] = &schema;
        }
        for (const SourcePolicy& policy : source.policies) {
            policies_[policy.oid] = &policy;
        }
        for (const OutsideObject& each : source.outside) {
            outside_[{each.catalog, each.object}] = each.phrase;
        }
    }

    [[nodiscard]] bool keeps(const TocEntry& entry) {
        const bool kept = decide(entry);
        // What the target has already is not missing to anything.
        if (!kept && !present_.contains(entry.dump_id)) {
            left_out_.insert(entry.dump_id);
        }
        seen_.insert({entry.catalog, entry.object});
        return kept;
    }

    // What is written into a table cannot be left out by itself. Throws: config, privilege.
    void check_tables() const {
        std::vector<Fault> faults;
        ErrorKind kind = ErrorKind::config;
        for (const auto& [key, object] : obstructed_) {
            const bool is_part = !object->written_into.empty() && !seen_.contains(key);
            if ((!is_part && !tables_.contains(key)) || can_be_taken_out(*object)) {
                continue;
            }
            kind = is_by_config(object->obstacle) ? kind : ErrorKind::privilege;
            faults.push_back(
                {fmt::format("{} needs {}: {}", is_part ? object->written_into : object->text,
                             object->because.empty() ? object->text : object->because,
                             obstacle_reason(object->obstacle)),
                 std::string{obstacle_remedy(object->obstacle)}});
        }
        if (!faults.empty()) {
            throw Error{kind, std::move(faults)};
        }
    }

    // What CREATE TABLE holds has no entry of its own.
    void tell_items(const std::vector<ObstructedObject>& objects) {
        for (const ObstructedObject& object : objects) {
            const bool inside =
                can_be_taken_out(object) && !seen_.contains({object.catalog, object.object});
            if (!object.own && !is_told_by_plan(object.obstacle) &&
                (object.is_column || (inside && !object.written_into.empty()))) {
                tell(object);
            }
        }
    }

    [[nodiscard]] std::vector<Fault> take_warnings() { return std::move(warnings_); }
    [[nodiscard]] std::vector<std::string> take_notes() { return std::move(notes_); }
    [[nodiscard]] std::map<Oid, TableItems> take_items() { return std::move(items_); }

private:
    void add_item(const ObstructedObject& object) {
        if (!object.is_column && !can_be_taken_out(object)) {
            return;
        }
        TableItems& items = items_[object.table];
        items.table = object.table_name;
        (object.is_column    ? items.columns
         : object.is_default ? items.defaults
                             : items.constraints)
            .insert(object.item);
    }

    bool decide(const TocEntry& entry) {
        if (entry.kind == EntryKind::event_trigger) {
            warn(entry.title, "event triggers stay the target's own");
            return false;
        }
        if (entry.kind == EntryKind::user_mapping) {
            return false;  // told where the config is held against the catalog
        }
        if (entry.catalog != 0 && kept_.contains({entry.catalog, entry.object})) {
            present_.insert(entry.dump_id);
            return false;
        }
        if (const auto found = obstructed_.find({entry.catalog, entry.object});
            found != obstructed_.end()) {
            const ObstructedObject& object = *found->second;
            // What absent tables and foreign servers take along is told where the config is held
            // against the catalog.
            if (entry.kind == EntryKind::table) {
                tables_.insert(found->first);
            } else if (!object.own && !is_told_by_plan(object.obstacle)) {
                tell(object);
            }
            return false;
        }
        const auto is_left_out = [&](int dump_id) { return left_out_.contains(dump_id); };
        if (entry.kind == EntryKind::comment) {
            return keeps_comment(entry) && !is_on_item(entry);
        }
        if (entry.catalog == 0 &&
            std::any_of(entry.depends_on.begin(), entry.depends_on.end(), is_left_out)) {
            return false;  // an attached partition, row security: goes with what it is about
        }
        if (entry.kind == EntryKind::extension && skipped_.contains(entry.object)) {
            notes_.push_back(fmt::format(
                "left out: {}: [target] skip_extensions leaves it out, or what it requires",
                entry.title));
            return false;
        }
        if (entry.kind == EntryKind::extension) {
            return keeps_extension(entry);
        }
        if (entry.kind == EntryKind::schema) {
            const auto found = schemas_.find(entry.object);
            if (found != schemas_.end() && contains(survey_.schemas, found->second->name)) {
                present_schemas_[entry.dump_id] = found->second->name;
                present_.insert(entry.dump_id);
                return false;
            }
            return true;
        }
        if (const auto found = outside_.find({entry.catalog, entry.object});
            found != outside_.end() && contains(survey_.outside_kept, found->second)) {
            present_.insert(entry.dump_id);
            kept_outside_.insert(entry.dump_id);
            return false;
        }
        return entry.kind != EntryKind::policy || keeps_policy(entry);
    }

    bool keeps_extension(const TocEntry& entry) {
        const auto found = extensions_.find(entry.object);
        if (found == extensions_.end()) {
            return true;
        }
        if (contains(survey_.needless_extensions, found->second->name)) {
            warn(entry.title, "nothing in scope needs it, and the role may not create it");
            return false;
        }
        const bool present = contains(survey_.extensions, found->second->name);
        if (present) {
            present_.insert(entry.dump_id);
        }
        return !present;
    }

    bool keeps_comment(const TocEntry& entry) {
        for (const int dump_id : entry.depends_on) {
            if (const auto schema = present_schemas_.find(dump_id);
                schema != present_schemas_.end()) {
                return contains(survey_.owned_schemas, schema->second);
            }
            if (left_out_.contains(dump_id) || kept_outside_.contains(dump_id)) {
                return false;
            }
        }
        // Only the extension's owner may comment on it, and it has the same comment from its
        // control file.
        return !entry.name.starts_with("EXTENSION ");
    }

    [[nodiscard]] bool is_on_item(const TocEntry& entry) const {
        return std::any_of(items_.begin(), items_.end(), [&](const auto& each) {
            return is_comment_on_item(entry.name, each.second);
        });
    }

    bool keeps_policy(const TocEntry& entry) {
        const auto found = policies_.find(entry.object);
        if (found == policies_.end()) {
            return true;
        }
        for (const std::string& role : found->second->roles) {
            if (contains(survey_.missing_roles, role)) {
                warn(fmt::format("policy {} on {}", found->second->name,
                                 found->second->table.text()),
                     fmt::format("the target has no role \"{}\"", role));
                return false;
            }
        }
        return true;
    }

    void tell(const ObstructedObject& object) {
        if (is_by_config(object.obstacle)) {
            notes_.push_back("left out: " + explain_obstacle(object));
        } else {
            warn(explain_obstacle(object), {});
        }
    }

    void warn(const std::string& what, const std::string& why) {
        warnings_.push_back({fmt::format("left out: {}{}{}", what, why.empty() ? "" : ": ", why),
                             "The twin is made without it; everything else is there."});
    }

    const TargetSurvey& survey_;
    std::map<ObjectKey, const ObstructedObject*> obstructed_;
    std::map<Oid, const SourceExtension*> extensions_;
    std::set<Oid> skipped_;  // extensions
    std::map<Oid, const SourceSchema*> schemas_;
    std::map<Oid, const SourcePolicy*> policies_;
    std::set<int> left_out_;                      // dump ids
    std::set<int> present_;                       // likewise: not made, as the target has them
    std::map<int, std::string> present_schemas_;  // dump ids, and the names
    std::set<int> kept_outside_;                  // likewise
    std::map<ObjectKey, std::string> outside_;    // objects in no schema
    std::set<ObjectKey> seen_;
    std::set<ObjectKey> kept_;  // in the target, through every refresh
    std::set<ObjectKey> tables_;
    std::map<Oid, TableItems> items_;  // by table
    std::vector<Fault> warnings_;
    std::vector<std::string> notes_;
};

}  // namespace

ChosenEntries choose_entries(const std::vector<TocEntry>& entries, const SourceObjects& source,
                             const TargetSurvey& survey) {
    ChosenEntries chosen;
    Choice choice{source, survey};
    for (const TocEntry& entry : entries) {
        if (choice.keeps(entry)) {
            chosen.kept.push_back(entry);
        } else if (entry.catalog == pg_class) {
            chosen.left_out.push_back(entry.object);
        }
    }
    choice.check_tables();
    choice.tell_items(source.obstructed);
    chosen.left_out_items = choice.take_items();
    chosen.warnings = choice.take_warnings();
    chosen.notes = choice.take_notes();
    return chosen;
}

}  // namespace subset
