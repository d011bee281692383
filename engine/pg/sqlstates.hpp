// sqlstates.hpp
//
// The conditions of the server that the engine tells apart, by their codes (manual, appendix A).
#pragma once

namespace subset::sqlstate {

// Classes: what their conditions begin with.
inline constexpr const char* connection_exception_class = "08";
inline constexpr const char* data_exception_class = "22";
inline constexpr const char* integrity_violation_class = "23";
inline constexpr const char* invalid_authorization_class = "28";
inline constexpr const char* plpgsql_error_class = "P0";
inline constexpr const char* wrong_sql_class = "42";  // syntax, names, types, privileges

inline constexpr const char* admin_shutdown = "57P01";
inline constexpr const char* cannot_connect_now = "57P03";
inline constexpr const char* character_not_in_repertoire = "22021";
inline constexpr const char* check_violation = "23514";
inline constexpr const char* crash_shutdown = "57P02";
inline constexpr const char* deadlock_detected = "40P01";
inline constexpr const char* disk_full = "53100";
inline constexpr const char* foreign_key_violation = "23503";
inline constexpr const char* unique_violation = "23505";
inline constexpr const char* exclusion_violation = "23P01";
inline constexpr const char* idle_in_transaction_session_timeout = "25P03";
inline constexpr const char* idle_session_timeout = "57P05";
inline constexpr const char* insufficient_privilege = "42501";
inline constexpr const char* invalid_catalog_name = "3D000";
inline constexpr const char* invalid_parameter_value = "22023";
inline constexpr const char* invalid_schema_name = "3F000";
inline constexpr const char* invalid_text_representation = "22P02";
inline constexpr const char* io_error = "58030";
inline constexpr const char* lock_not_available = "55P03";
inline constexpr const char* object_in_use = "55006";
inline constexpr const char* protocol_violation = "08P01";
inline constexpr const char* query_canceled = "57014";
inline constexpr const char* serialization_failure = "40001";
inline constexpr const char* syntax_error = "42601";
inline constexpr const char* too_many_connections = "53300";
inline constexpr const char* undefined_column = "42703";
inline constexpr const char* undefined_function = "42883";
inline constexpr const char* undefined_object = "42704";
inline constexpr const char* undefined_parameter = "42P02";
inline constexpr const char* undefined_table = "42P01";
inline constexpr const char* untranslatable_character = "22P05";

}  // namespace subset::sqlstate
