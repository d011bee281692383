// guess_references.hpp
//
// Guesses, by names and types, which columns may reference a table although the schema does not say
// so. `init` uses the guesses; check_guesses.hpp then looks at values.
//
// Thread-safety: const members from any thread.
#pragma once

#include "propose/landscape.hpp"
#include "util/id_vector.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace subset {

// Likeness says how a name leads to a table; the first kind is the best.
enum class Likeness : std::uint8_t {
    table_name,    // user_id, to users
    key_name,      // person_no, where that is the name of a primary key
    part_of_name,  // billing_user_id, to users, or user_id, to auth_users
};

// The values of this column may be those of the parent's only primary key column.
struct ReferenceGuess {
    TableId child{};
    std::uint16_t column = 0;
    TableId parent{};
    Likeness likeness = Likeness::table_name;
    // A polymorphic guess holds only where the type column has the type's value.
    std::optional<std::uint16_t> type_column = {};
    std::string type_value = {};
    std::uint64_t values = 0;  // different ones, on a sample
    std::uint64_t found = 0;   // those that the parent has
};

// In a pair such as subject_type and subject_id, the one says which table the other references.
struct TypedPair {
    TableId table{};
    std::uint16_t type_column = 0;
    std::uint16_t id_column = 0;
};

// Returns the type by which a column would refer: of an array, what is known of its elements.
[[nodiscard]] ValueType referring_type(const Column& column);

// Finds the pairs of such names in a table, whatever is known of their columns.
[[nodiscard]] std::vector<TypedPair> find_typed_pairs(const Table& table);

class ReferenceGuesses {
public:
    // `source` must outlive this.
    explicit ReferenceGuesses(const Landscape& source);

    // Returns the guesses by table and column; for each column the likeliest parents come first.
    [[nodiscard]] std::vector<ReferenceGuess> by_name() const;
    [[nodiscard]] std::vector<TypedPair> typed_pairs() const;
    // Returns guesses for the tables that a value of the type column may mean.
    [[nodiscard]] std::vector<ReferenceGuess> meant_by(const TypedPair& pair,
                                                       const std::string& type_value) const;

private:
    struct Named {
        TableId table{};
        bool whole = true;  // the whole of its name matches, not its last words alone
    };

    void add_parent(const Table& table);
    [[nodiscard]] bool is_free(const Table& table, std::uint16_t column) const;
    void add_named(std::vector<ReferenceGuess>& guesses, const ReferenceGuess& guess,
                   const std::vector<std::string>& words) const;
    void add_guess(std::vector<ReferenceGuess>& guesses, const ReferenceGuess& guess) const;

    const Landscape& source_;
    std::unordered_map<std::string, std::vector<Named>> parents_;  // by each singular of its name
    std::unordered_map<std::string, std::vector<TableId>> keys_;   // by the primary key's name
    IdVector<TableId, std::vector<bool>> declared_;  // by table and column: part of a reference
};

}  // namespace subset
