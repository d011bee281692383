#include "load/difference/compare_tables.hpp"

#include "load/difference/comparing_writer.hpp"
#include "load/table_copy.hpp"
#include "pg/copy_rows.hpp"
#include "rows/row_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace subset {
namespace {

constexpr std::size_t staged_bytes = std::size_t{64} << 10;
constexpr std::uint64_t bytes_of_image = 24;
constexpr std::uint64_t least_images = 1024;
// Rows that wait for a later pass are kept in a file but for so many bytes.
constexpr std::uint64_t waiting_bytes = std::uint64_t{16} << 20;

// Sends rows into a temporary table, which is made when the first comes, where `create` says how.
class TemporaryRows {
public:
    TemporaryRows(pg::CopyChannel& target, std::string create, bool binary)
        : target_{target}, create_{std::move(create)}, binary_{binary} {}

    void put(const std::string& copy, std::string_view row) {
        if (!copying_) {
            begin(copy);
        }
        batch_ += row;
        if (batch_.size() >= staged_bytes) {
            flush();
        }
    }
    // The next row begins a COPY again.
    void pause() {
        if (!copying_) {
            return;
        }
        batch_ += binary_ ? binary_copy_trailer() : std::string_view{};
        flush();
        (void)target_.end_copy_in();
        copying_ = false;
    }
    [[nodiscard]] bool is_there() const noexcept { return there_; }

private:
    void begin(const std::string& copy) {
        if (!there_ && !create_.empty()) {
            target_.execute(create_);
        }
        there_ = true;
        target_.begin_copy_in(copy);
        copying_ = true;
        batch_ = binary_ ? binary_copy_header() : std::string_view{};
    }
    void flush() {
        target_.put(batch_);
        batch_.clear();
    }

    pg::CopyChannel& target_;
    std::string create_;
    bool binary_;
    bool there_ = false;
    bool copying_ = false;
    std::string batch_;
};

std::uint32_t read_big_endian(std::string_view bytes) noexcept {
    std::uint32_t value = 0;
    for (const char byte : bytes) {
        value = value << 8 | static_cast<unsigned char>(byte);
    }
    return value;
}

// tableoid and ctid as COPY sends them.
RowPlace read_place(std::span<const CopyField> head, const std::string& table) {
    if (!head[0] || head[0]->size() != 4 || !head[1] || head[1]->size() != 6) {
        fail_copy_stream(table);
    }
    return {read_big_endian(*head[0]), read_big_endian(head[1]->substr(0, 4)),
            static_cast<std::uint16_t>(read_big_endian(head[1]->substr(4)))};
}

}  // namespace

bool TableComparison::is_text(const DifferenceTable& table) const {
    return plan_.output(table.table).format == CopyFormat::text;
}

void TableComparison::read_there(const DifferenceTable& table, const std::string& condition,
                                 const OnRow& on_row) {
    const bool text = is_text(table);
    std::string line;
    TupleReader tuples{{.head = 2, .rest = table.columns.size(), .table = table.name},
                       [&](std::span<const CopyField> head, std::string_view tuple) {
                           if (text) {
                               line.clear();
                               append_text_line(tuple, line);
                               tuple = line;
                           }
                           on_row(hasher_.hash(tuple), read_place(head, table.name));
                       }};
    const std::uint64_t read = target_.copy_out(
        fmt::format("COPY ({}{}) TO STDOUT (FORMAT binary)", table.select,
                    condition.empty() ? "" : " WHERE " + condition),
        pg::Protocol::simple, [&](std::string_view message) { tuples.take(message); });
    tuples.finish(read);
}

void TableComparison::stage_gone(std::size_t number, const RowImages& images,
                                 DifferingTable& differing) {
    std::optional<TemporaryRows> stage;
    images.visit_left([&](RowPlace place) {
        if (!stage) {
            if (!has_gone_table_) {
                target_.execute(render_create_gone());
                has_gone_table_ = true;
            }
            stage.emplace(target_, "", false);
        }
        stage->put(render_copy_gone(),
                   render_gone_line(number, place.relation, place.block, place.offset));
    });
    if (stage) {
        stage->pause();
        differing.goes = true;
    }
}

DifferingTable TableComparison::compare(std::size_t number, const TargetStep& step) {
    const DifferenceTable& table = work_.tables[number];
    const bool text = is_text(table);
    DifferingTable differing{&table, number};
    const RowsToRead read = parts_.compare(number);
    if (!read.any) {
        return differing;
    }
    RowImages images{std::max(least_images, work_.memory_bytes / bytes_of_image)};
    TemporaryRows stage{target_, render_create_new(table, number), !text};
    RowStore waiting{1, waiting_bytes};
    bool first_pass = true;
    ComparingWriter* comparing = nullptr;
    ComparingWriter writer{hasher_, text, [&](std::string_view row, ImageHash hash) {
                               if (first_pass) {
                                   sums_[number].add(hash);
                               }
                               if (!images.is_in_pass(hash)) {
                                   if (first_pass) {
                                       waiting.append(TableId{0}, row);
                                   }
                               } else if (!images.take(hash)) {
                                   stage.put(comparing->statement(), row);
                               }
                           }};
    comparing = &writer;
    do {
        read_there(table, read.there,
                   [&](ImageHash hash, RowPlace place) { images.add(hash, place); });
        images.sort();
        if (!first_pass) {
            waiting.read(TableId{0}, [&](std::string_view rows) { writer.take_rows(rows); });
        } else if (table.comes) {
            rows_.load(CopyIn{table.table, false, name_of_new(number), read.comes}, step, writer);
        }
        stage.pause();
        first_pass = false;
        stage_gone(number, images, differing);
    } while (images.next_pass());
    differing.comes = stage.is_there();
    return differing;
}

bool TableComparison::has_new_rows(std::size_t number, bool all) {
    if (parts_.knows(number)) {
        return parts_.has_new_rows(number, all);
    }
    ImageSum there;
    read_there(work_.tables[number], "", [&](ImageHash hash, RowPlace) { there.add(hash); });
    return there == sums_[number];
}

}  // namespace subset
