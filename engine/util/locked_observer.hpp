// locked_observer.hpp
//
// Lets several threads tell one observer. Foundation.
//
// Thread-safety: any thread.
#pragma once

#include "subset/observer.hpp"

#include <mutex>

namespace subset {

class LockedObserver final : public Observer {
public:
    // `observer` must outlive this, and nobody else may tell it anything in the meantime.
    explicit LockedObserver(Observer& observer) : observer_{observer} {}

    [[nodiscard]] bool watched() const override { return observer_.watched(); }
    void stage_started(Stage stage) override {
        const std::lock_guard lock{mutex_};
        observer_.stage_started(stage);
    }
    void progress(const Progress& progress) override {
        const std::lock_guard lock{mutex_};
        observer_.progress(progress);
    }
    void warning(const Fault& fault) override {
        const std::lock_guard lock{mutex_};
        observer_.warning(fault);
    }
    void note(std::string_view text) override {
        const std::lock_guard lock{mutex_};
        observer_.note(text);
    }
    void detail(std::string_view text) override {
        const std::lock_guard lock{mutex_};
        observer_.detail(text);
    }
    void sql(std::string_view connection, std::string_view statement) override {
        const std::lock_guard lock{mutex_};
        observer_.sql(connection, statement);
    }

private:
    Observer& observer_;
    std::mutex mutex_;
};

}  // namespace subset
