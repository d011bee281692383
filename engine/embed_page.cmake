# Writes OUTPUT, a header with the text of FILE. In pieces: compilers limit how long a string literal may be (g++ does not,
# but warns from 65,536 characters on where -Woverlength-strings asks for it; the standard promises no more).
cmake_minimum_required(VERSION 3.25)

file(READ "${FILE}" page)
set(text "// Made from page.html; edit that.\n#pragma once\n\n#include <string_view>\n\nnamespace subset::report {\n\n")
string(APPEND text "inline constexpr std::string_view page_html =")
string(LENGTH "${page}" length)
set(at 0)
while(at LESS length)
    string(SUBSTRING "${page}" ${at} 8000 piece)
    string(APPEND text " R\"__PAGE__(${piece})__PAGE__\"")
    math(EXPR at "${at} + 8000")
endwhile()
string(APPEND text ";\n\n}  // namespace subset::report\n")
file(WRITE "${OUTPUT}" "${text}")
