#include "pg/connection/open_connection.hpp"

#include "util/background.hpp"

#include <libpq-fe.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <poll.h>
#include <utility>

namespace subset::pg {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto tick = std::chrono::milliseconds{100};

// A connection that is being opened. The thread that opens it and the one that waits share this,
// and whichever is last frees it.
class Opening {
public:
    Opening(std::string string, Clock::time_point deadline)
        : string_{std::move(string)}, deadline_{deadline} {}

    // `given_up` is asked between two steps. What is thrown meanwhile is for whoever waits.
    template <typename GivenUp>
    void run(const GivenUp& given_up) noexcept {
        OpenedConnection result;
        std::exception_ptr thrown;
        try {
            result.connection.reset(PQconnectStart(string_.c_str()));
            result.failure = connect(result.connection.get(), given_up);
            if (!result.failure.empty()) {
                result.connection.reset();
            }
        } catch (...) {
            thrown = std::current_exception();
        }
        const std::lock_guard lock{mutex_};
        result_ = std::move(result);
        thrown_ = std::move(thrown);
        done_ = true;
        ended_.notify_all();
    }

    [[nodiscard]] bool done_within(std::chrono::milliseconds time) {
        std::unique_lock lock{mutex_};
        return ended_.wait_for(lock, time, [this] { return done_; });
    }
    // Throws: what was thrown while the connection was opened.
    [[nodiscard]] OpenedConnection take() {
        const std::lock_guard lock{mutex_};
        if (thrown_) {
            std::rethrow_exception(thrown_);
        }
        return std::move(result_);
    }
    void give_up() noexcept { given_up_ = true; }
    [[nodiscard]] bool given_up() const noexcept { return given_up_; }
    [[nodiscard]] bool too_late() const { return Clock::now() > deadline_; }

private:
    template <typename GivenUp>
    std::string connect(pg_conn* connection, const GivenUp& given_up) const {
        auto state = PGRES_POLLING_WRITING;
        while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED &&
               PQstatus(connection) != CONNECTION_BAD) {
            // PQconnectPoll blocks on a socket that is not ready, so it is waited for first.
            pollfd entry{PQsocket(connection),
                         static_cast<short>(state == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
            if (poll(&entry, 1, static_cast<int>(tick.count())) > 0) {
                state = PQconnectPoll(connection);
            } else if (given_up() || too_late()) {
                return "timeout expired";
            }
        }
        if (PQstatus(connection) == CONNECTION_OK) {
            return {};
        }
        const std::string_view said = PQerrorMessage(connection);
        return std::string{said.empty() ? "no answer" : said};
    }

    std::string string_;
    Clock::time_point deadline_;
    std::atomic<bool> given_up_{false};
    std::mutex mutex_;
    std::condition_variable ended_;
    bool done_ = false;
    OpenedConnection result_;
    std::exception_ptr thrown_;
};

struct CancelRequest {
    explicit CancelRequest(PGcancel* to) : cancel{to} {}
    ~CancelRequest() { PQfreeCancel(cancel); }
    CancelRequest(const CancelRequest&) = delete;
    CancelRequest& operator=(const CancelRequest&) = delete;

    PGcancel* cancel;
    std::mutex mutex;
    std::condition_variable ended;
    bool done = false;
};

}  // namespace

void ConnectionDeleter::operator()(pg_conn* connection) const noexcept { PQfinish(connection); }

OpenedConnection open_connection(const std::string& string, std::chrono::milliseconds patience,
                                 const Cancellation& cancellation) {
    const auto opening = std::make_shared<Opening>(string, Clock::now() + patience);
    if (!run_in_background(
            [opening]() noexcept { opening->run([&] { return opening->given_up(); }); })) {
        opening->run([&] { return cancellation.requested(); });
    }
    while (!opening->done_within(tick)) {
        if (cancellation.requested() || opening->too_late()) {
            opening->give_up();
            // Unless it is looking up a name it ends at once. It is waited for so long, since a
            // program that ends now takes the libraries of libpq down while it is in them.
            (void)opening->done_within(2 * tick);
            break;
        }
    }
    cancellation.check();
    return opening->given_up() ? OpenedConnection{nullptr, "timeout expired"} : opening->take();
}

void request_cancel(pg_conn* connection, std::chrono::milliseconds patience) noexcept {
    PGcancel* const cancel = PQgetCancel(connection);
    if (cancel == nullptr) {
        return;
    }
    try {
        const auto request = std::make_shared<CancelRequest>(cancel);
        const bool started = run_in_background([request]() noexcept {
            std::array<char, 256> said{};
            (void)PQcancel(request->cancel, said.data(), static_cast<int>(said.size()));
            const std::lock_guard lock{request->mutex};
            request->done = true;
            request->ended.notify_all();
        });
        if (started) {
            std::unique_lock lock{request->mutex};
            request->ended.wait_for(lock, patience, [&] { return request->done; });
        }
    } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): the connection is given up
    }
}

}  // namespace subset::pg
