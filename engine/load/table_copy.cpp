#include "load/table_copy.hpp"

#include "pg/copy_rows.hpp"
#include "pg/quote.hpp"
#include "source/statements/table_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>

namespace subset {
namespace {

using Clock = std::chrono::steady_clock;

// How much is handed to libpq at once, and how often progress is told.
constexpr std::size_t batch_bytes = std::size_t{64} << 10;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

void check_rows(const Plan& plan, TableId table, std::uint64_t planned, std::uint64_t loaded) {
    if (planned != loaded) {
        throw Error{ErrorKind::not_whole,
                    fmt::format("{} rows of {} were planned, and the target counted {}", planned,
                                plan.catalog.table(table).name.text(), loaded),
                    "Something in the target took rows away, such as a trigger or a rule that the "
                    "schema makes before "
                    "the rows come."};
    }
}

// Whole tuples on their way to the target, a batch at a time.
class Sender {
public:
    Sender(const Plan& plan, const CopyIn& copy, CopyWriter& target, const RowListeners& listeners)
        : text_{plan.output(copy.table).format == CopyFormat::text},
          target_{target},
          listeners_{listeners} {
        target.begin(render_copy_in(plan, copy));
        if (!text_) {
            put(binary_copy_header());
        }
    }

    void take(std::string_view tuple) {
        if (text_) {
            if (listeners_.watch) {
                listeners_.watch(tuple);
            }
            append_text_line(tuple, batch_);
        } else {
            batch_ += tuple;
        }
        ++rows_;
        if (batch_.size() >= batch_bytes) {
            flush();
        }
    }

    // Tuples that need no change go as they are.
    void take_piece(std::string_view piece) {
        if (!text_) {
            put(piece);
            for (std::size_t at = 0; at < piece.size(); at += tuple_length(piece.substr(at))) {
                ++rows_;
            }
            listeners_.done(rows_, bytes_);
            return;
        }
        while (!piece.empty()) {
            const std::size_t length = tuple_length(piece);
            take(piece.substr(0, length));
            piece.remove_prefix(length);
        }
    }

    // The number of rows that the server counted.
    std::uint64_t finish() {
        flush();
        if (!text_) {
            put(binary_copy_trailer());
        }
        return target_.end(rows_);
    }

    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

private:
    void put(std::string_view data) {
        target_.put(data);
        bytes_ += data.size();
    }

    void flush() {
        put(batch_);
        batch_.clear();
        listeners_.done(rows_, bytes_);
    }

    bool text_;
    CopyWriter& target_;
    const RowListeners& listeners_;
    std::string batch_;
    std::uint64_t rows_ = 0;
    std::uint64_t bytes_ = 0;
};

// Rows with their ids in front.
void send_patched(const Plan& plan, TableId table, const TablePatch& patch, std::string_view piece,
                  Sender& sender) {
    std::vector<std::uint16_t> places;
    while (!piece.empty()) {
        std::uint64_t value = 0;
        std::memcpy(&value, piece.data(), sizeof value);
        piece.remove_prefix(sizeof value);
        const std::string_view tuple = piece.substr(0, tuple_length(piece));
        piece.remove_prefix(tuple.size());
        if (patch.dropped.contains(RowId{value})) {
            continue;
        }
        places.clear();
        for (const TablePatch::Nulled& nulled : patch.nulled) {
            if (nulled.rows.contains(RowId{value})) {
                const Slots& outputs = plan.output(nulled.reference).nulled_in(table);
                places.insert(places.end(), outputs.begin(), outputs.end());
            }
        }
        if (places.empty()) {
            sender.take(tuple);
        } else {
            sender.take(null_fields(tuple, places));
        }
    }
}

}  // namespace

std::string null_fields(std::string_view tuple, const std::vector<std::uint16_t>& places) {
    constexpr std::string_view null_length{"\xff\xff\xff\xff"};
    std::string changed{tuple.substr(0, 2)};  // the number of fields
    std::uint16_t place = 0;
    for (const KeyPart& field : split_tuple(tuple)) {
        const bool null = std::find(places.begin(), places.end(), place++) != places.end();
        if (!field || null) {
            changed += null_length;
            continue;
        }
        const auto length = static_cast<std::uint32_t>(field->size());
        for (const int shift : {24, 16, 8, 0}) {
            changed += static_cast<char>(length >> shift & 0xff);
        }
        changed += *field;
    }
    return changed;
}

void append_text_line(std::string_view tuple, std::string& lines) {
    bool first = true;
    for (const KeyPart& field : split_tuple(tuple)) {
        if (!first) {
            lines += '\t';
        }
        first = false;
        if (!field) {
            lines += "\\N";
            continue;
        }
        for (const char character : *field) {
            switch (character) {
                case '\\':
                    lines += "\\\\";
                    break;
                case '\n':
                    lines += "\\n";
                    break;
                case '\r':
                    lines += "\\r";
                    break;
                case '\t':
                    lines += "\\t";
                    break;
                default:
                    lines += character;
            }
        }
    }
    lines += '\n';
}

std::string render_copy_in(const Plan& plan, const CopyIn& copy) {
    const Table& found = plan.catalog.table(copy.table);
    const TableOutput& each = plan.output(copy.table);
    std::vector<std::string> names;
    for (const OutputColumn& column : each.columns) {
        names.push_back(column.name);
    }
    std::string options = each.format == CopyFormat::text ? "FORMAT text" : "FORMAT binary";
    options += copy.freeze ? ", FREEZE" : "";
    return fmt::format("COPY {}{} FROM STDIN ({})",
                       copy.into.empty() ? pg::quote_name(found.name) : copy.into,
                       names.empty() ? "" : " (" + pg::quote_list(names) + ")", options);
}

TableLoad load_stored_rows(const Plan& plan, const Closure& closure, const CopyIn& copy,
                           const RowStore& store, CopyWriter& target,
                           const RowListeners& listeners) {
    const Clock::time_point begin = Clock::now();
    const TableId table = copy.table;
    Sender sender{plan, copy, target, listeners};
    if (plan.table(table).patched) {
        const TablePatch& patch = closure.patches[table];
        store.read(table, [&](std::string_view piece) {
            send_patched(plan, table, patch, piece, sender);
        });
    } else {
        store.read(table, [&](std::string_view piece) { sender.take_piece(piece); });
    }
    const std::uint64_t loaded = sender.finish();
    check_rows(plan, table, closure.tables[table].rows, loaded);
    return {loaded, sender.bytes(), seconds_since(begin)};
}

TableLoad load_streamed_rows(const Plan& plan, const CopyIn& copy, pg::CopyChannel& reader,
                             CopyWriter& target, const RowListeners& listeners) {
    const Clock::time_point begin = Clock::now();
    const TableId table = copy.table;
    Sender sender{plan, copy, target, listeners};
    TupleReader tuples{
        {.rest = plan.output(table).columns.size(), .table = plan.catalog.table(table).name.text()},
        [&](std::span<const KeyPart>, std::string_view tuple) { sender.take(tuple); }};
    // As SqlRowSource does it: names of reg* types come with their schemas.
    const bool apart = plan.output(table).tuples_apart;
    if (apart) {
        reader.execute("SET LOCAL search_path = ''");
    }
    const std::uint64_t read =
        reader.copy_rows(render_whole_table(plan, table, plan.output(table), copy.condition),
                         [&](std::string_view message) { tuples.take(message); });
    tuples.finish(read);
    if (apart) {
        reader.execute("SET LOCAL search_path TO DEFAULT");
    }
    const std::uint64_t loaded = sender.finish();
    check_rows(plan, table, read, loaded);
    return {loaded, sender.bytes(), seconds_since(begin)};
}

}  // namespace subset
