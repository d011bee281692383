#include "util/output_folder.hpp"

#include "subset/error.hpp"
#include "util/safe_path.hpp"
#include "util/system/platform.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace subset {
namespace {

constexpr mode_t owner_alone = 0700;

[[noreturn]] void fail_folder(const std::filesystem::path& path, int error) {
    throw Error{ErrorKind::system,
                fmt::format("cannot write the folder \"{}\": {}", path.string(),
                            std::generic_category().message(error)),
                "Name a folder in one that exists and may be written to."};
}

void check_may_be_replaced(const std::filesystem::path& path, std::string_view mark) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        return;
    }
    if (!std::filesystem::is_directory(path, ignored)) {
        throw Error{ErrorKind::system,
                    fmt::format("\"{}\" is there already, and is no folder", path.string()),
                    "A folder would take its place; name another one, or remove it."};
    }
    if (!std::filesystem::is_empty(path, ignored) &&
        !std::filesystem::exists(path / mark, ignored)) {
        throw Error{
            ErrorKind::system,
            fmt::format("the folder \"{}\" is there already, and holds no {}", path.string(), mark),
            "What it holds would be lost; name another folder, or remove it."};
    }
}

}  // namespace

OutputFolder::OutputFolder(const std::filesystem::path& path, std::string_view mark)
    : path_{resolve_safely(path.has_filename() ? path : path.parent_path(), "folder")} {
    check_may_be_replaced(path_, mark);
    remove_leftovers(path_);
    beside_ = make_name_beside(path_);
    if (::mkdir(beside_.c_str(), owner_alone) != 0) {
        const int error = errno;
        beside_.clear();
        fail_folder(path_, error);
    }
    lock_ = FileDescriptor{::open(beside_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (lock_.valid()) {
        (void)::flock(lock_.get(), LOCK_EX | LOCK_NB);
    }
}

OutputFolder::OutputFolder(OutputFolder&& other) noexcept
    : path_{std::move(other.path_)},
      beside_{std::exchange(other.beside_, {})},
      lock_{std::move(other.lock_)} {}

OutputFolder::~OutputFolder() {
    if (!beside_.empty()) {
        std::error_code ignored;
        std::filesystem::remove_all(beside_, ignored);
    }
}

void OutputFolder::finish() {
    if (::rename(beside_.c_str(), path_.c_str()) == 0) {
        beside_.clear();
        return;
    }
    if (errno != ENOTEMPTY && errno != EEXIST) {
        fail_folder(path_, errno);
    }
    // The two change places at once, where the file system can; the old one goes with this object.
    if (platform::exchange_names(beside_, path_)) {
        return;
    }
    const std::filesystem::path old = make_name_beside(path_);
    if (::rename(path_.c_str(), old.c_str()) != 0 ||
        ::rename(beside_.c_str(), path_.c_str()) != 0) {
        fail_folder(path_, errno);
    }
    beside_ = old;
}

}  // namespace subset
