// target_watch.hpp
//
// What the target's server says of a step that takes long, asked by a connection of its own: how
// far an index or a COPY is, and who holds the lock that is waited for.
//
// Thread-safety: add() from any thread. A thread of its own tells the RowLoader, which tells the
// observer.
#pragma once

#include "load/row_loader.hpp"
#include "pg/copy_channel.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace subset {

class TargetWatch {
public:
    // `connect` makes a session of the target's role, in the database of the work. What it throws,
    // and what its queries do, only ends the watch: it is there for who looks on.
    //
    // Cost: nothing while steps are short. Once one has told nothing for a second a connection, and
    //       from then on two queries each second while that lasts.
    TargetWatch(std::function<pg::CopyChannel()> connect, RowLoader& rows);
    // Ends the connection.
    ~TargetWatch();
    TargetWatch(const TargetWatch&) = delete;
    TargetWatch& operator=(const TargetWatch&) = delete;

    // A session that works, by its process.
    void add(int pid);

private:
    void watch() noexcept;
    void look(pg::CopyChannel& channel);

    std::function<pg::CopyChannel()> connect_;
    RowLoader& rows_;
    std::mutex mutex_;  // for what follows
    std::condition_variable wake_;
    std::vector<int> pids_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace subset
