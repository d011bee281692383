// entry_kind.hpp
//
// What an entry of a pg_dump archive makes. pg_dump writes it as one word or several before the
// entry's name: "FK CONSTRAINT". The kinds are those that the engine decides by.
//
// Thread-safety: pure functions and values.
#pragma once

#include <string_view>

namespace subset {

enum class EntryKind {
    check_constraint,
    comment,
    constraint,
    default_value,
    event_trigger,
    extension,
    foreign_key,
    foreign_table,
    function,
    index,
    index_attach,
    materialized_view,
    policy,
    row_security,
    schema,
    sequence,
    sequence_owner,
    table,
    table_attach,
    user_mapping,
    view,
    other,
};

// pg_dump's words for the kind at the beginning of "FK CONSTRAINT public orders orders_fkey owner".
// Of words that nobody knows it is the first.
[[nodiscard]] std::string_view find_kind_words(std::string_view line);

// `words` are pg_dump's: "FK CONSTRAINT".
[[nodiscard]] EntryKind parse_entry_kind(std::string_view words);

}  // namespace subset
