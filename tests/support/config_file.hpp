// config_file.hpp
//
// Writes config files into a folder of the test's own.
#pragma once

#include "subset/config.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace subset::testing_support {

class ReadConfig : public testing::Test {
protected:
    ReadConfig() {
        std::string pattern = testing::TempDir() + "subset-config-XXXXXX";
        folder_ = ::mkdtemp(pattern.data());
        ::setenv("PROD_DATABASE_URL", "postgresql://prod.example.com/shop", 1);
        ::setenv("DEV_DATABASE_URL", "postgresql://dev.example.com/shop", 1);
        ::unsetenv("SUBSET_UNSET");
    }
    ~ReadConfig() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(const std::string& name, std::string_view text) const {
        const auto path = folder_ / name;
        std::ofstream{path, std::ios::binary} << text;
        return path;
    }
    Config read(std::string_view text, const ConfigOverrides& overrides = {}) const {
        return read_config(write("twin.toml", text), overrides);
    }
    // Renders each fault as "line:column message", in their order.
    static std::vector<std::string> told(const std::vector<Fault>& faults) {
        std::vector<std::string> lines;
        for (const auto& fault : faults) {
            lines.push_back(std::to_string(fault.place.line) + ":" +
                            std::to_string(fault.place.column) + " " + fault.message);
        }
        return lines;
    }
    std::vector<std::string> faults_of(std::string_view text) const {
        return told(read(text).faults);
    }
    // Returns what read_config throws at once.
    Error thrown_by(std::string_view text) const {
        try {
            (void)read(text);
        } catch (const Error& error) {
            return error;
        }
        throw std::logic_error{"nothing thrown"};
    }

    std::filesystem::path folder_;
};

}  // namespace subset::testing_support
