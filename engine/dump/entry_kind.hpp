// entry_kind.hpp
//
// An EntryKind says what an entry of a pg_dump archive makes. pg_dump writes it as one word or
// several before the entry's name: "FK CONSTRAINT". The kinds are those that the engine decides by.
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

// Finds pg_dump's words for the kind at the beginning of a line such as "FK CONSTRAINT public
// orders orders_fkey owner". Where no kind is known, the first word is taken.
[[nodiscard]] std::string_view find_kind_words(std::string_view line);

// Returns the kind of pg_dump's words: "FK CONSTRAINT".
[[nodiscard]] EntryKind parse_entry_kind(std::string_view words);

}  // namespace subset
