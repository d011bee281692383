#include "pg/session.hpp"

#include "pg/copy_channel.hpp"

#include <utility>

namespace subset::pg {

Session::Session(ConnectionString string, SessionContext context)
    : channel_{std::make_unique<CopyChannel>(std::move(string), std::move(context))} {}

Session::Session(CopyChannel channel)
    : channel_{std::make_unique<CopyChannel>(std::move(channel))} {}

Session::~Session() = default;

void Session::begin_session(const std::string& settings) { channel_->begin_session(settings); }

Rows Session::query(const std::string& sql) { return channel_->query(sql); }

void Session::ask_ahead(const std::vector<std::string>& queries, const std::string& first,
                        const std::string& last) {
    channel_->ask_ahead(queries, first, last);
}

void Session::execute(const std::string& sql) { channel_->execute(sql); }

void Session::begin_read_only_snapshot(const std::vector<std::string>& first) {
    channel_->ask_ahead(first, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

void Session::end_transaction() noexcept {
    try {
        if (channel_->alive() && channel_->in_transaction()) {
            channel_->execute("ROLLBACK");
        }
    } catch (...) {
        channel_->close();  // and the transaction goes with it
    }
}

const ConnectionString& Session::string() const noexcept { return channel_->string(); }
int Session::protocol_pid() const { return channel_->protocol_pid(); }
std::uint64_t Session::queries() const noexcept { return channel_->queries(); }

}  // namespace subset::pg
