#include "pg/connection/url.hpp"

#include "subset/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace subset::pg {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view shape_hint =
    "It looks like postgresql://user:password@host:5432/database, with special characters "
    "percent-encoded, or like host=... dbname=... user=...; the text is not shown, as it may hold "
    "a password.";

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

[[noreturn]] void refuse(std::string_view end, std::string_view why,
                         std::string_view hint = shape_hint) {
    throw Error{ErrorKind::config, fmt::format("the url of the {}: {}", end, why),
                std::string{hint}};
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos
               ? std::string_view{}
               : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string lower(std::string_view text) {
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return result;
}

// Whether the text is a plain word. It may be shown then: no password looks like this, unless
// somebody chose one that does.
bool is_word(std::string_view text) {
    constexpr std::string_view letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-+:";
    return !text.empty() && text.size() <= 40 &&
           text.find_first_not_of(letters) == std::string_view::npos;
}

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

// The url without the white space around it, which a variable keeps where a shell would have
// removed it.
std::string_view unwrap(std::string_view end, std::string_view given,
                        std::vector<std::string>& notes) {
    const std::string_view text = trim(given);
    if (text.size() != given.size()) {
        notes.push_back(
            fmt::format("the url of the {} has white space around it, which is taken off", end));
    }
    if (text.size() >= 2 && text.front() == text.back() &&
        (text.front() == '"' || text.front() == '\'')) {
        throw Error{ErrorKind::config, fmt::format("the url of the {} has quotes around it", end),
                    "Take them off: a file of variables, or the settings of a CI, keep quotes as a "
                    "part of the value."};
    }
    return text;
}

// The name by which libpq knows the scheme.
std::string_view known_scheme(std::string_view end, std::string_view scheme) {
    std::string name = lower(scheme);
    if (name.starts_with("jdbc:")) {
        name.erase(0, 5);
    }
    if (const auto driver = name.find('+'); driver != std::string::npos) {
        name.erase(driver);
    }
    for (const std::string_view known : {"postgresql", "postgres", "pgsql", "postgis"}) {
        if (name == known) {
            return "postgresql";
        }
    }
    if (!is_word(scheme)) {
        refuse(end, "something that is no scheme stands before \"://\"",
               "It begins with postgresql://; take off what stands before that, such as a "
               "command's name, and percent-encode \"://\" in a password.");
    }
    refuse(end, fmt::format("the scheme \"{}\" is not PostgreSQL's", scheme),
           "It begins with postgresql://; jdbc:postgresql:// and postgresql+driver:// are "
           "understood too. Only PostgreSQL is read and written.");
}

// The value of libpq's sslmode for a value of `ssl`, as drivers write it.
std::optional<std::string> sslmode_of(std::string_view ssl) {
    const std::string value = lower(ssl);
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
class Parameters {
public:
    explicit Parameters(std::string_view end) : end_{end} {}

    void add(std::string_view parameter) {
        const std::string_view name = parameter.substr(0, parameter.find('='));
        const std::string folded = lower(name);
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
        if (after_secret_ || !is_word(name)) {
            refuse(end_, "after \"?\" or \"&\" stands something that is no parameter",
                   "In a password \"&\" is written as %26, \"?\" as %3F, \"=\" as %3D.");
        }
        refuse(
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

CleanUrl clean_url(std::string_view end, std::string_view given) {
    CleanUrl clean;
    const std::string_view text = unwrap(end, given, clean.notes);
    const auto colon = text.find("://");
    // host=... may have "://" in a value.
    if (colon == std::string_view::npos ||
        text.substr(0, colon).find('=') != std::string_view::npos) {
        clean.text = text;
        return clean;
    }
    clean.text = fmt::format("{}://", known_scheme(end, text.substr(0, colon)));
    const std::string_view rest = text.substr(colon + 3);
    // libpq takes the credentials to end at the first "@" that comes before any "/".
    const auto at = rest.find_first_of("@/");
    const auto credentials = at != std::string_view::npos && rest[at] == '@' ? at : 0;
    const auto question = rest.find('?', credentials);
    // This is looked at too where the parameters name another host than the one that is really a
    // part of the password.
    if (rest.substr(0, question).find('@', credentials + 1) != std::string_view::npos) {
        refuse(end,
               "it has an \"@\" where none can be: in a user's name or a password \"@\" is written "
               "as %40, \"/\" as %2F (percent-encode them)");
    }
    clean.text += rest.substr(0, question);
    if (question == std::string_view::npos) {
        return clean;
    }
    Parameters parameters{end};
    for (std::string_view query = rest.substr(question + 1); !query.empty();) {
        const auto next = std::min(query.find('&'), query.size());
        parameters.add(query.substr(0, next));
        query.remove_prefix(std::min(next + 1, query.size()));
    }
    clean.text += parameters.kept();
    if (auto note = parameters.note()) {
        clean.notes.push_back(*std::move(note));
    }
    return clean;
}

std::string explain_unreadable(std::string_view url, std::string_view said) {
    // Only what stands before the quoted text is surely libpq's own.
    const auto says = [said](std::string_view sign) {
        return said.find(sign) != std::string_view::npos;
    };
    if (says("invalid percent-encoded token")) {
        return "a \"%\" is not followed by two hexadecimal digits: the character itself is written "
               "as %25";
    }
    if (says("forbidden value %00")) {
        return "it holds %00, which no value may";
    }
    if (says("IPv6")) {
        return "an address in brackets is not complete: \"[\" in a password is written as %5B, "
               "\"]\" as %5D";
    }
    if (says("unexpected character")) {
        return "something stands between the host and \":port\" or \"/database\": special "
               "characters in a password are percent-encoded";
    }
    if (says("extra key/value separator")) {
        return "a parameter has a second \"=\": in a value it is written as %3D";
    }
    if (says("missing key/value separator")) {
        return "a parameter after \"?\" or \"&\" has no \"=\"";
    }
    if (says("unterminated quoted string")) {
        return "a quote is not closed: a quote in a value is written as \\'";
    }
    constexpr std::string_view option = "invalid connection option \"";
    if (const auto at = said.find(option); at != std::string_view::npos) {
        const std::string_view rest = said.substr(at + option.size());
        const std::string_view name = rest.substr(0, rest.find('"'));
        // The rest of a password with a blank in it looks like a parameter.
        const auto written = url.find(name);
        const auto secret = url.find("password");
        return is_word(name) && (secret == std::string_view::npos || written < secret)
                   ? fmt::format("the parameter \"{}\" is not known", name)
                   : "it has a parameter that is not known, or a value with a blank that does not "
                     "stand in single quotes";
    }
    if (url.starts_with('$')) {
        return "it is the name of a variable, not what that holds";
    }
    if (url.find('=') == std::string_view::npos || url.find('@') != std::string_view::npos) {
        return "postgresql:// is missing at its beginning";
    }
    return "a word of it has no \"=\": a value with a blank stands in single quotes";
}

}  // namespace subset::pg
