#include "subset/observer.hpp"

namespace subset {

std::string_view name_of(Stage stage) noexcept {
    switch (stage) {
        case Stage::connect:
            return "connect";
        case Stage::catalog:
            return "catalog";
        case Stage::closure:
            return "closure";
        case Stage::schema:
            return "schema";
        case Stage::load:
            return "load";
        case Stage::finish:
            return "finish";
    }
    return "unknown";
}

}  // namespace subset
