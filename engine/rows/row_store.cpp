#include "rows/row_store.hpp"

#include "subset/error.hpp"
#include "util/id_vector.hpp"
#include "util/system/platform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace subset {
namespace {

// A piece that is read back at once; also what one table may gather before it is counted as
// spillable.
constexpr std::size_t piece_bytes = std::size_t{1} << 20;

struct Extent {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
};

struct Run {
    std::vector<Extent> spilled;  // in order, before everything in memory
    std::vector<std::string> pieces;
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    std::uint64_t memory = 0;
    std::uint64_t stored = 0;  // in `spilled` and `pieces`

    // Takes away all that is behind so many bytes.
    void cut_to(std::uint64_t length) {
        while (stored > length && !pieces.empty()) {
            std::string& piece = pieces.back();
            const std::uint64_t left =
                piece.size() - std::min<std::uint64_t>(piece.size(), stored - length);
            stored -= piece.size() - left;
            piece.resize(left);
            if (left == 0) {
                memory -= piece.capacity();
                pieces.pop_back();
            }
        }
        while (stored > length) {
            Extent& extent = spilled.back();
            const std::uint64_t away = std::min(extent.bytes, stored - length);
            extent.bytes -= away;
            stored -= away;
            if (extent.bytes == 0) {
                spilled.pop_back();
            }
        }
    }
};

}  // namespace

struct RowStore::State {
    IdVector<TableId, Run> runs;
    std::uint64_t memory_limit = 0;
    std::uint64_t memory = 0;
    std::uint64_t total = 0;
    std::uint64_t file_bytes = 0;
    int file = -1;

    ~State() {
        if (file >= 0) {
            close(file);
        }
    }

    void append(TableId table, std::string_view head, std::string_view tuple);

    void open_file() {
        // std::filesystem::temp_directory_path() throws where TMPDIR is no folder.
        const char* const wanted = std::getenv("TMPDIR");
        const std::filesystem::path folder = wanted != nullptr && *wanted != '\0' ? wanted : "/tmp";
        file = platform::open_unnamed(folder, O_RDWR, S_IRUSR | S_IWUSR);
        if (file < 0) {  // not every system and file system has files without a name
            std::string name = (folder / "subset-XXXXXX").string();
            file = mkostemp(name.data(), O_CLOEXEC);
            if (file >= 0) {
                unlink(name.c_str());
            }
        }
        if (file < 0) {
            throw Error{ErrorKind::system,
                        fmt::format("no temporary file can be made in {}: {}", folder.string(),
                                    std::strerror(errno)),
                        "Set TMPDIR to a folder with room, or raise [limits] memory."};
        }
    }

    void write(std::string_view data) {
        while (!data.empty()) {
            const ssize_t done =
                pwrite(file, data.data(), data.size(), static_cast<off_t>(file_bytes));
            if (done < 0 && errno == EINTR) {
                continue;
            }
            if (done <= 0) {
                throw Error{errno == ENOSPC ? ErrorKind::disk : ErrorKind::system,
                            fmt::format("the temporary file for rows cannot grow past {} bytes: {}",
                                        file_bytes, std::strerror(errno)),
                            "Set TMPDIR to a folder with room, or raise [limits] memory."};
            }
            file_bytes += static_cast<std::uint64_t>(done);
            data.remove_prefix(static_cast<std::size_t>(done));
        }
    }

    // All tables at once: a run that gathers slowly would otherwise leave many small extents.
    void spill() {
        if (file < 0) {
            open_file();
        }
        for (Run& run : runs) {
            if (run.memory == 0) {
                continue;
            }
            for (const std::string& piece : run.pieces) {
                run.spilled.push_back({file_bytes, piece.size()});
                write(piece);
            }
            run.pieces.clear();
            run.memory = 0;
        }
        memory = 0;
    }
};

RowStore::RowStore(std::size_t table_count, std::uint64_t memory_bytes)
    : state_{std::make_unique<State>()} {
    state_->runs.resize(table_count);
    state_->memory_limit = memory_bytes;
}

RowStore::~RowStore() = default;
RowStore::RowStore(RowStore&&) noexcept = default;
RowStore& RowStore::operator=(RowStore&&) noexcept = default;

void RowStore::append(TableId table, std::string_view tuple) { state_->append(table, {}, tuple); }

void RowStore::append(TableId table, RowId id, std::string_view tuple) {
    const auto value = static_cast<std::uint64_t>(id);
    state_->append(table, {reinterpret_cast<const char*>(&value), sizeof value}, tuple);
}

void RowStore::State::append(TableId table, std::string_view head, std::string_view tuple) {
    Run& run = runs[table];
    const std::size_t size = head.size() + tuple.size();
    if (run.pieces.empty() || run.pieces.back().size() + size > run.pieces.back().capacity()) {
        // Small tables stay small: a piece is as large as all before it, up to piece_bytes.
        const std::size_t wanted = std::clamp<std::size_t>(run.bytes, 512, piece_bytes);
        std::string piece;
        piece.reserve(std::max(wanted, size));
        run.memory += piece.capacity();
        memory += piece.capacity();
        run.pieces.push_back(std::move(piece));
    }
    run.pieces.back().append(head).append(tuple);
    ++run.rows;
    run.bytes += tuple.size();
    run.stored += size;
    total += tuple.size();
    if (memory > memory_limit) {
        spill();
    }
}

RowStore::Mark RowStore::mark() const {
    Mark mark;
    for (const Run& run : state_->runs) {
        mark.tables.push_back({run.rows, run.bytes, run.stored});
    }
    return mark;
}

// Room in the temporary file is not used again.
void RowStore::roll_back(const Mark& mark) {
    for (const TableId table : mark.tables.ids()) {
        Run& run = state_->runs[table];
        const Mark::OfTable& then = mark.tables[table];
        state_->total -= run.bytes - then.bytes;
        state_->memory -= run.memory;
        run.cut_to(then.stored);
        state_->memory += run.memory;
        run.rows = then.rows;
        run.bytes = then.bytes;
    }
}

std::uint64_t RowStore::rows(TableId table) const { return state_->runs[table].rows; }
std::uint64_t RowStore::bytes(TableId table) const { return state_->runs[table].bytes; }
std::uint64_t RowStore::total_bytes() const { return state_->total; }
std::uint64_t RowStore::spilled_bytes() const { return state_->file_bytes; }

void RowStore::read(TableId table, const std::function<void(std::string_view)>& sink) const {
    const Run& run = state_->runs[table];
    std::string piece;
    for (const Extent& extent : run.spilled) {
        piece.resize(extent.bytes);
        std::size_t done = 0;
        while (done < piece.size()) {
            const ssize_t got = pread(state_->file, piece.data() + done, piece.size() - done,
                                      static_cast<off_t>(extent.offset + done));
            if (got < 0 && errno == EINTR) {
                continue;
            }
            if (got <= 0) {
                throw Error{ErrorKind::system,
                            fmt::format("the temporary file for rows cannot be read: {}",
                                        std::strerror(errno)),
                            "Set TMPDIR to a folder on a sound disk."};
            }
            done += static_cast<std::size_t>(got);
        }
        sink(piece);
    }
    for (const std::string& each : run.pieces) {
        sink(each);
    }
}

void RowStore::release(TableId table) {
    Run& run = state_->runs[table];
    state_->memory -= run.memory;
    state_->total -= run.bytes;
    run = {};
}

}  // namespace subset
