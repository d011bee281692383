#include "mask/altered/permutation.hpp"

#include "mask/altered/sql_pattern.hpp"
#include "mask/mask_digits.hpp"

#include <fmt/format.h>

#include <string_view>

namespace subset {
namespace {

constexpr int rounds = 3;

// Renders what a round adds: 32 bits made of one half.
std::string render_round_bits(int round, std::string_view half) {
    const std::string hashed =
        render_sql("p.t `||` '{0} ' `||` p.k::pg_catalog.text `||` ' ' `||` {1}::pg_catalog.text",
                   round, half);
    return MaskDigits{hashed}.number(8);
}

// The state is a line (t, k, b, l, r): the tweak, the bits of the number, those of its right half,
// and both halves. Rounds change the halves by turns.
std::string render_round(const std::string& state, int round) {
    const bool left = round % 2 == 0;
    const std::string changed = render_sql(
        left ? "p.l `#` ({0} `&` ((1::pg_catalog.int8 `<<` (p.k `-` p.b)) `-` 1)) AS l, p.r"
             : "p.l, p.r `#` ({0} `&` ((1::pg_catalog.int8 `<<` p.b) `-` 1)) AS r",
        render_round_bits(round, left ? "p.r" : "p.l"));
    return fmt::format("SELECT p.t, p.k, p.b, {} FROM ({}) AS p OFFSET 0", changed, state);
}

std::string render_split(const std::string& number) {
    return fmt::format(
        "SELECT p.t, p.k, p.b, p.x OPERATOR(pg_catalog.>>) p.b AS l, p.x OPERATOR(pg_catalog.&) "
        "((1::pg_catalog.int8 OPERATOR(pg_catalog.<<) p.b) OPERATOR(pg_catalog.-) 1) AS r FROM "
        "({}) AS p OFFSET 0",
        number);
}

// A letter of a text: its place, and its kind as the first of those among which it is permuted, and
// how many these are. A text without letters and digits has none.
constexpr std::string_view character_kinds =
    "SELECT s.v, s.o, CASE WHEN s.n `>=` 48 AND s.n `<=` 57 THEN 48 WHEN s.n `>=` 65 AND s.n `<=` "
    "90 THEN 65 WHEN s.n `>=` 97 AND s.n `<=` 122 THEN 97 WHEN s.n `>=` 192 THEN s.n `-` "
    "pg_catalog.mod(s.n, 16) END AS f, CASE WHEN s.n `<=` 57 THEN 10 WHEN s.n `<=` 122 THEN 26 "
    "ELSE 16 END AS m, s.n FROM (SELECT u.v, u.o, pg_catalog.ascii(u.v) AS n FROM "
    "pg_catalog.unnest(pg_catalog.string_to_array({0}, NULL)) WITH ORDINALITY AS u (v, o)) AS s";

// Characters that stay, as a class of regular expressions, and all others.
constexpr std::string_view other_characters = "[\\u0001-\\u002f:-@\\u005b-\\u0060\\u007b-\\u00bf]";
constexpr std::string_view letter_class = "[^\\u0001-\\u002f:-@\\u005b-\\u0060\\u007b-\\u00bf]";

// Renders one half with each of its letters moved on by so many places as the bytes of h say.
// `direction` is 1, or -1 where the round is undone.
std::string render_moved(std::string_view half, int direction) {
    return render_sql(
        "coalesce((SELECT pg_catalog.string_agg(CASE WHEN s.f IS NULL THEN s.v ELSE "
        "pg_catalog.chr(s.f `+` "
        "pg_catalog.mod(s.n `-` s.f `+` s.m `+` (({0}) `*` pg_catalog.mod(pg_catalog.get_byte(p.h, "
        "pg_catalog.mod(s.o, 32)::pg_catalog.int4), s.m)), s.m)) END, '' ORDER BY s.o) FROM ({1}) "
        "AS s), '')",
        direction, render_sql(character_kinds, half));
}

// The state is a line (k, l, r): the letters and digits of the left half, and both halves.
// Case is not looked at, so that equal values of citext stay equal.
std::string render_text_round(const std::string& state, int round, int direction) {
    const bool left = round % 2 == 0;
    const std::string hashed =
        render_sql("'id {0} ' `||` pg_catalog.lower({1} COLLATE pg_catalog.\"default\")", round,
                   left ? "p.r" : "p.l");
    return fmt::format(
        "SELECT p.k, {} FROM (SELECT p.k, p.l, p.r, {} AS h FROM ({}) AS p OFFSET 0) "
        "AS p OFFSET 0",
        left ? fmt::format("{} AS l, p.r", render_moved("p.l", direction))
             : fmt::format("p.l, {} AS r", render_moved("p.r", direction)),
        render_hmac(render_bytes(hashed)), state);
}

}  // namespace

std::string render_permuted_bits(const std::string& number, const std::string& bits,
                                 const std::string& tweak) {
    std::string state = render_split(render_sql(
        "SELECT p.t, p.k, (p.k `+` 1) `/` 2 AS b, p.x FROM (SELECT ({0})::pg_catalog.text AS t, "
        "({1}) AS k, ({2}) AS x OFFSET 0) AS p OFFSET 0",
        tweak, bits, number));
    for (int round = 0; round < rounds; ++round) {
        state = render_round(state, round);
    }
    state = render_split(render_sql(
        "SELECT p.t, p.k, p.b, (((p.l `<<` p.b) `|` p.r) `+` 1) `&` ((1::pg_catalog.int8 `<<` p.k) "
        "`-` 1) AS x FROM ({0}) AS p OFFSET 0",
        state));
    for (int round = rounds - 1; round >= 0; --round) {
        state = render_round(state, round);
    }
    return render_sql("(SELECT (p.l `<<` p.b) `|` p.r FROM ({0}) AS p)", state);
}

// The numbers of 9 bits or more are 2^k and k bits behind it, smaller ones are 8 bits. A negative
// number is permuted as its complement, -1 as 0: so the least number of each type has its place.
std::string render_permuted_integer(const std::string& value) {
    const std::string permuted =
        render_permuted_bits(render_sql("n.u `-` n.base"), "n.k",
                             render_sql("CASE WHEN n.v `<` 0 THEN 'id-' ELSE 'id+' END"));
    return render_sql(
        "(SELECT CASE WHEN n.v `<` 0 THEN `~` (n.base `+` n.x) ELSE n.base `+` n.x END FROM "
        "(SELECT "
        "n.v, n.base, {0} AS x FROM (SELECT n.v, n.u, n.k, CASE WHEN n.u `<` 256 THEN 0 ELSE "
        "1::pg_catalog.int8 `<<` n.k END AS base FROM (SELECT n.v, n.u, CASE WHEN n.u `<` 256 THEN "
        "8 "
        "ELSE 64 `-` pg_catalog.\"position\"(n.u::pg_catalog.bit(64), B'1') END AS k FROM (SELECT "
        "n.v, CASE WHEN n.v `<` 0 THEN `~` n.v ELSE n.v END AS u FROM (SELECT {1}::pg_catalog.int8 "
        "AS v OFFSET 0) AS n OFFSET 0) AS n OFFSET 0) AS n OFFSET 0) AS n OFFSET 0) AS n)",
        permuted, value);
}

// The text is cut where half of its letters and digits have passed. Between P and P backwards
// all letters and digits of the right half move on: by one place, and where there is but one
// of them, by some that the key decides.
std::string render_permuted_text(const std::string& text) {
    std::string state = render_sql(
        "SELECT p.k, p.l, pg_catalog.substr(p.x, pg_catalog.length(p.l) `+` 1) AS r FROM (SELECT "
        "p.x, p.k, coalesce(pg_catalog.\"substring\"(p.x, '^(?:{1}*{2}){{' `||` "
        "p.k::pg_catalog.text `||` '}}'), '') AS l FROM (SELECT p.x, pg_catalog.length("
        "pg_catalog.regexp_replace(p.x, '{1}+', '', 'g')) `/` 2 AS k FROM (SELECT ({0}) AS x "
        "OFFSET "
        "0) AS p OFFSET 0) AS p OFFSET 0) AS p OFFSET 0",
        text, other_characters, letter_class);
    for (int round = 0; round < rounds; ++round) {
        state = render_text_round(state, round, 1);
    }
    state = render_sql(
        "SELECT p.k, p.l, {0} AS r FROM (SELECT p.k, p.l, p.r, pg_catalog.decode(pg_catalog.repeat("
        "'0' `||` CASE WHEN p.k `=` 0 THEN (pg_catalog.mod({1}, 9) `+` 1)::pg_catalog.text ELSE "
        "'1' "
        "END, 32), 'hex') AS h FROM ({2}) AS p OFFSET 0) AS p OFFSET 0",
        render_moved("p.r", 1), MaskDigits{"'id step'"}.number(7), state);
    for (int round = rounds - 1; round >= 0; --round) {
        state = render_text_round(state, round, -1);
    }
    return render_sql("(SELECT p.l `||` p.r FROM ({0}) AS p)", state);
}

}  // namespace subset
