#include "pg/connection/url_parameters.hpp"

#include "pg/connection/url_text.hpp"
#include "util/fold_ascii.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <set>
#include <vector>

namespace subset::pg {
namespace {

// Parameters that other programs take out of a url before libpq sees it, without regard to case:
// Prisma's, Rails', Django's, SQLAlchemy's and asyncpg's, JDBC's, those of pgx, node-postgres, Ecto
// and of the hosts that add some. None of them says where to connect, as whom, or how safely, but
// sslaccept: whoever wants certificates checked needs sslmode=verify-full besides.
constexpr std::array others_parameters = std::to_array<std::string_view>({
    "adapter",
    "advisory_locks",
    "applicationname",
    "assumeminserverversion",
    "async_fallback",
    "autosave",
    "binary_parameters",
    "binarytransfer",
    "cancelsignaltimeout",
    "charset",
    "checkout_timeout",
    "command_timeout",
    "conn_health_checks",
    "conn_max_age",
    "connection_limit",
    "connectionlimit",
    "connecttimeout",
    "currentschema",
    "databasemetadatacachefields",
    "default_query_exec_mode",
    "defaultrowfetchsize",
    "description_cache_capacity",
    "disablecolumnsanitiser",
    "encoding",
    "hostrecheckseconds",
    "idle_in_transaction_session_timeout",
    "idle_timeout",
    "lock_timeout",
    "loadbalancehosts",
    "loggerfile",
    "loggerlevel",
    "logintimeout",
    "loglevel",
    "max",
    "min_messages",
    "pgbouncer",
    "pool",
    "pool_health_check_period",
    "pool_max_conn_idle_time",
    "pool_max_conn_lifetime",
    "pool_max_conns",
    "pool_min_conns",
    "pool_mode",
    "pool_pre_ping",
    "pool_recycle",
    "pool_size",
    "pool_timeout",
    "poolsize",
    "prefer_simple_protocol",
    "preferquerymode",
    "prepare",
    "prepared_statement_cache_size",
    "prepared_statements",
    "preparedstatementcachequeries",
    "preparedstatements",
    "preparethreshold",
    "query_timeout",
    "readonly",
    "reaping_frequency",
    "receivebuffersize",
    "rewritebatchedinserts",
    "schema",
    "schema_search_path",
    "search_path",
    "sendbuffersize",
    "serverversion",
    "single_use_connections",
    "socket_timeout",
    "sockettimeout",
    "sslaccept",
    "sslfactory",
    "sslidentity",
    "sslpasswordcallback",
    "ssl_require",
    "statement-cache-capacity",
    "statement_cache_capacity",
    "statement_cache_size",
    "statement_limit",
    "statement_timeout",
    "stringtype",
    "supa",
    "targetservertype",
    "tcpkeepalive",
    "timeout",
    "timezone",
    "uselibpqcompat",
    "workaround",
});

bool is_keyword_of_libpq(std::string_view word) {
    static const std::set<std::string, std::less<>> keywords = [] {
        std::set<std::string, std::less<>> found;
        const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options{
            PQconninfoParse("", nullptr), &PQconninfoFree};
        for (const PQconninfoOption* option = options.get();
             option != nullptr && option->keyword != nullptr; ++option) {
            found.emplace(option->keyword);
        }
        return found;
    }();
    return keywords.contains(word);
}

// The value of libpq's sslmode for a value of `ssl`, as drivers write it.
std::optional<std::string> sslmode_of(std::string_view ssl) {
    const std::string value = fold_ascii(ssl);
    for (const std::string_view mode :
         {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}) {
        if (value == mode) {
            return "sslmode=" + value;
        }
    }
    const bool wanted = value == "true" || value == "1" || value == "yes" || value == "on" ||
                        value == "no-verify" || value.empty();
    return wanted ? std::optional<std::string>{"sslmode=require"} : std::nullopt;
}

// The parameters of a URI, one by one.
class ParameterSorter {
public:
    explicit ParameterSorter(std::string_view end) : end_{end} {}

    void add(std::string_view parameter) {
        const std::string_view name = parameter.substr(0, parameter.find('='));
        const std::string folded = fold_ascii(name);
        if (is_keyword_of_libpq(name)) {
            keep(parameter);
        } else if (folded == "ssl") {
            const auto mode =
                sslmode_of(parameter.substr(std::min(name.size() + 1, parameter.size())));
            mode ? keep(*mode) : drop(name);
        } else if (std::find(others_parameters.begin(), others_parameters.end(), folded) !=
                   others_parameters.end()) {
            drop(name);
            pgbouncer_ = pgbouncer_ || folded == "pgbouncer";
            schema_ = schema_ || folded == "schema" || folded == "currentschema" ||
                      folded == "search_path" || folded == "schema_search_path";
        } else if (!parameter.empty()) {
            refuse_unknown(name);
        }
        after_secret_ = folded == "password" || folded == "sslpassword";
    }

    [[nodiscard]] const std::string& kept() const noexcept { return kept_; }
    [[nodiscard]] std::optional<std::string> note() const {
        if (dropped_.empty()) {
            return std::nullopt;
        }
        return fmt::format(
            "the url of the {} has parameters of other programs, which are ignored: {}{}{}", end_,
            fmt::join(dropped_, ", "),
            pgbouncer_ ? "; whether it is a pooler's the endpoint itself is asked" : "",
            schema_ ? fmt::format("; which schemas come [source] schemas says") : "");
    }

private:
    void keep(std::string_view parameter) {
        kept_ += kept_.empty() ? "?" : "&";
        kept_ += parameter;
    }
    void drop(std::string_view name) { dropped_.emplace_back(name); }
    [[noreturn]] void refuse_unknown(std::string_view name) const {
        // An "&" in a password makes the rest of it look like a parameter.
        if (after_secret_ || !is_showable_word(name)) {
            refuse_url(end_, "after \"?\" or \"&\" stands something that is no parameter",
                       "In a password \"&\" is written as %26, \"?\" as %3F, \"=\" as %3D.");
        }
        refuse_url(
            end_, fmt::format("the parameter \"{}\" is not known", name),
            fmt::format("It is none of libpq {}'s (PostgreSQL's manual, \"Parameter Key Words\"), "
                        "nor of an ORM that is known here: leave it out.",
                        PQlibVersion() / 10000));
    }

    std::string_view end_;
    std::string kept_;
    std::vector<std::string> dropped_;
    bool pgbouncer_ = false;
    bool schema_ = false;
    bool after_secret_ = false;
};

}  // namespace

UrlParameters clean_parameters(std::string_view end, std::string_view query) {
    ParameterSorter parameters{end};
    while (!query.empty()) {
        const auto next = std::min(query.find('&'), query.size());
        parameters.add(query.substr(0, next));
        query.remove_prefix(std::min(next + 1, query.size()));
    }
    return {parameters.kept(), parameters.note()};
}

}  // namespace subset::pg
