#include "take_options.hpp"

#include "subset/error.hpp"

#include <fmt/format.h>

#include <utility>

namespace subset::cli {
namespace {

[[noreturn]] void throw_take_usage(Fault fault) {
    throw Error{ErrorKind::usage, {std::move(fault)}};
}

void check_stamped_case(const TakeOptions& given, const TakeRequest& request) {
    if (given.list && !given.table.empty()) {
        throw_take_usage({"--list shows all cases, and takes no table", "Leave the table out."});
    }
    if (given.forget && request.keys.size() != 1) {
        throw_take_usage(
            {"--forget takes one case",
             "Name it as subset take --list shows it: subset take --forget orders 4711."});
    }
}

// Refuses a command that does not say which rows are meant, or says it twice.
void check_rows(const TakeOptions& given, const TakeRequest& request) {
    if (given.table.empty()) {
        throw_take_usage({"which rows to take is not said",
                          "Name the table and a primary key: subset take orders 4711."});
    }
    const bool by_sql = request.where || request.order_by || request.limit;
    if (request.keys.empty() && !by_sql) {
        throw_take_usage({fmt::format("which rows of {} to take is not said", given.table),
                          "Name one by its primary key: subset take orders 4711; or by --where, "
                          "--order-by and --limit."});
    }
    if (!request.keys.empty() && by_sql) {
        throw_take_usage(
            {"rows are named by keys or by --where, --order-by and --limit, not by both",
             "Leave one of the two out."});
    }
    if (request.order_by && !request.limit) {
        throw_take_usage({"--order-by means nothing without --limit",
                          "Say how many rows by --limit, or leave --order-by out."});
    }
}

// Refuses what a script cannot do, as nothing is known of the database that it goes into.
void check_script(const TakeRequest& request) {
    if (request.update || request.only_plan) {
        throw_take_usage(
            {fmt::format("{} cannot stand beside --file", request.update ? "--update" : "--plan"),
             "A script brings the rows that are not there, whatever database it is "
             "loaded into; leave one of the two out."});
    }
    if (request.form == DataForm::csv && request.file == "-") {
        throw_take_usage({"--format csv makes a folder, which standard output cannot be",
                          "Name a folder by --file."});
    }
}

}  // namespace

void add_take_options(CLI::App& command, TakeOptions& given) {
    TakeRequest& request = given.request;
    command.add_option("table", given.table);
    command.add_option("key", given.key);
    command.add_option("--key", given.keys);
    command.add_option("--where", given.where);
    command.add_option("--order-by", given.order_by);
    command.add_option("--limit", request.limit);
    command.add_option("--file", given.file);
    command.add_flag("--no-children", given.no_children);
    command.add_flag("--no-masks", given.no_masks);
    command.add_flag("--update", request.update);
    auto* plan = command.add_flag("--plan", request.only_plan);
    auto* list = command.add_flag("--list", given.list)->excludes(plan);
    command.add_flag("--forget", given.forget)->excludes(plan)->excludes(list);
}

void apply_take_options(const TakeOptions& given, CommandLine& line) {
    TakeRequest request = given.request;
    request.table = TableName{given.table};
    request.keys = given.keys;
    if (!given.key.empty()) {
        request.keys.insert(request.keys.begin(), given.key);
    }
    request.children = !given.no_children;
    request.masked = !given.no_masks;
    if (!given.where.empty()) {
        request.where = Text{given.where};
    }
    if (!given.order_by.empty()) {
        request.order_by = Text{given.order_by};
    }
    if (!given.file.empty()) {
        request.file = given.file;
        request.form = line.overrides.form.value_or(DataForm::copy);
        line.overrides.form.reset();  // it is no key of the config here
        check_script(request);
    }
    line.list = given.list;
    line.forget = given.forget;
    if (given.list || given.forget) {
        check_stamped_case(given, request);
        line.question = {given.table,
                         request.keys.empty() ? std::vector<std::string>{} : request.keys.front()};
    } else {
        check_rows(given, request);
    }
    line.take = std::move(request);
}

}  // namespace subset::cli
