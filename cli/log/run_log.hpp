// run_log.hpp
//
// A RunLog is told what a command does, and tells it on standard error: to people (console.hpp) or
// to machines (json_log.hpp). Part of the program.
//
// Thread-safety: all members may be called from any thread.
#pragma once

#include "subset/observer.hpp"
#include "subset/report.hpp"

#include <memory>

namespace subset::cli {

struct ConsoleOptions;

class RunLog : public Observer {
public:
    // Says that the work is done, so that its answer may be written.
    virtual void finish() = 0;
    // Tells what came of it in the log itself, where that is not what the answer is for.
    virtual void result(const Report& report) { (void)report; }
};

// Makes the log on standard error in the form that log_form() says.
[[nodiscard]] std::unique_ptr<RunLog> make_run_log(const ConsoleOptions& options);

}  // namespace subset::cli
