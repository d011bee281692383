#include "dump/personal_literals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>

namespace subset {
namespace {

constexpr std::size_t most_named = 50;

bool is_alnum(char each) { return std::isalnum(static_cast<unsigned char>(each)) != 0; }
bool is_digit(char each) { return each >= '0' && each <= '9'; }
bool is_upper(char each) { return each >= 'A' && each <= 'Z'; }

bool is_local(char each) {
    return is_alnum(each) || each == '.' || each == '_' || each == '+' || each == '-';
}

bool is_domain(char each) { return is_alnum(each) || each == '.' || each == '-'; }

bool is_nobodys(std::string_view domain) {
    constexpr std::array<std::string_view, 3> reserved{"example.com", "example.org", "example.net"};
    return std::any_of(reserved.begin(), reserved.end(), [&](std::string_view name) {
        const auto rest = domain.size() - std::min(domain.size(), name.size());
        return domain.ends_with(name) && (rest == 0 || domain[rest - 1] == '.');
    });
}

// A run is what a person writes of one number: characters of one sort, and single separators.
struct Run {
    std::string symbols;
    std::size_t end = 0;
};

template <typename IsSymbol>
Run read_run(std::string_view text, std::size_t begin, std::string_view separators,
             IsSymbol is_symbol) {
    Run run{{}, begin};
    for (std::size_t place = begin; place < text.size(); ++place) {
        if (is_symbol(text[place])) {
            run.symbols += text[place];
            run.end = place + 1;
        } else if (place > run.end + 1 || separators.find(text[place]) == std::string_view::npos) {
            break;
        }
    }
    return run;
}

// The country code and the number have 8 to 15 digits together (ITU-T E.164).
bool is_phone_at(std::string_view text, std::size_t plus) {
    const std::size_t digits = read_run(text, plus + 1, " -./()", is_digit).symbols.size();
    return plus + 1 < text.size() && is_digit(text[plus + 1]) && digits >= 8 && digits <= 15;
}

// Luhn's check: from the last digit on, every second one counts twice, and of that both digits.
bool is_card(std::string_view digits) {
    if (digits.size() < 13 || digits.size() > 19 || digits.front() < '3' || digits.front() > '6') {
        return false;
    }
    int sum = 0;
    for (std::size_t place = 0; place < digits.size(); ++place) {
        const int digit = digits[digits.size() - 1 - place] - '0';
        const int twice = digit * 2;
        sum += place % 2 == 0 ? digit : twice / 10 + twice % 10;
    }
    return sum % 10 == 0;
}

// The check of ISO 13616: the first four characters go to the end, letters count from 10 on, and
// the rest of a division by 97 is 1.
bool is_iban(std::string_view symbols) {
    if (symbols.size() < 15 || symbols.size() > 34 || !is_upper(symbols[0]) ||
        !is_upper(symbols[1]) || !is_digit(symbols[2]) || !is_digit(symbols[3])) {
        return false;
    }
    int rest = 0;
    for (std::size_t place = 0; place < symbols.size(); ++place) {
        const char each = symbols[(place + 4) % symbols.size()];
        rest = is_digit(each) ? (rest * 10 + (each - '0')) % 97
                              : (rest * 100 + (each - 'A' + 10)) % 97;
    }
    return rest == 1;
}

}  // namespace

bool holds_address(std::string_view text) noexcept {
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        if (at == 0 || !is_local(text[at - 1])) {
            continue;
        }
        const std::string_view rest = text.substr(at + 1);
        const auto end = static_cast<std::size_t>(
            std::find_if_not(rest.begin(), rest.end(), is_domain) - rest.begin());
        std::string_view domain = rest.substr(0, end);
        while (domain.ends_with('.')) {
            domain.remove_suffix(1);
        }
        const auto dot = domain.find('.');
        if (dot != std::string_view::npos && dot > 0 && !is_nobodys(domain)) {
            return true;
        }
    }
    return false;
}

bool holds_personal_number(std::string_view text) {
    for (std::size_t place = 0; place < text.size(); ++place) {
        const char each = text[place];
        if (place > 0 && (is_alnum(text[place - 1]) || text[place - 1] == '_')) {
            continue;  // within a name or a longer number
        }
        if (each == '+' && is_phone_at(text, place)) {
            return true;
        }
        if (is_digit(each)) {
            const Run run = read_run(text, place, " -", is_digit);
            const bool ends = run.end == text.size() || !is_alnum(text[run.end]);
            if (ends && is_card(run.symbols)) {
                return true;
            }
        }
        if (is_upper(each)) {
            const auto is_symbol = [](char one) { return is_digit(one) || is_upper(one); };
            const Run run = read_run(text, place, " ", is_symbol);
            if (is_iban(run.symbols)) {
                return true;
            }
        }
    }
    return false;
}

namespace {

// Behind the comments that pg_dump writes before a statement, which number what it depends on.
std::string_view statement_of(std::string_view sql) {
    while (sql.starts_with("--") || sql.starts_with('\n')) {
        const std::size_t end = sql.find('\n');
        sql.remove_prefix(end == std::string_view::npos ? sql.size() : end + 1);
    }
    return sql;
}

}  // namespace

std::optional<Fault> find_personal_literals(
    const std::vector<const std::vector<SchemaEntry>*>& sections) {
    std::vector<std::string> names;
    for (const auto* const section : sections) {
        for (const SchemaEntry& entry : *section) {
            const std::string_view sql = statement_of(entry.sql);
            if (holds_address(sql) || holds_personal_number(sql)) {
                names.push_back(entry.title);
            }
        }
    }
    if (names.empty()) {
        return std::nullopt;
    }
    const std::size_t count = names.size();
    names.resize(std::min(count, most_named));
    return Fault{
        fmt::format("the schema itself holds addresses of mail, or numbers of telephones, accounts "
                    "or cards: {}{}",
                    fmt::join(names, ", "),
                    count > most_named ? fmt::format(" and {} more", count - most_named) : ""),
        "Masks change rows alone: what policies, checks, defaults, types, views, functions and "
        "comments say comes as it is written."};
}

}  // namespace subset
