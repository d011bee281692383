#include "pg/connection/url.hpp"

#include "pg/connection/url_parameters.hpp"
#include "pg/connection/url_text.hpp"
#include "subset/error.hpp"
#include "util/fold_ascii.hpp"

#include <fmt/format.h>

#include <utility>

namespace subset::pg {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view shape_hint =
    "It looks like postgresql://user:password@host:5432/database, with special characters "
    "percent-encoded, or like host=... dbname=... user=...; the text is not shown, as it may hold "
    "a password.";

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos
               ? std::string_view{}
               : text.substr(first, text.find_last_not_of(blanks) - first + 1);
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
    std::string name = fold_ascii(scheme);
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
    if (!is_showable_word(scheme)) {
        refuse_url(end, "something that is no scheme stands before \"://\"",
                   "It begins with postgresql://; take off what stands before that, such as a "
                   "command's name, and percent-encode \"://\" in a password.");
    }
    refuse_url(end, fmt::format("the scheme \"{}\" is not PostgreSQL's", scheme),
               "It begins with postgresql://; jdbc:postgresql:// and postgresql+driver:// are "
               "understood too. Only PostgreSQL is read and written.");
}

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
        refuse_url(
            end,
            "it has an \"@\" where none can be: in a user's name or a password \"@\" is written "
            "as %40, \"/\" as %2F (percent-encode them)",
            shape_hint);
    }
    clean.text += rest.substr(0, question);
    if (question == std::string_view::npos) {
        return clean;
    }
    UrlParameters parameters = clean_parameters(end, rest.substr(question + 1));
    clean.text += parameters.kept;
    if (parameters.note) {
        clean.notes.push_back(*std::move(parameters.note));
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
        return is_showable_word(name) && (secret == std::string_view::npos || written < secret)
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
