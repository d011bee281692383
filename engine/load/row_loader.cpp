#include "load/row_loader.hpp"

#include "load/table_copy.hpp"

#include <fmt/format.h>

namespace subset {

RowLoader::RowLoader(const Plan& plan, const Closure& closure, const TargetScript& script,
                     const LoadSource& source, Observer& observer)
    : plan_{plan}, closure_{closure}, source_{source}, observer_{observer} {
    tables_.resize(plan.catalog.tables.size());
    for (const TargetStep& step : script.steps) {
        if (const auto* copy = std::get_if<CopyIn>(&step.work)) {
            streams_left_ += plan.table(copy->table).streamable ? 1 : 0;
            of_rows_ += closure.tables[index_of(copy->table)].rows;
        }
    }
    end_source_if_done();
}

void RowLoader::tell(Stage stage, const std::string& title, std::uint64_t rows,
                     std::uint64_t done_rows, std::uint64_t done_bytes) const {
    observer_.progress({stage, title, rows, done_rows, of_rows_, done_bytes});
}

void RowLoader::load(const CopyIn& copy, const TargetStep& step, CopyWriter& writer) {
    const RowsDone done = [&](std::uint64_t rows, std::uint64_t bytes) {
        tell(step.stage, step.title, rows, rows_ + rows, bytes_ + bytes);
    };
    TableLoad& load = tables_[index_of(copy.table)];
    if (plan_.table(copy.table).streamable) {
        const RowsDone within_limit = [&](std::uint64_t rows, std::uint64_t bytes) {
            check_byte_limit(bytes_ + bytes);
            done(rows, bytes);
        };
        load = load_streamed_rows(plan_, copy, *source_.reader, writer, within_limit);
        --streams_left_;
        end_source_if_done();
    } else {
        load = load_stored_rows(plan_, closure_, copy, source_.store, writer, done);
        source_.store.release(copy.table);
    }
    rows_ += load.rows;
    bytes_ += load.bytes;
    tell(step.stage, step.title, load.rows, rows_, bytes_);
}

// What streams is only known by about how large it is before it has come.
void RowLoader::check_byte_limit(std::uint64_t bytes) const {
    const auto& limit = plan_.config.limits.bytes;
    if (limit && bytes > *limit) {
        throw Error{
            ErrorKind::limit,
            fmt::format("the twin would hold more than {} bytes, the limit in [limits]", *limit),
            "Whole tables bring the most; narrow them or raise the limit. The target is as "
            "it was.",
            plan_.config.limits.bytes_place};
    }
}

void RowLoader::end_source_if_done() {
    if (streams_left_ == 0 && !source_ended_) {
        source_ended_ = true;
        source_.done();
    }
}

}  // namespace subset
