// console_fixture.hpp
//
// Makes a console whose device is the test: the test sees what it writes, and says how wide it is
// and what time it is.
#pragma once

#include "log/console.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace subset::testing_support {

class ConsoleTest : public testing::Test {
protected:
    cli::ConsoleDevice device() {
        cli::ConsoleDevice device;
        device.write = [this](std::string_view text) { written_.emplace_back(text); };
        device.width = [this] { return width_; };
        device.now = [this] { return now_; };
        return device;
    }
    static Progress at(std::string_view table, std::uint64_t rows, std::uint64_t of_rows = 0) {
        Progress progress;
        progress.stage = Stage::load;
        progress.table = table;
        progress.table_rows = rows;
        progress.rows = rows;
        progress.of_rows = of_rows;
        return progress;
    }
    // Returns all that was written, and forgets it.
    std::string output() {
        std::string all;
        for (const auto& piece : std::exchange(written_, {})) {
            all += piece;
        }
        return all;
    }

    std::vector<std::string> written_;
    int width_ = 80;
    std::chrono::steady_clock::time_point now_{std::chrono::seconds{1000}};
};

}  // namespace subset::testing_support
