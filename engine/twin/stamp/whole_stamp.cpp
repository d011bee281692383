#include "twin/stamp.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <functional>
#include <map>
#include <utility>

namespace subset {
namespace {

// Reads the JSON of a stamp from its beginning to its end. After something that does not belong
// there, nothing further is read and good() is false.
class StampReader {
public:
    explicit StampReader(std::string_view json) : rest_{json} {}

    [[nodiscard]] bool good() const noexcept { return good_; }
    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }

    std::string text() {
        std::string value;
        take('"');
        while (good_ && !rest_.empty() && rest_.front() != '"') {
            value += character();
        }
        take('"');
        return value;
    }

    std::uint64_t number() {
        std::uint64_t value = 0;
        const auto end = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        good_ = good_ && end.ec == std::errc{};
        rest_.remove_prefix(static_cast<std::size_t>(end.ptr - rest_.data()));
        return value;
    }

    bool truth() {
        const bool value = rest_.starts_with("true");
        good_ = good_ && (value || rest_.starts_with("false"));
        rest_.remove_prefix(std::min<std::size_t>(rest_.size(), value ? 4 : 5));
        return value;
    }

    void comma() { take(','); }

    // Each element, or each member, whose name has been read then.
    void list(const std::function<void()>& element) { between('[', ']', element); }
    void object(const std::function<void(const std::string&)>& member) {
        between('{', '}', [&] {
            const std::string name = text();
            take(':');
            member(name);
        });
    }

    std::vector<std::string> texts() {
        std::vector<std::string> values;
        list([&] { values.push_back(text()); });
        return values;
    }

    void fail() noexcept { good_ = false; }

private:
    void take(char expected) {
        good_ = good_ && rest_.starts_with(expected);
        if (good_) {
            rest_.remove_prefix(1);
        }
    }

    char character() {
        const bool escaped = rest_.front() == '\\' && rest_.size() > 1;
        rest_.remove_prefix(escaped ? 1 : 0);
        char value = rest_.front();
        if (escaped && value == 'u' && rest_.size() > 4) {
            unsigned char code = '?';
            (void)std::from_chars(rest_.data() + 3, rest_.data() + 5, code, 16);
            value = static_cast<char>(code);
            rest_.remove_prefix(4);
        }
        rest_.remove_prefix(1);
        return value;
    }

    void between(char begin, char end, const std::function<void()>& element) {
        take(begin);
        for (bool first = true; good_ && !rest_.starts_with(end); first = false) {
            if (!first) {
                comma();
            }
            element();
        }
        take(end);
    }

    std::string_view rest_;
    bool good_ = true;
};

// ["orders_user_id_fkey",["user_id"],["public","users"],["user_id"]]
Stamp::ForeignKey read_foreign_key(StampReader& reader) {
    Stamp::ForeignKey key;
    std::size_t index = 0;
    reader.list([&] {
        switch (index++) {
            case 0:
                key.name = reader.text();
                break;
            case 1:
                key.columns = reader.texts();
                break;
            case 2: {
                const std::vector<std::string> name = reader.texts();
                if (name.size() == 2) {
                    key.parent = {name[0], name[1]};
                } else {
                    reader.fail();
                }
                break;
            }
            case 3:
                key.parent_columns = reader.texts();
                break;
            default:
                reader.fail();
        }
    });
    return key;
}

// ["public.orders",["4711"],true]
StampCase read_case(StampReader& reader) {
    StampCase one;
    std::size_t index = 0;
    reader.list([&] {
        switch (index++) {
            case 0:
                one.table = reader.text();
                break;
            case 1:
                one.key = reader.texts();
                break;
            case 2:
                one.children = reader.truth();
                break;
            default:
                reader.fail();
        }
    });
    return one;
}

void read_member(const std::string& name, StampReader& reader, Stamp& stamp) {
    StampIdentity& identity = stamp.identity;
    const std::map<std::string_view, std::string*> texts{
        {"version", &identity.version},
        {"database", &identity.database},
        {"oid", &identity.oid},
        {"cluster", &identity.cluster},
        {"run", &identity.run_id},
        {"source", &identity.origin.database},
        {"source_cluster", &identity.origin.cluster},
        {"source_server_version", &stamp.source_server_version},
        {"config", &stamp.config_hash},
        {"snapshot_time", &identity.origin.snapshot_time},
        {"privileges", &identity.saved_privileges},
        {"made", &identity.made}};
    if (const auto found = texts.find(name); found != texts.end()) {
        *found->second = reader.text();
    } else if (name == "incomplete") {
        identity.incomplete = reader.truth();
    } else if (name == "dangling") {
        reader.object([&](const std::string& reference) {
            stamp.dangling.push_back({reference, reader.number()});
        });
    } else if (name == "schemas") {
        stamp.schemas = reader.texts();
        stamp.made_no_schema = stamp.schemas.empty();
    } else if (name == "masked") {
        stamp.masked = reader.texts();
    } else if (name == "raw") {
        stamp.raw = reader.truth();
    } else if (name == "cases") {
        reader.list([&] { stamp.cases.push_back(read_case(reader)); });
    } else if (name == "foreign_keys") {
        reader.object([&](const std::string& table) {
            stamp.foreign_keys.push_back({table, {}});
            reader.list(
                [&] { stamp.foreign_keys.back().keys.push_back(read_foreign_key(reader)); });
        });
    } else if (name == "prints") {
        const std::vector<std::string> prints = reader.texts();
        if (prints.size() == 4) {
            stamp.prints = {prints[0], prints[1], prints[2], prints[3]};
        } else {
            reader.fail();
        }
    } else if (name == "by_transaction") {
        stamp.by_transaction = reader.number();
    } else if (name == "rows") {
        stamp.rows = reader.number();
    } else if (name == "tables") {
        reader.object(
            [&](const std::string& table) { stamp.tables.push_back({table, reader.number()}); });
    } else {
        reader.fail();
    }
}

}  // namespace

std::optional<Stamp> parse_whole_stamp(std::string_view comment) {
    const std::string_view json = find_stamp(comment);
    if (json.empty()) {
        return std::nullopt;
    }
    Stamp stamp;
    StampReader reader{json};
    reader.object([&](const std::string& name) { read_member(name, reader, stamp); });
    return reader.good() && reader.at_end() ? std::optional{std::move(stamp)} : std::nullopt;
}

}  // namespace subset
