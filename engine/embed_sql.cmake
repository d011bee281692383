# Writes OUTPUT, a header with one constant for each of the SQL files FILES, named as the file without its ending.
# A script of its own, so that an edited query makes a new header without a new configuration.
cmake_minimum_required(VERSION 3.25)

set(text "// Made from the .sql files of engine/; edit those.\n#pragma once\n\n#include <string_view>\n\nnamespace subset::sql {\n\n")
set(names "")
foreach(file IN LISTS FILES)
    cmake_path(GET file STEM name)
    if(name IN_LIST names)
        message(FATAL_ERROR "two SQL files are called ${name}.sql: ${file} and another; their constants would clash")
    endif()
    list(APPEND names ${name})
    file(READ "${file}" query)
    string(APPEND text "inline constexpr std::string_view ${name} = R\"__SQL__(${query})__SQL__\";\n\n")
endforeach()
string(APPEND text "}  // namespace subset::sql\n")
file(WRITE "${OUTPUT}" "${text}")
