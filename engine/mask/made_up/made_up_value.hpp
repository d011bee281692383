// made_up_value.hpp
//
// Renders the SQL of the presets that put something of their own making in the place of a value:
// names and addresses, mail, telephone numbers, accounts. What alters a value and keeps something
// of its form is in altered_value.hpp. Private to mask/.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/preset.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace subset {

// Subject is what a mask is made of, as SQL. None of it is NULL.
struct Subject {
    std::string value;   // as the column has it
    std::string text;    // the value as text
    std::string hashed;  // the text of which the mask is made
    bool folded;         // `hashed` is the same for texts that differ in case alone
};

// What a preset makes up.
enum class MadeUp : std::uint8_t {
    nothing,
    words,   // names and addresses
    handle,  // what stands for a person in mail and in pages
    number,  // with check digits, or of a range that nobody has
};
[[nodiscard]] MadeUp made_up_by(Preset preset) noexcept;

// Returns the SQL of a text.
// Requires: the preset makes something up.
[[nodiscard]] std::string render_made_up(const PresetCall& call, const Masked& masked,
                                         const Subject& subject);

// Returns log2 of how many values there are. A mask is good for a unique column as long as two of
// its rows hardly ever get the same of them.
// Requires: the preset makes something up.
[[nodiscard]] double bits_of_made_up(const PresetCall& call, const Masked& masked);

// What these two are put together of.
[[nodiscard]] std::string render_made_up_words(const PresetCall& call, const Masked& masked,
                                               const Subject& subject);
[[nodiscard]] std::string render_made_up_handle(const PresetCall& call, const Masked& masked,
                                                const Subject& subject);
[[nodiscard]] std::string render_made_up_number(const PresetCall& call, const Masked& masked,
                                                const Subject& subject);

[[nodiscard]] double bits_of_words(const Masked& masked);
[[nodiscard]] double bits_of_handle(const PresetCall& call, const Masked& masked);
[[nodiscard]] double bits_of_number(const PresetCall& call, const Masked& masked);

// Returns the room that the mask takes, the same in every column that has the preset but for those
// that are too narrow. Returns nothing where all room may be taken.
[[nodiscard]] std::optional<std::size_t> length_for(const Masked& masked);

// Renders `made`, or `otherwise` where it happens to be what it stands for.
[[nodiscard]] std::string render_unlike(const std::string& made, const std::string& text,
                                        const std::string& otherwise);
// Renders a text with every letter and digit followed by the next of the alphabet. It takes the
// place of a mask that happens to be the text itself, and so tells nothing.
[[nodiscard]] std::string render_next_letters(const std::string& text);

}  // namespace subset
