// savepoint.hpp
//
// A place in a transaction to go back to after a statement that failed: without one, the server
// refuses all that follows.
//
// Thread-safety: one thread. What happens to it where nobody releases it: it ends with the
// transaction, so there is nothing to do in a destructor, which could not tell what went wrong.
#pragma once

#include "pg/copy_channel.hpp"

#include <string>
#include <string_view>

namespace subset::pg {

class Savepoint {
public:
    // The channel must outlive this. Requires: it is in a transaction; the name is an identifier
    // that needs no quotes.
    //
    // Throws: what the server says, as the others do.
    // Cost:   a round trip, as each of the others.
    Savepoint(CopyChannel& channel, std::string_view name) : channel_{channel}, name_{name} {
        channel_.execute("SAVEPOINT " + name_);
    }

    // Undoes what came after it; it can be gone back to again.
    void roll_back() { channel_.execute("ROLLBACK TO SAVEPOINT " + name_); }
    // Keeps what came after it.
    void release() { channel_.execute("RELEASE SAVEPOINT " + name_); }
    // Undoes what came after it, and ends it.
    void undo() {
        channel_.execute("ROLLBACK TO SAVEPOINT " + name_ + "; RELEASE SAVEPOINT " + name_);
    }

private:
    CopyChannel& channel_;
    std::string name_;
};

}  // namespace subset::pg
