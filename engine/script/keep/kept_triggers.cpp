#include "script/keep/kept_triggers.hpp"

#include "pg/quote.hpp"

#include <fmt/format.h>

#include <string_view>

namespace subset {
namespace {

bool fires(const KeptTrigger& trigger) { return trigger.state == 'O' || trigger.state == 'A'; }

std::string render_trigger(const KeptTrigger& trigger, std::string_view verb) {
    return fmt::format("ALTER TABLE ONLY {} {} TRIGGER {}; ", pg::quote_name(trigger.relation),
                       verb, pg::quote_identifier(trigger.name));
}

// What ALTER TABLE says for a state of pg_trigger.tgenabled (manual, pg_trigger).
std::string_view verb_of(char state) {
    switch (state) {
        case 'A':
            return "ENABLE ALWAYS";
        case 'R':
            return "ENABLE REPLICA";
        case 'D':
            return "DISABLE";
        default:
            return "ENABLE";
    }
}

}  // namespace

std::string render_disabled_triggers(const std::vector<KeptTrigger>& triggers) {
    std::string sql;
    for (const KeptTrigger& trigger : triggers) {
        sql += fires(trigger) ? render_trigger(trigger, "DISABLE") : "";
    }
    return sql;
}

// Those of partitions each by itself, whatever the server's version does to them with the parent's.
std::string render_triggers_put_back(const std::vector<KeptTrigger>& triggers) {
    std::string sql;
    for (const KeptTrigger& trigger : triggers) {
        if (fires(trigger) || trigger.on_partition) {
            sql += render_trigger(trigger, verb_of(trigger.state));
        }
    }
    return sql;
}

}  // namespace subset
