// copy_rows.hpp
//
// Reads PostgreSQL's binary COPY format (manual, COPY, "Binary Format") message by message.
//
// Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// One field, as its bytes; nothing where it is NULL.
using CopyField = std::optional<std::string_view>;

// The fixed beginning and end of a binary COPY.
[[nodiscard]] std::string_view binary_copy_header() noexcept;
[[nodiscard]] std::string_view binary_copy_trailer() noexcept;

// Splits one tuple into fields, which are valid as long as `tuple` is. Requires: a whole tuple.
[[nodiscard]] std::vector<CopyField> split_tuple(std::string_view tuple);
// The length of the tuple that `data` begins with. Requires: a whole tuple.
[[nodiscard]] std::size_t tuple_length(std::string_view data) noexcept;

// Throws: server, as what came of this table is no COPY stream.
[[noreturn]] void fail_copy_stream(std::string_view table);

// What the tuples of a COPY OUT must be like.
struct TupleForm {
    std::size_t head = 0;                  // how many fields are split off
    std::optional<std::size_t> rest = {};  // how many are left then; not given: any number
    // Indexes into the rest of the fields that also come behind the head.
    std::vector<std::uint16_t> also = {};
    std::string table = {};  // for messages
};

// Takes the messages of a COPY OUT and calls back for each tuple, with its first `head` fields
// split off and the rest as a tuple of its own. The fields of the rest that `also` names are given
// behind the head, and stay in the rest.
class TupleReader {
public:
    using Sink = std::function<void(std::span<const CopyField> head, std::string_view rest)>;

    TupleReader(TupleForm form, Sink sink) : form_{std::move(form)}, sink_{std::move(sink)} {}

    // Requires: a message as the server sent it: the header with or before the first tuple, at most
    //           one tuple, or the trailer.
    // Throws:   server, where the message is not of that form: every length is checked.
    void take(std::string_view message);
    // Throws: server, where the stream is not whole: its trailer is missing, or what came is not
    //         the number of rows that the server counted.
    void finish(std::uint64_t counted) const;

private:
    TupleForm form_;
    Sink sink_;
    bool begun_ = false;
    bool ended_ = false;
    std::uint64_t rows_ = 0;
    std::vector<CopyField> fields_;
    std::vector<CopyField> passed_;  // of the rest
    std::string rest_;
};

}  // namespace subset
