#include "config/text_file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace subset::config {

TextFile read_text_file(const std::filesystem::path& path) {
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    const auto failed = [](int error) {
        return TextFile{{}, std::generic_category().message(error)};
    };

    errno = 0;
    const std::unique_ptr<std::FILE, Close> file{std::fopen(path.c_str(), "rbe")};
    if (!file) {
        return failed(errno);
    }
    TextFile result;
    std::array<char, 16384> buffer{};
    while (true) {
        const auto read = std::fread(buffer.data(), 1, buffer.size(), file.get());
        result.text.append(buffer.data(), read);
        if (read < buffer.size()) {
            break;
        }
    }
    // A folder can be opened; reading it fails.
    return std::ferror(file.get()) != 0 ? failed(errno) : result;
}

}  // namespace subset::config
