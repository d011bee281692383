#include "subset/verification.hpp"

namespace subset {

bool Verification::whole() const noexcept { return complete; }
void throw_unless_whole(const Verification&) {}
std::string render_verification_text(const Verification&, int) { return {}; }
std::string render_verification_json(const Verification&) { return {}; }

}  // namespace subset
