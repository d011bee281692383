// guards_support.hpp
//
// The tests of the guards share this: two databases to hold against one another, and a port and a
// folder for a server or a pooler of a test's own.
#pragma once

#include "db/target_support.hpp"
#include "twin/guards.hpp"
#include "util/file_descriptor.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <filesystem>
#include <netinet/in.h>
#include <pwd.h>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace subset::test {

inline int free_port() {
    const FileDescriptor socket{::socket(AF_INET, SOCK_STREAM, 0)};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        return 0;
    }
    return ntohs(address.sin_port);
}

// A Folder belongs to the account that the tests' server runs as.
class Folder {
public:
    Folder() : path_{std::filesystem::temp_directory_path() / unique_name("subset-guards")} {
        std::filesystem::create_directory(path_);
        if (::geteuid() == 0) {
            const passwd* account = ::getpwnam("postgres");
            account = account != nullptr ? account : ::getpwnam("nobody");
            if (account != nullptr &&
                ::chown(path_.c_str(), account->pw_uid, account->pw_gid) != 0) {
                ADD_FAILURE() << "chown " << path_;
            }
        }
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

class GuardsTest : public TargetTest {
protected:
    void check_same(const std::string& target_database, const std::string& source_database) {
        pg::CopyChannel target = connect(target_database, {}, "target");
        pg::CopyChannel source = connect(source_database, {}, "source");
        source.execute("SET default_transaction_read_only = on");
        check_different_databases(target, source);
    }
    void check_standby(pg::CopyChannel& target, pg::CopyChannel& source,
                       std::chrono::milliseconds patience) {
        check_not_own_standby(target, context(), read_target_state(target), source,
                              read_source_end(source, {}), patience);
    }
};

}  // namespace subset::test
