// This half of the frontier keeps what is wanted next: keys of parent rows, and parent rows whose
// children are to be read.
#include "closure/frontier.hpp"

#include <utility>

namespace subset {

// Where several rows may have the key, that one of them has come says nothing of the others.
void Frontier::want_parent(ParentKeyId id, const Key& value) {
    const ParentKey& key = plan_.parent_key(id);
    const bool is_new = found_.walk.seen[id].want(value);
    if (key.unique ? is_new : found_.asked_up[id].want(value)) {
        found_.wanted[id].add(value);
    }
}

KeyList Frontier::take_wanted(ParentKeyId id) {
    const ParentKey& key = plan_.parent_key(id);
    const KeyList pending = std::exchange(found_.wanted[id], KeyList{key.form});
    // The row of a key may have come by another way since the key was wanted. Where several rows
    // may have it, the others have not.
    KeyList asked{key.form};
    for (std::size_t position = 0; position < pending.size(); ++position) {
        if (!key.unique || found_.walk.seen[id].state_of(pending[position]) == KeyState::wanted) {
            asked.add(pending[position]);
        }
    }
    return asked;
}

void Frontier::note_unanswered(ParentKeyId id, const KeyList& asked) {
    for (std::size_t position = 0; position < asked.size(); ++position) {
        if (found_.walk.seen[id].state_of(asked[position]) == KeyState::wanted) {
            found_.walk.unanswered[id].add(asked[position]);
        }
    }
}

DownQueue Frontier::take_parents(ReferenceId reference, bool chosen) {
    DownQueue& queue = found_.down[chosen ? 1 : 0][reference];
    return std::exchange(queue, DownQueue{queue.keys.form()});
}

}  // namespace subset
