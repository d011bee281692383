// A program of somebody else's: counts what a refresh would copy.
#include <iostream>
#include <subset/subset.hpp>

int main(int count, char** arguments) {
    try {
        subset::Observer silent;
        subset::Cancellation cancellation;
        const subset::Config config = subset::read_config(count > 1 ? arguments[1] : "twin.toml");
        const subset::Report report = subset::plan(config, silent, cancellation);
        std::cout << report.tables.size() << " tables\n";
    } catch (const subset::Error& error) {
        std::cerr << error.what() << '\n';
        return subset::exit_status(error.kind());
    }
}
