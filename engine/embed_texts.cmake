# Writes OUTPUT, a header with one constant for each of the files FILES, named as the file without its ending, in NAMESPACE.
# A script of its own, so that an edited file makes a new header without a new configuration.
cmake_minimum_required(VERSION 3.25)

set(text "// Made from the files of engine/ that ${NAMESPACE} holds; edit those.\n#pragma once\n\n#include <string_view>\n\nnamespace ${NAMESPACE} {\n\n")
set(names "")
foreach(file IN LISTS FILES)
    cmake_path(GET file STEM name)
    if(name IN_LIST names)
        cmake_path(GET file FILENAME full)
        message(FATAL_ERROR "two files are called ${full}: ${file} and another; their constants would clash")
    endif()
    list(APPEND names ${name})
    file(READ "${file}" content)
    string(APPEND text "inline constexpr std::string_view ${name} = R\"__TEXT__(${content})__TEXT__\";\n\n")
endforeach()
string(APPEND text "}  // namespace ${NAMESPACE}\n")
file(WRITE "${OUTPUT}" "${text}")
