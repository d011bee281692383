// The rows of a statement in parts, for CopyChannel::copy_rows: a cursor gives them, each FETCH so
// many that it brings what the pace allows one statement, and they are handed on as a COPY would
// have sent them (POSTGRES.md 65).
#include "pg/copy_channel.hpp"
#include "pg/copy_rows.hpp"
#include "pg/pace/pace.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace subset::pg {
namespace {

void append_number(std::string& tuple, std::uint32_t number, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        tuple.push_back(static_cast<char>(number >> shift & 0xffU));
    }
}

// Makes the first row of the result a tuple of a binary COPY.
void make_copy_tuple(const pg_result* row, std::string& tuple) {
    tuple.clear();
    const int fields = PQnfields(row);
    append_number(tuple, static_cast<std::uint32_t>(fields), 2);
    for (int field = 0; field < fields; ++field) {
        if (PQgetisnull(row, 0, field) != 0) {
            append_number(tuple, 0xffffffffU, 4);
            continue;
        }
        const auto length = static_cast<std::size_t>(PQgetlength(row, 0, field));
        append_number(tuple, static_cast<std::uint32_t>(length), 4);
        tuple.append(PQgetvalue(row, 0, field), length);
    }
}

// How large the rows of a result are as tuples of a binary COPY.
std::uint64_t bytes_of_result(const pg_result* result) {
    const int rows = PQntuples(result);
    const int fields = PQnfields(result);
    std::uint64_t bytes = 0;
    for (int row = 0; row < rows; ++row) {
        bytes += 2;
        for (int field = 0; field < fields; ++field) {
            bytes += 4 + static_cast<std::uint64_t>(PQgetlength(result, row, field));
        }
    }
    return bytes;
}

}  // namespace

void CopyChannel::charge(const pg_result* result) {
    if (result != nullptr) {
        came_bytes_ += bytes_of_result(result);
    } else {
        context_.pace->charge(begun_, std::exchange(came_bytes_, 0));
    }
}

CopyChannel::Part CopyChannel::fetch_part(std::uint64_t rows, const DataSink& sink) {
    const std::string sql = fmt::format("FETCH FORWARD {} FROM subset_rows", rows);
    begin_statement(sql);
    constexpr int binary = 1;
    if (PQsendQueryParams(connection_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr,
                          binary) == 0 ||
        PQsetSingleRowMode(connection_.get()) == 0) {
        fail_lost();
    }
    flush();
    Part part;
    std::string tuple;
    while (const Result result = next_result()) {
        check_result(result.get());
        if (PQresultStatus(result.get()) != PGRES_SINGLE_TUPLE) {
            continue;
        }
        make_copy_tuple(result.get(), tuple);
        ++part.rows;
        part.widest = std::max<std::uint64_t>(part.widest, tuple.size());
        hand_on(tuple, sink);
    }
    if (!alive()) {
        fail_lost();
    }
    return part;
}

std::uint64_t CopyChannel::fetch_rows(const std::string& select, const DataSink& sink) {
    // The SQL of a user is in this statement, so that it is sent as one.
    send("DECLARE subset_rows NO SCROLL CURSOR FOR " + select, Protocol::extended);
    while (const Result result = next_result()) {
        check_result(result.get());
    }
    sink(binary_copy_header());
    PartSize size{context_.pace->part_bytes()};
    std::uint64_t rows = 0;
    for (;;) {
        const std::uint64_t asked = size.rows();
        const Part part = fetch_part(asked, sink);
        rows += part.rows;
        if (part.rows < asked) {
            break;
        }
        size.learn(part.rows, part.widest);
    }
    execute("CLOSE subset_rows");
    sink(binary_copy_trailer());
    return rows;
}

std::uint64_t CopyChannel::rows_of_part(std::uint64_t width) const noexcept {
    return context_.pace == nullptr
               ? std::numeric_limits<std::uint64_t>::max()
               : std::max<std::uint64_t>(context_.pace->part_bytes() / width, 1);
}

std::uint64_t CopyChannel::copy_rows(const std::string& select, const DataSink& sink) {
    const std::string copy = "COPY (" + select + ") TO STDOUT (FORMAT binary)";
    if (context_.pace == nullptr) {
        return copy_out(copy, Protocol::extended, sink);
    }
    try {
        return fetch_rows(select, sink);
    } catch (const StatementError&) {
        last_statement_ = copy;  // whoever explains the error looks for the SQL in it
        throw;
    }
}

}  // namespace subset::pg
