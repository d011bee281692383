#include "pg/connection/silence.hpp"

#include "pg/copy_channel.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset::pg {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds first_look = std::chrono::seconds{60};
constexpr milliseconds between_looks = std::chrono::seconds{30};
// A session that the server itself shows to be lost is waited for as long as a dead network is.
constexpr milliseconds lost_timeout = std::chrono::minutes{2};

enum class Shows : std::uint8_t { work, wait_for_us, nothing };

struct Look {
    Shows shows = Shows::nothing;
    std::string said;
};

std::string seconds_of(milliseconds time) {
    return fmt::format("{:.3g} s", static_cast<double>(time.count()) / 1000);
}

Look read_session(const AskedSession& session, milliseconds patience) {
    Observer quiet;
    SessionContext context = session.endpoint.context;
    context.label += " silence";
    context.connect_timeout = context.silence_timeout = patience;
    context.asks_in_silence = false;
    context.pace = nullptr;
    context.observer = &quiet;
    CopyChannel channel{session.endpoint.string, context};
    // The role that logged in may see its own sessions; one that the url has set instead may not
    // (POSTGRES.md 54).
    const Row row =
        channel
            .query(fmt::format("SET ROLE NONE; SELECT s.started::pg_catalog.text, a.pid, a.state, "
                               "a.wait_event_type, a.wait_event FROM (SELECT {} AS started) AS s "
                               "LEFT JOIN pg_catalog.pg_stat_activity AS a ON {}",
                               CopyChannel::server_start_sql, session.condition))
            .at(0);
    if (!session.endpoint.server_start.empty() && row.text(0) != session.endpoint.server_start) {
        return {Shows::nothing, "another server answers there"};
    }
    if (row.is_null(1)) {
        return {Shows::wait_for_us, "it has no such session any more"};
    }
    if (row.is_null(2)) {
        return {Shows::nothing, "the role may not see its own session"};
    }
    if (row.cell(3) == "Client") {
        return {Shows::wait_for_us,
                fmt::format("its process {} is \"{}\" and waits for us ({})", row.text(1),
                            row.text(2), row.cell(4).value_or(""))};
    }
    return {Shows::work, {}};
}

Look look_at(const AskedSession& session, milliseconds patience) {
    try {
        return read_session(session, patience);
    } catch (const Error& error) {
        session.endpoint.context.cancellation->check();
        return {Shows::nothing, error.what()};
    }
}

}  // namespace

void Silence::heard() noexcept {
    since_ = Clock::now();
    next_look_ = {};
    looks_that_wait_ = 0;
}

void Silence::check(const std::function<AskedSession()>& session) {
    const auto silent = [this] {
        return std::chrono::duration_cast<milliseconds>(Clock::now() - since_);
    };
    const milliseconds due =
        next_look_.count() != 0 ? next_look_ : std::min(first_look, timeout_ / 2);
    if (timeout_.count() == 0 || silent() < (asks_ ? due : timeout_)) {
        return;
    }
    const AskedSession asked = session();
    const std::string& end = asked.endpoint.string.end();
    if (!asks_) {
        throw Error{ErrorKind::connection,
                    fmt::format("the {} says nothing for {}", end, seconds_of(timeout_)), ""};
    }
    const milliseconds patience =
        std::clamp<milliseconds>(timeout_ / 4, std::chrono::seconds{1}, std::chrono::seconds{10});
    const Look look = look_at(asked, patience);
    if (look.shows == Shows::work) {
        heard();
        return;
    }
    next_look_ = silent() + std::min(between_looks, timeout_ / 4);
    looks_that_wait_ = look.shows == Shows::wait_for_us ? looks_that_wait_ + 1 : 0;
    // An answer may be on its way while the first look says that the server has sent it.
    const bool lost = looks_that_wait_ >= 2 && silent() >= std::min(lost_timeout, timeout_);
    if (lost || silent() >= timeout_) {
        throw Error{ErrorKind::connection,
                    fmt::format("a connection to the {} stands, but nothing has come from it for "
                                "{}, and the server shows no progress by another one: {}",
                                end, seconds_of(silent()), look.said),
                    "A pooler, proxy or firewall between here and the server acknowledges and "
                    "passes nothing on: start again, or give the server's direct endpoint. How "
                    "long is waited at most [source] silence_timeout says."};
    }
}

}  // namespace subset::pg
