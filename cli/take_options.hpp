// take_options.hpp
//
// The options of `subset take`. Private to parse_command_line.cpp and take_options.cpp.
#pragma once

#include "commands.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace subset::cli {

// CLI11 fills in these variables.
struct TakeOptions {
    std::string table;
    std::vector<std::string> key;                // behind the table
    std::vector<std::vector<std::string>> keys;  // of each --key
    std::string where;
    std::string order_by;
    std::string file;
    bool no_children = false;
    bool no_masks = false;
    bool list = false;
    bool forget = false;
    TakeRequest request;
};

void add_take_options(CLI::App& command, TakeOptions& options);

// Puts what they come to into the command line.
//
// Throws: usage.
void apply_take_options(const TakeOptions& options, CommandLine& line);

}  // namespace subset::cli
