// superuser_objects.hpp
//
// Only a superuser may make these objects, on either end. Where the target has one, it stays
// through every refresh, as extensions do.
//
// Thread-safety: values.
#pragma once

#include "catalog/catalog.hpp"
#include "catalog/obstacles.hpp"
#include "pg/copy_channel.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace subset {

struct SuperuserObject {
    Oid catalog = 0;
    Oid object = 0;
    std::string text;       // "function public.sounds(pg_catalog.text)"
    std::string statement;  // the statement that makes it; only functions have one
};

// Fills the variable superuser_only of a query on the target, which stands for the objects that
// stay.
[[nodiscard]] std::string with_superuser_only(std::string_view sql);

// Cost: one round trip.
[[nodiscard]] std::vector<SuperuserObject> read_superuser_objects(pg::CopyChannel& source);
// Reads the texts of those that stay; there is none where the role is a superuser.
// Cost: one round trip.
[[nodiscard]] std::vector<std::string> read_kept_superuser_objects(pg::CopyChannel& target);

// Throws: privilege, with a statement for a superuser, where something that the twin shall have
//         needs a function that the target does not have.
void check_superuser_objects(const std::vector<ObstructedObject>& obstructed,
                             const std::vector<SuperuserObject>& missing);

}  // namespace subset
