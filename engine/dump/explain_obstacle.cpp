#include "dump/explain_obstacle.hpp"

#include <fmt/format.h>

namespace subset {

std::string_view obstacle_reason(Obstacle obstacle) {
    switch (obstacle) {
        case Obstacle::schema_left_out:
            return "[source] schemas leaves that out";
        case Obstacle::absent:
            return "rows = \"absent\" leaves that out";
        case Obstacle::superuser:
            return "only a superuser may create that";
        case Obstacle::foreign_server:
            return "the target has no such foreign server";
        case Obstacle::extension:
            return "[target] skip_extensions leaves its extension out";
        case Obstacle::foreign_data:
            return "[target] foreign_servers does not name its server";
    }
    return "";
}

std::string_view obstacle_remedy(Obstacle obstacle) {
    switch (obstacle) {
        case Obstacle::schema_left_out:
            return "Add that schema to [source] schemas, or leave the table's schema out too.";
        case Obstacle::extension:
            return "Have the extension created in the target and take it out of skip_extensions, "
                   "or leave the table's schema out by [source] schemas.";
        case Obstacle::absent:
            return "Take rows = \"absent\" from the table that is needed (rows = \"none\" leaves "
                   "it empty), or give it to this one too.";
        case Obstacle::foreign_data:
            return "Name the server in [target] foreign_servers, or leave the table out by "
                   "[[table]] rows = \"absent\".";
        case Obstacle::superuser:
        case Obstacle::foreign_server:
            break;
    }
    return "Connect to the target as a superuser, or have one create what is missing in a schema "
           "that is not replaced.";
}

bool is_by_config(Obstacle obstacle) {
    return obstacle == Obstacle::schema_left_out || obstacle == Obstacle::extension ||
           is_told_by_plan(obstacle);
}

bool is_told_by_plan(Obstacle obstacle) {
    return obstacle == Obstacle::absent || obstacle == Obstacle::foreign_data;
}

std::string explain_obstacle(const ObstructedObject& object) {
    return object.because.empty()
               ? fmt::format("{}: {}", object.text, obstacle_reason(object.obstacle))
               : fmt::format("{}, which needs {}: {}", object.text, object.because,
                             obstacle_reason(object.obstacle));
}

}  // namespace subset
