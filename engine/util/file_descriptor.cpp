#include "util/file_descriptor.hpp"

#include "subset/error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace subset {

FileDescriptor::~FileDescriptor() {
    if (valid()) {
        ::close(descriptor_);
    }
}

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)} {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    FileDescriptor taken{std::move(other)};
    std::swap(descriptor_, taken.descriptor_);
    return *this;
}

FileDescriptor move_to_own_number(FileDescriptor file, std::string_view doing) {
    if (file.get() >= first_own_descriptor) {
        return file;
    }
    FileDescriptor moved{::fcntl(file.get(), F_DUPFD_CLOEXEC, first_own_descriptor)};
    if (!moved.valid()) {
        throw_system_error(doing, errno);
    }
    return moved;
}

void throw_system_error(std::string_view doing, int code) {
    const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    throw Error{full ? ErrorKind::disk : ErrorKind::system,
                fmt::format("{}: {}", doing, std::generic_category().message(code)),
                full ? "Make room in $TMPDIR, or let it name a folder that has some."
                     : "Check $TMPDIR, the limits of this process and the memory of this machine."};
}

}  // namespace subset
