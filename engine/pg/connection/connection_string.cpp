#include "pg/connection/connection_string.hpp"

#include "pg/connection/url.hpp"
#include "subset/error.hpp"
#include "util/replace_all.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <memory>
#include <set>
#include <utility>

namespace subset::pg {
namespace {

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

const std::set<std::string> secrets = {"password", "sslpassword", "oauth_client_secret",
                                       "scram_client_key", "scram_server_key"};

// Whether other users of this machine must not see the value in the list of processes. `options`
// may set anything, a secret among it.
bool is_hidden(const std::string& keyword) {
    return secrets.contains(keyword) || keyword == "options";
}

// The environment variable that stands for a keyword, where there is one.
std::map<std::string, std::string> libpq_variables() {
    std::map<std::string, std::string> variables;
    const Options options{PQconninfoParse("", nullptr), &PQconninfoFree};
    for (const PQconninfoOption* option = options.get();
         option != nullptr && option->keyword != nullptr; ++option) {
        if (option->envvar != nullptr) {
            variables.emplace(option->keyword, option->envvar);
        }
    }
    return variables;
}

std::string quote_value(const std::string& value) {
    std::string text = "'";
    for (const char character : value) {
        if (character == '\'' || character == '\\') {
            text += '\\';
        }
        text += character;
    }
    return text + "'";
}

std::string join(const std::map<std::string, std::string>& values) {
    std::string text;
    for (const auto& [keyword, value] : values) {
        text += (text.empty() ? "" : " ") + keyword + "=" + quote_value(value);
    }
    return text;
}

// A word of `options`, which the server splits at blanks (manual, libpq, "options").
std::string escape_option(const std::string& word) {
    std::string escaped;
    for (const char character : word) {
        if (character == ' ' || character == '\\') {
            escaped += '\\';
        }
        escaped += character;
    }
    return escaped;
}

void hide(const std::string& secret, std::string& text) {
    if (!secret.empty()) {
        text = replace_all(std::move(text), secret, "***");
    }
}

[[noreturn]] void fail_unreadable(const std::string& end, const std::string& why) {
    throw Error{
        ErrorKind::config, "the url of the " + end + " cannot be read: " + why,
        "It looks like postgresql://user:password@host:5432/database, with special characters "
        "percent-encoded, or like host=... dbname=... user=...; the text is not shown, as it may "
        "hold a password."};
}

// Throws where a part of a password seems to stand in another parameter, as happens with an
// unescaped
// "@" or "/": messages would show it.
void check_read_as_meant(const std::string& end, const std::string& host, const std::string& port,
                         const std::string& dbname) {
    if (host.find('@') != std::string::npos || dbname.find('@') != std::string::npos) {
        fail_unreadable(
            end,
            "it has an \"@\" where none can be: in a user's name or a password \"@\" is "
            "written as %40, \"/\" as %2F (percent-encode them)");
    }
    if (port.find_first_not_of("0123456789,") != std::string::npos) {
        fail_unreadable(end,
                        "what stands as the port is no number: in a password \"/\" is written as "
                        "%2F, \":\" as %3A, \"@\" as %40 (percent-encode them)");
    }
}

}  // namespace

ConnectionString::ConnectionString(std::string end, const std::string& text)
    : end_{std::move(end)} {
    CleanUrl clean = clean_url(end_, text);
    notes_ = std::move(clean.notes);
    char* said = nullptr;
    const Options options{PQconninfoParse(clean.text.c_str(), &said), &PQconninfoFree};
    const std::unique_ptr<char, decltype(&PQfreemem)> owner{said, &PQfreemem};
    if (!options) {
        fail_unreadable(end_, explain_unreadable(clean.text, said != nullptr ? said : ""));
    }
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr) {
            values_[option->keyword] = option->val;
        }
    }
    check_read_as_meant(end_, value("host"), value("port"), value("dbname"));
}

std::string ConnectionString::for_connecting() const {
    std::map<std::string, std::string> values = values_;
    // By these a dead network is noticed within two minutes, also while a query runs.
    values.try_emplace("keepalives_idle", "30");
    values.try_emplace("keepalives_interval", "10");
    values.try_emplace("keepalives_count", "6");
    values.try_emplace("tcp_user_timeout", "120000");
    values.try_emplace("connect_timeout", "15");
    values["fallback_application_name"] = "subset";
    values["client_encoding"] = "UTF8";
    for (const auto& [name, value] : settings_) {
        std::string& options = values["options"];
        options += options.empty() ? "-c " : " -c ";
        options += escape_option(fmt::format("{}={}", name, value));
    }
    return join(values);
}

std::string ConnectionString::value(const std::string& keyword) const {
    const auto found = values_.find(keyword);
    return found == values_.end() ? std::string{} : found->second;
}

ConnectionString ConnectionString::with(const std::string& keyword,
                                        const std::string& value) const {
    ConnectionString copy = *this;
    copy.values_[keyword] = value;
    return copy;
}

ConnectionString ConnectionString::with(HiddenSettings settings) const {
    ConnectionString copy = *this;
    copy.settings_ = std::move(settings);
    return copy;
}

std::string ConnectionString::for_command_line() const {
    std::map<std::string, std::string> values = values_;
    std::erase_if(values, [](const auto& entry) { return is_hidden(entry.first); });
    return join(values);
}

std::vector<std::string> ConnectionString::environment() const {
    std::vector<std::string> variables;
    for (const auto& [keyword, variable] : libpq_variables()) {
        const auto found = values_.find(keyword);
        const bool given = is_hidden(keyword) && found != values_.end();
        variables.push_back(given ? variable + "=" + found->second : variable);
    }
    return variables;
}

std::string ConnectionString::service_file() const {
    const auto variables = libpq_variables();
    std::string lines;
    for (const auto& [keyword, value] : values_) {
        if (is_hidden(keyword) && !variables.contains(keyword)) {
            lines.append(keyword).append("=").append(value).append("\n");
        }
    }
    return lines.empty() ? lines : "[" + std::string{child_service} + "]\n" + lines;
}

std::string ConnectionString::redact(std::string text) const {
    for (const std::string& keyword : secrets) {
        hide(value(keyword), text);
    }
    for (const auto& [name, secret] : settings_) {
        hide(secret, text);
    }
    return text;
}

std::optional<Fault> find_fault(const std::string& end, const std::string& url,
                                const Place& place) {
    if (url.empty()) {
        return std::nullopt;  // told already
    }
    try {
        const ConnectionString readable{end, url};
        return std::nullopt;
    } catch (const Error& error) {
        Fault fault = error.faults().front();
        fault.place = place;
        return fault;
    }
}

}  // namespace subset::pg
