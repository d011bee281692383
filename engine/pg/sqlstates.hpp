// sqlstates.hpp
//
// The conditions of the server that the engine tells apart, by their codes (manual, appendix A).
#pragma once

namespace subset::sqlstate {

inline constexpr const char* character_not_in_repertoire = "22021";
inline constexpr const char* untranslatable_character = "22P05";
inline constexpr const char* insufficient_privilege = "42501";
inline constexpr const char* check_violation = "23514";
inline constexpr const char* syntax_error = "42601";
inline constexpr const char* undefined_column = "42703";
inline constexpr const char* query_canceled = "57014";

}  // namespace subset::sqlstate
