// surroundings.hpp
//
// What the source's database has beside its schemas and what does not come along: settings, owners,
// publications, subscriptions.
//
// Thread-safety: values; the functions that read use their connection from one thread.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"
#include "subset/config.hpp"

#include <optional>
#include <string>
#include <vector>

namespace subset {

struct Surroundings {
    struct Setting {
        std::string role;  // empty: of the database, whoever connects
        std::string name;
        std::string value;
        friend bool operator==(const Setting&, const Setting&) = default;
    };
    struct Owner {
        std::string role;
        std::string objects;  // how many
    };
    std::vector<Setting> settings;
    std::vector<Owner> owners;
    std::vector<std::string> publications;
    std::vector<std::string> subscriptions;
};

// Cost: one round trip.
[[nodiscard]] Surroundings read_surroundings(pg::CopyChannel& channel,
                                             const std::vector<std::string>& schemas);

// The twin's database, where it is known.
struct TwinDatabase {
    std::string name;
    std::string role;  // that refreshes it
    std::vector<Surroundings::Setting> settings;
};

// A line for each kind of thing that stays behind. Values of settings that servers do not know
// themselves may be secrets, and are not shown.
[[nodiscard]] std::vector<std::string> make_surroundings_notes(
    const Surroundings& source, const TargetConfig& config,
    const std::optional<TwinDatabase>& twin);

}  // namespace subset
