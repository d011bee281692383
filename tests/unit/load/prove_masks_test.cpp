#include "load/prove_masks.hpp"

#include "subset/error.hpp"
#include "support/binary_tuple.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing_support::make_tuple;

constexpr const char* secret = "the secret of this test";

std::string hash_of(const std::string& text) { return render_hex(Hmac{secret}.digest(text)); }

// The rows that are written are (a, b, name, mail), the key is (a, b), and the sampled columns are
// name and mail.
CheckMasks check_of(bool by_key) {
    CheckMasks check;
    check.by_key = by_key;
    check.key_fields = {0, 1};
    check.sample.secret = secret;
    check.sample.rows = {{{"1", "23"}, {hash_of("Ann"), hash_of("ann@mail.test")}},
                         {{"12", "3"}, {hash_of("Bob"), std::nullopt}}};
    check.columns = {{0, 2, "public.users.name"}, {1, 3, "public.users.mail"}};
    return check;
}

using Fields = std::vector<std::optional<std::string>>;

std::string found_in(const CheckMasks& check, const std::vector<Fields>& rows) {
    MaskProof proof{check};
    for (const Fields& row : rows) {
        proof.take_written(make_tuple(row));
    }
    try {
        proof.finish();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::not_whole);
        return error.what();
    }
    return {};
}

TEST(MaskProof, FindsARawValueInItsOwnRow) {
    const CheckMasks check = check_of(true);
    EXPECT_EQ(found_in(check, {{"1", "23", "Zv", "u@example.com"}, {"12", "3", "Zw", "-"}}), "");
    EXPECT_EQ(found_in(check, {{"1", "23", "Ann", "u@example.com"}}),
              "public.users.name is masked, and yet 1 of the sampled rows hold their raw value");
    EXPECT_EQ(found_in(check, {{"1", "23", "Ann", "ann@mail.test"}, {"12", "3", "Bob", "Bob"}}),
              "public.users.name is masked, and yet 2 of the sampled rows hold their raw value; "
              "public.users.mail is masked, and yet 1 of the sampled rows hold their raw value");
}

TEST(MaskProof, AnotherRowMayHaveTheValueAsItsMask) {
    const CheckMasks check = check_of(true);
    EXPECT_EQ(found_in(check, {{"12", "3", "Ann", "ann@mail.test"}, {"9", "9", "Bob", "Bob"}}), "");
    EXPECT_EQ(found_in(check, {{"1", "23", std::nullopt, ""}}), "");
    EXPECT_EQ(found_in(check, {{std::nullopt, "123", "Ann", "x"}}), "") << "no row has that key";
}

TEST(MaskProof, WithoutAKeyNoRowMayHaveIt) {
    const CheckMasks check = check_of(false);
    EXPECT_EQ(found_in(check, {{"9", "9", "Zv", "u@example.com"}, {"9", "9", std::nullopt, ""}}),
              "");
    EXPECT_EQ(found_in(check, {{"9", "9", "Bob", "ann@mail.test"}, {"9", "9", "Bob", "x"}}),
              "public.users.name is masked, and yet 2 of its rows hold a raw value; "
              "public.users.mail is masked, and yet 1 of its rows hold a raw value");
}

}  // namespace
}  // namespace subset
