#include "subset/error.hpp"

#include "subset/printable.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace subset {
namespace {

struct KindEntry {
    ErrorKind kind;
    std::string_view name;
    int exit_status;
};

// The entries are in the order of the enumeration, so that a kind is the index of its entry.
constexpr std::array kind_table{
    KindEntry{ErrorKind::connection, "connection", 1},
    KindEntry{ErrorKind::privilege, "privilege", 1},
    KindEntry{ErrorKind::policy, "policy", 1},
    KindEntry{ErrorKind::lock, "lock", 1},
    KindEntry{ErrorKind::migration, "migration", 1},
    KindEntry{ErrorKind::conflict, "conflict", 1},
    KindEntry{ErrorKind::disk, "disk", 1},
    KindEntry{ErrorKind::limit, "limit", 1},
    KindEntry{ErrorKind::user_sql, "user_sql", 1},
    KindEntry{ErrorKind::target_schema, "target_schema", 1},
    KindEntry{ErrorKind::server, "server", 1},
    KindEntry{ErrorKind::system, "system", 1},
    KindEntry{ErrorKind::in_doubt, "in_doubt", 1},
    KindEntry{ErrorKind::usage, "usage", 2},
    KindEntry{ErrorKind::config, "config", 2},
    KindEntry{ErrorKind::refused, "refused", 3},
    KindEntry{ErrorKind::pooler, "pooler", 3},
    KindEntry{ErrorKind::tool_version, "tool_version", 3},
    KindEntry{ErrorKind::lock_table, "lock_table", 3},
    KindEntry{ErrorKind::not_whole, "not_whole", 4},
    KindEntry{ErrorKind::interrupted, "interrupted", 130},
};

constexpr bool table_is_in_order() {
    for (std::size_t i = 0; i < kind_table.size(); ++i) {
        if (static_cast<std::size_t>(kind_table[i].kind) != i) {
            return false;
        }
    }
    return kind_table.back().kind == ErrorKind::interrupted;
}
static_assert(table_is_in_order());

const KindEntry& entry_of(ErrorKind kind) noexcept {
    return kind_table[static_cast<std::size_t>(kind)];
}

std::string with_place(const Fault& fault) {
    const auto place = fault.place.text();
    return printable(place.empty() ? fault.message : fault.message + " (" + place + ")");
}

std::string joined(const std::vector<Fault>& faults) {
    std::string text;
    for (const auto& fault : faults) {
        text += text.empty() ? "" : "\n";
        text += with_place(fault);
    }
    return text;
}

}  // namespace

std::string Place::text() const {
    if (line == 0) {
        return file;
    }
    return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

std::string Fault::render(std::string_view label) const {
    std::string text{label};
    text += ": " + with_place(*this) + "\n";
    if (!hint.empty()) {
        text += "hint: " + printable(hint) + "\n";
    }
    return text;
}

int exit_status(ErrorKind kind) noexcept { return entry_of(kind).exit_status; }

std::string_view name_of(ErrorKind kind) noexcept { return entry_of(kind).name; }

Error::Error(ErrorKind kind, std::string message, std::string hint, Place place,
             std::string sqlstate)
    : Error{kind, std::vector{Fault{std::move(message), std::move(hint), std::move(place)}}} {
    sqlstate_ = std::move(sqlstate);
}

Error::Error(ErrorKind kind, std::vector<Fault> faults)
    : std::runtime_error{joined(faults)}, kind_{kind}, faults_{std::move(faults)} {}

Error with_outcome(const Error& error, std::string_view outcome) {
    std::vector<Fault> faults = error.faults();
    std::string& hint = faults.back().hint;
    hint += (hint.empty() ? "" : " ") + std::string{outcome};
    return faults.size() == 1 ? Error{error.kind(), faults[0].message, faults[0].hint,
                                      faults[0].place, error.sqlstate()}
                              : Error{error.kind(), std::move(faults)};
}

}  // namespace subset
