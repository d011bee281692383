#include "util/safe_path.hpp"

#include "subset/error.hpp"
#include "util/random_digits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace subset {
namespace {

constexpr std::string_view mark = ".subset-";
constexpr std::size_t digits = 32;

[[noreturn]] void refuse(const std::filesystem::path& path, std::string_view what) {
    throw Error{
        ErrorKind::system,
        fmt::format("{}\"{}\" is another user's, in a folder where everybody may write",
                    what.empty() ? std::string{} : fmt::format("the {} ", what), path.string()),
        "Name a file in a folder of your own, or remove that one."};
}

bool is_anothers(const struct stat& entry, const std::filesystem::path& folder) {
    struct stat around{};
    if (entry.st_uid == ::geteuid() || ::stat(folder.c_str(), &around) != 0) {
        return false;
    }
    const bool everybodys = (around.st_mode & (S_ISVTX | S_IWOTH)) == (S_ISVTX | S_IWOTH);
    return everybodys && entry.st_uid != around.st_uid;
}

// Whether the name is one that a run gives to what it writes beside `file`:
// "twin.sql.subset-<32 digits>" beside "twin.sql"; older versions wrote "report.json.tmp<process>".
bool is_leftover_name(std::string_view name, std::string_view file) {
    if (!name.starts_with(file)) {
        return false;
    }
    name.remove_prefix(file.size());
    if (name.starts_with(mark)) {
        name.remove_prefix(mark.size());
        return name.size() == digits &&
               name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    }
    constexpr std::string_view old_mark = ".tmp";
    if (!name.starts_with(old_mark)) {
        return false;
    }
    name.remove_prefix(old_mark.size());
    const bool number = !name.empty() && name.size() < 10 &&
                        name.find_first_not_of("0123456789") == std::string_view::npos;
    return number && ::kill(std::atoi(std::string{name}.c_str()), 0) != 0 && errno == ESRCH;
}

// Removes the file or folder unless a run still writes it, which holds a lock on it then.
void remove_unless_in_use(const std::filesystem::path& path) {
    struct stat entry{};
    if (::lstat(path.c_str(), &entry) != 0 || !(S_ISREG(entry.st_mode) || S_ISDIR(entry.st_mode)) ||
        entry.st_uid != ::geteuid()) {
        return;
    }
    const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) {
        return;
    }
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    ::close(file);
}

}  // namespace

std::filesystem::path resolve_safely(const std::filesystem::path& path, std::string_view what) {
    std::error_code ignored;
    std::deque<std::filesystem::path> left{path.begin(), path.end()};
    std::filesystem::path done =
        path.is_absolute() ? std::filesystem::path{"/"} : std::filesystem::current_path(ignored);
    constexpr int most_followed = 40;  // as in the kernel
    for (int links = 0; !left.empty() && links <= most_followed;) {
        const std::filesystem::path part = left.front();
        left.pop_front();
        if (part.empty() || part == "." || part == "/") {
            continue;
        }
        if (part == "..") {
            done = done.parent_path();
            continue;
        }
        const std::filesystem::path here = done / part;
        struct stat entry{};
        const bool exists = ::lstat(here.c_str(), &entry) == 0;
        if (exists && !S_ISDIR(entry.st_mode) && is_anothers(entry, done)) {
            refuse(path, what);
        }
        if (!exists || !S_ISLNK(entry.st_mode) || here.string().starts_with("/proc/")) {
            done = here;
            continue;
        }
        const std::filesystem::path to = std::filesystem::read_symlink(here, ignored);
        left.insert(left.begin(), to.begin(), to.end());
        done = to.is_absolute() ? std::filesystem::path{"/"} : done;
        ++links;
    }
    return left.empty() ? done : path;  // the kernel will say that there are too many links
}

void remove_leftovers(const std::filesystem::path& file) noexcept {
    try {
        std::error_code error;
        const std::string name = file.filename().string();
        for (std::filesystem::directory_iterator entry{file.parent_path(), error}, end;
             !error && entry != end; entry.increment(error)) {
            if (is_leftover_name(entry->path().filename().string(), name)) {
                remove_unless_in_use(entry->path());
            }
        }
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): the next run tries again
    }
}

std::filesystem::path make_name_beside(const std::filesystem::path& file) {
    return file.string() + std::string{mark} + make_random_digits();
}

}  // namespace subset
