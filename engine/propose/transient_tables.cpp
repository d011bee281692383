#include "propose/transient_tables.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace subset {
namespace {

// The name may end with a star. The columns, separated by blanks, are those without which a table
// of that name is somebody else's.
struct KnownTable {
    std::string_view name;
    Transient kind;
    std::string_view columns = "";
};

constexpr auto known_transients = std::to_array<KnownTable>({
    {"solid_queue_*", Transient::jobs},
    {"delayed_jobs", Transient::jobs, "handler run_at locked_at"},
    {"good_jobs", Transient::jobs, "serialized_params"},
    {"good_job_*", Transient::jobs},
    {"que_jobs", Transient::jobs, "job_class run_at"},
    {"que_lockers", Transient::jobs},
    {"que_values", Transient::jobs, "key value"},
    {"queue_classic_jobs", Transient::jobs, "method args"},
    {"jobs", Transient::jobs, "queue payload attempts"},                // Laravel
    {"failed_jobs", Transient::jobs, "queue payload exception"},        // Laravel
    {"job_batches", Transient::jobs, "total_jobs pending_jobs"},        // Laravel
    {"django_celery_results_*", Transient::jobs},                       // Celery
    {"celery_taskmeta", Transient::jobs, "task_id result"},             // Celery
    {"celery_tasksetmeta", Transient::jobs, "taskset_id result"},       // Celery
    {"django_q_ormq", Transient::jobs, "payload"},                      // Django Q
    {"django_q_task", Transient::jobs, "func args result"},             // Django Q
    {"background_task", Transient::jobs, "task_name task_params"},      // Django
    {"background_task_completedtask", Transient::jobs, "task_params"},  // Django
    {"oban_jobs", Transient::jobs, "worker args"},
    {"oban_peers", Transient::jobs, "node"},
    {"river_job", Transient::jobs, "args queue"},
    {"river_queue", Transient::jobs, "paused_at"},
    {"river_leader", Transient::jobs, "leader_id"},
    {"procrastinate_*", Transient::jobs},
    {"pgqueuer", Transient::jobs, "entrypoint payload"},
    {"apscheduler_jobs", Transient::jobs, "job_state"},
    {"qrtz_fired_triggers", Transient::jobs, "entry_id"},  // Quartz
    {"batch_job_execution*", Transient::jobs},             // Spring Batch
    {"batch_step_execution*", Transient::jobs},            // Spring Batch
    {"django_session", Transient::sessions, "session_key session_data"},
    {"sessions", Transient::sessions, "session_id data"},        // Rails
    {"sessions", Transient::sessions, "payload last_activity"},  // Laravel
    {"session", Transient::sessions, "sid sess expire"},         // Express
    {"spring_session", Transient::sessions, "session_id expiry_time"},
    {"spring_session_attributes", Transient::sessions, "attribute_bytes"},
    {"solid_cable_messages", Transient::cache, "channel payload"},
    {"solid_cache_entries", Transient::cache, "key value"},
    {"cache", Transient::cache, "key value expiration"},        // Laravel
    {"cache_locks", Transient::cache, "key owner expiration"},  // Laravel
    {"django_cache*", Transient::cache, "cache_key value expires"},
});

bool matches_name(std::string_view pattern, std::string_view name) {
    return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1))
                                  : name == pattern;
}

bool has_all(const std::vector<std::string>& columns, std::string_view words) {
    std::istringstream stream{std::string{words}};
    for (std::string word; stream >> word;) {
        if (std::find(columns.begin(), columns.end(), word) == columns.end()) {
            return false;
        }
    }
    return true;
}

}  // namespace

Transient find_transient(std::string_view name, const std::vector<std::string>& columns) {
    const auto* const known =
        std::find_if(known_transients.begin(), known_transients.end(), [&](const KnownTable& each) {
            return matches_name(each.name, name) && has_all(columns, each.columns);
        });
    return known == known_transients.end() ? Transient::no : known->kind;
}

}  // namespace subset
