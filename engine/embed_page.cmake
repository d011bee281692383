# Writes OUTPUT, a header with the page that the files of FOLDER make: page.html, in which a line like "@page.css@" stands for the
# text of that file. In pieces: compilers need not take a string literal of more than 65,536 characters, nor one that is put
# together from several.
cmake_minimum_required(VERSION 3.25)

file(READ "${FOLDER}/page.html" page)
string(REGEX MATCHALL "@[a-z_]+\\.(css|js)@\n" places "${page}")
foreach(place IN LISTS places)
    string(REGEX REPLACE "[@\n]" "" name "${place}")
    file(READ "${FOLDER}/${name}" text)
    string(REPLACE "${place}" "${text}" page "${page}")
endforeach()

string(LENGTH "${page}" length)
set(at 0)
set(pieces "")
while(at LESS length)
    string(SUBSTRING "${page}" ${at} 30000 piece)
    string(APPEND pieces "    std::string_view{R\"__PAGE__(${piece})__PAGE__\"},\n")
    math(EXPR at "${at} + 30000")
endwhile()
file(WRITE "${OUTPUT}" "// Made from the files of report/page; edit those.
#pragma once

#include <array>
#include <string_view>

namespace subset::report {

// One after the other.
inline constexpr std::array page_html{
${pieces}};

}  // namespace subset::report
")
