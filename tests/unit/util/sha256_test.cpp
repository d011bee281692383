#include "util/sha256.hpp"

#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

// The messages of FIPS 180-4's examples, and one for each way of filling the last block.
TEST(Sha256Digest, IsThatOfTheStandard) {
    EXPECT_EQ(render_hex(sha256("")),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(render_hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(render_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(render_hex(sha256(std::string(1'000'000, 'a'))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Cases 1, 2, 6 and 7 of RFC 4231.
TEST(Sha256Digest, HmacIsThatOfTheStandard) {
    EXPECT_EQ(render_hex(Hmac{std::string(20, '\x0b')}.digest("Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(render_hex(Hmac{"Jefe"}.digest("what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    const Hmac long_key{std::string(131, '\xaa')};
    EXPECT_EQ(render_hex(long_key.digest("Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    EXPECT_EQ(render_hex(long_key.digest(
                  "This is a test using a larger than block-size key and a larger than block-size "
                  "data. The key needs to be hashed before being used by the HMAC algorithm.")),
              "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

// These characters of a key make zero bytes of the pads.
TEST(Sha256Digest, ABlockOfAnHmacMayHaveZeroBytes) {
    EXPECT_EQ(render_hex(Hmac{"key with 6 and \\ in it"}.digest("bytes")),
              "6cb9637406f2e5cf8f79e6ad7177e44610534434d7526f5079f3ca440de48eb7");
}

TEST(Sha256Digest, TheBlocksOfAnHmacAreItsKey) {
    const Hmac hmac{"a key"};
    ASSERT_EQ(hmac.inner().size(), 64U);
    ASSERT_EQ(hmac.outer().size(), 64U);
    const Sha256 inside = sha256(hmac.inner() + "bytes");
    EXPECT_EQ(sha256(hmac.outer() +
                     std::string{reinterpret_cast<const char*>(inside.data()), inside.size()}),
              hmac.digest("bytes"));
}

// Where the length does not fit behind the message, it stands in a block of its own.
TEST(Sha256Digest, EveryLengthAroundABlockIsTaken) {
    const std::string text(130, 'x');
    EXPECT_EQ(render_hex(sha256(text.substr(0, 55))),
              "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072");
    EXPECT_EQ(render_hex(sha256(text.substr(0, 56))),
              "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e");
    EXPECT_EQ(render_hex(sha256(text.substr(0, 64))),
              "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c");
}

}  // namespace
}  // namespace subset
