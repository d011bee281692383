// output_folder.hpp
//
// An OutputFolder is filled beside its place and put there when it is whole. Until then, what was
// there before stays. Foundation.
//
// Thread-safety: one thread.
#pragma once

#include "util/file_descriptor.hpp"

#include <filesystem>
#include <string_view>

namespace subset {

class OutputFolder {
public:
    // Makes a folder beside the path, which nobody but its owner may look into. What a killed run
    // left beside it is removed. An earlier folder is replaced only where it holds `mark`, a file
    // that finish() finds in each of them: others may hold anything.
    //
    // Throws: system.
    OutputFolder(const std::filesystem::path& path, std::string_view mark);
    // Removes the folder that was filled beside, where finish() was not reached.
    ~OutputFolder();
    OutputFolder(OutputFolder&& other) noexcept;
    OutputFolder& operator=(OutputFolder&&) = delete;
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;

    // Returns the folder that is being filled.
    [[nodiscard]] const std::filesystem::path& beside() const noexcept { return beside_; }
    // Puts the folder in its place. The one that was there goes.
    //
    // Throws: system.
    void finish();

private:
    std::filesystem::path path_;
    std::filesystem::path beside_;  // empty: nothing is to be removed
    FileDescriptor lock_;           // held while a run fills the folder
};

}  // namespace subset
