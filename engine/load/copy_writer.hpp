// copy_writer.hpp
//
// Where the rows of a table go, as COPY FROM STDIN takes them: a server, or a script.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace subset {

class CopyWriter {
public:
    CopyWriter() = default;
    virtual ~CopyWriter() = default;
    CopyWriter(const CopyWriter&) = delete;
    CopyWriter& operator=(const CopyWriter&) = delete;

    virtual void begin(const std::string& copy_statement) = 0;
    // Whole rows, or pieces of them, in the format that the statement names.
    virtual void put(std::string_view data) = 0;
    // How many rows came, of the `sent` ones.
    virtual std::uint64_t end(std::uint64_t sent) = 0;
};

// Cost: two round trips for a table.
class ChannelCopyWriter final : public CopyWriter {
public:
    explicit ChannelCopyWriter(pg::CopyChannel& channel) : channel_{channel} {}
    void begin(const std::string& copy_statement) override {
        channel_.begin_copy_in(copy_statement);
    }
    void put(std::string_view data) override { channel_.put(data); }
    std::uint64_t end(std::uint64_t) override { return channel_.end_copy_in(); }

private:
    pg::CopyChannel& channel_;
};

}  // namespace subset
