// sqlstates.hpp
//
// The conditions of the server that the engine tells apart, by their codes (manual, appendix A).
#pragma once

namespace subset::sqlstate {

// Classes: what their conditions begin with.
inline constexpr const char* data_exception_class = "22";
inline constexpr const char* integrity_violation_class = "23";
inline constexpr const char* plpgsql_error_class = "P0";
inline constexpr const char* wrong_sql_class = "42";  // syntax, names, types, privileges

inline constexpr const char* admin_shutdown = "57P01";
inline constexpr const char* character_not_in_repertoire = "22021";
inline constexpr const char* check_violation = "23514";
inline constexpr const char* foreign_key_violation = "23503";
inline constexpr const char* insufficient_privilege = "42501";
inline constexpr const char* invalid_parameter_value = "22023";
inline constexpr const char* invalid_schema_name = "3F000";
inline constexpr const char* lock_not_available = "55P03";
inline constexpr const char* object_in_use = "55006";
inline constexpr const char* query_canceled = "57014";
inline constexpr const char* syntax_error = "42601";
inline constexpr const char* undefined_column = "42703";
inline constexpr const char* undefined_function = "42883";
inline constexpr const char* undefined_object = "42704";
inline constexpr const char* undefined_parameter = "42P02";
inline constexpr const char* undefined_table = "42P01";
inline constexpr const char* untranslatable_character = "22P05";

}  // namespace subset::sqlstate
