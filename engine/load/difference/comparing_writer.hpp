// comparing_writer.hpp
//
// Takes a table's rows on their way and passes each on as one row, with its hash, instead of
// sending it anywhere. Private to load/.
//
// Thread-safety: one thread.
#pragma once

#include "load/copy_writer.hpp"
#include "load/difference/row_images.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace subset {

class ComparingWriter final : public CopyWriter {
public:
    // A row as COPY's format has it: a tuple, or a line with its end.
    using Sink = std::function<void(std::string_view row, ImageHash hash)>;

    // The hasher must outlive this.
    ComparingWriter(const ImageHasher& hasher, bool text, Sink sink)
        : hasher_{hasher}, text_{text}, sink_{std::move(sink)} {}

    // The statement by which such rows can be sent.
    [[nodiscard]] const std::string& statement() const noexcept { return statement_; }

    void begin(const std::string& copy_statement) override { statement_ = copy_statement; }
    // Requires: whole rows, or the header or the trailer alone.
    void put(std::string_view data) override;
    std::uint64_t end(std::uint64_t sent) override { return sent; }

    // Whole rows without header and trailer.
    void take_rows(std::string_view rows);

private:
    const ImageHasher& hasher_;
    bool text_;
    Sink sink_;
    std::string statement_;
};

}  // namespace subset
