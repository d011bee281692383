#include "report/graph/graphviz.hpp"

#include "subset/error.hpp"
#include "util/find_program.hpp"
#include "util/process.hpp"

#include <fmt/format.h>

#include <chrono>

namespace subset::report {

std::string lay_out(const std::string& dot, const Cancellation& cancellation) {
    constexpr auto patience = std::chrono::minutes{1};
    constexpr auto between_looks = std::chrono::milliseconds{100};
    const std::string program = find_program("dot");
    if (program.empty()) {
        throw Error{
            ErrorKind::system, "the program dot, which draws the graph, is not installed",
            "It comes with Graphviz: apt-get install graphviz. subset graph --format dot and "
            "mermaid do without."};
    }
    const FileDescriptor input = make_temporary_file();
    const FileDescriptor output = make_temporary_file();
    write_whole_file(input, dot);
    ChildProcess child{{program, "-Tsvg"}, {}, {input.get(), output.get(), -1}};
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!child.wait(between_looks)) {
        cancellation.check();
        if (std::chrono::steady_clock::now() < deadline) {
            continue;
        }
        throw Error{
            ErrorKind::system, "dot did not finish the drawing within a minute",
            "The graph may be too large for it; subset graph --format dot gives what it was "
            "asked."};
    }
    if (!child.succeeded()) {
        throw Error{ErrorKind::system, fmt::format("dot failed: {}", child.said()),
                    "subset graph --format dot gives what it was asked."};
    }
    std::string svg = read_whole_file(output);
    if (svg.find("<svg") == std::string::npos) {
        throw Error{ErrorKind::system, "what dot wrote is no SVG",
                    "subset graph --format dot gives what it was asked."};
    }
    return svg;
}

}  // namespace subset::report
