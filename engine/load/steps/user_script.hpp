// user_script.hpp
//
// The user's script as a statement that cannot end the transaction.
//
// Thread-safety: pure.
#pragma once

#include <string>

namespace subset {

// Inside EXECUTE the server refuses COMMIT and ROLLBACK, so that the script cannot let go an
// unproven twin. It finds an ordinary session; afterwards `settings` hold again, whatever role it
// has taken on.
[[nodiscard]] std::string render_user_script(const std::string& sql, const std::string& settings);

}  // namespace subset
