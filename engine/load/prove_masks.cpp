#include "load/prove_masks.hpp"

#include "pg/copy_rows.hpp"

#include <fmt/format.h>

#include <optional>
#include <span>
#include <string_view>

namespace subset {
namespace {

// Lengths stand in front, so that different keys never become one text.
void append_key_part(std::string_view part, std::string& key) {
    key += fmt::format("{}:{}", part.size(), part);
}

}  // namespace

MaskProof::MaskProof(const CheckMasks& check)
    : check_{check},
      secret_{check.sample.secret},
      any_(check.columns.size()),
      raw_(check.columns.size()) {
    const std::vector<MaskSample::Row>& rows = check.sample.rows;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        std::string key;
        for (const std::string& part : rows[row].key) {
            append_key_part(part, key);
        }
        rows_.emplace(std::move(key), row);
        for (std::size_t position = 0; position < any_.size(); ++position) {
            if (const auto& hash = rows[row].hashes[check.columns[position].index]) {
                any_[position].insert(*hash);
            }
        }
    }
}

void MaskProof::look_at(std::size_t row, std::size_t position, std::string_view text) {
    const auto& hash = check_.sample.rows[row].hashes[check_.columns[position].index];
    if (hash && !text.empty() && render_hex(secret_.digest(text)) == *hash) {
        ++raw_[position];
    }
}

void MaskProof::look_at_any(std::size_t position, std::string_view text) {
    if (!any_[position].empty() && !text.empty() &&
        any_[position].contains(render_hex(secret_.digest(text)))) {
        ++raw_[position];
    }
}

void MaskProof::take_written(std::string_view tuple) {
    const std::vector<CopyField> fields = split_tuple(tuple);
    std::optional<std::size_t> row;
    if (check_.by_key) {
        std::string key;
        for (const std::uint16_t field : check_.key_fields) {
            append_key_part(fields.at(field).value_or(std::string_view{}), key);
        }
        const auto found = rows_.find(key);
        if (found == rows_.end()) {
            return;
        }
        row = found->second;
    }
    for (std::size_t position = 0; position < check_.columns.size(); ++position) {
        const auto text = fields.at(check_.columns[position].field);
        if (text && row) {
            look_at(*row, position, *text);
        } else if (text) {
            look_at_any(position, *text);
        }
    }
}

void MaskProof::read(pg::CopyChannel& target) {
    if (check_.by_key) {
        for (const pg::Row& row : target.query(check_.query)) {
            const std::size_t number = row.place(0, check_.sample.rows.size());
            for (std::size_t position = 0; position < check_.columns.size(); ++position) {
                look_at(number, position, row.text(position + 1));
            }
        }
        return;
    }
    TupleReader tuples{{.head = check_.columns.size(), .rest = 0, .table = "masked columns"},
                       [&](std::span<const CopyField> fields, std::string_view) {
                           for (std::size_t position = 0; position < fields.size(); ++position) {
                               look_at_any(position, fields[position].value_or(""));
                           }
                       }};
    tuples.finish(target.copy_out("COPY (" + check_.query + ") TO STDOUT (FORMAT binary)",
                                  pg::Protocol::simple,
                                  [&](std::string_view message) { tuples.take(message); }));
}

void MaskProof::finish() const {
    std::string message;
    for (std::size_t position = 0; position < raw_.size(); ++position) {
        if (raw_[position] > 0) {
            message += fmt::format("{}{} is masked, and yet {} of {}", message.empty() ? "" : "; ",
                                   check_.columns[position].name, raw_[position],
                                   check_.by_key ? "the sampled rows hold their raw value"
                                                 : "its rows hold a raw value");
        }
    }
    if (!message.empty()) {
        throw Error{ErrorKind::not_whole, message, check_.hint};
    }
}

}  // namespace subset
