#include "util/temporary_file.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace subset {
namespace {

struct MadeFile {
    FileDescriptor file;
    std::string path;
};

MadeFile make_named_file() {
    const char* const folder = std::getenv("TMPDIR");
    std::string path = folder != nullptr && *folder != '\0' ? folder : "/tmp";
    path += "/subset.XXXXXX";
    const int made = ::mkostemp(path.data(), O_CLOEXEC);
    if (made < 0) {
        throw_system_error("cannot make a temporary file " + path, errno);
    }
    return {FileDescriptor{made}, std::move(path)};
}

}  // namespace

NamedTemporaryFile::NamedTemporaryFile(std::string_view text) {
    MadeFile made = make_named_file();
    path_ = std::move(made.path);
    try {
        write_whole_file(made.file, text);
    } catch (...) {
        ::unlink(path_.c_str());
        throw;
    }
}

NamedTemporaryFile::~NamedTemporaryFile() { ::unlink(path_.c_str()); }

FileDescriptor make_temporary_file() {
    MadeFile named = make_named_file();
    ::unlink(named.path.c_str());
    return move_to_own_number(std::move(named.file), "cannot make a temporary file");
}

void write_whole_file(const FileDescriptor& file, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(file.get(), text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            throw_system_error("cannot write a temporary file", errno);
        }
        text.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
}

std::string read_whole_file(const FileDescriptor& file) {
    std::string text;
    std::array<char, 65536> piece{};
    for (;;) {
        const auto got =
            ::pread(file.get(), piece.data(), piece.size(), static_cast<off_t>(text.size()));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            throw_system_error("cannot read a temporary file", errno);
        }
        if (got == 0) {
            return text;
        }
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace subset
