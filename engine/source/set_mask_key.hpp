// set_mask_key.hpp
//
// Gives a session what the presets hash with.
#pragma once

#include "pg/copy_channel.hpp"

#include <string_view>

namespace subset {

// The key's padded forms of RFC 2104, as the settings that preset.hpp names; they last as long as
// the session. Neither the key nor what is made of it is part of a statement's text.
//
// Cost: one round trip, or two for a key of more than 64 bytes.
void set_mask_key(pg::CopyChannel& reader, std::string_view key);

}  // namespace subset
