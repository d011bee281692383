"""Configs for the tiny source, valid or nearly so, and what is done to their bytes, tokens, lines and values."""
import re

from tiny_source import BOUNDS, ROWS

KEYS = {
    "[source]": ("url", "schemas", "dangling", "statement_timeout", "lock_timeout", "connect_timeout", "silence_timeout", "jobs", "retries", "rate"),
    "[target]": ("url", "mode", "atomic", "file", "force", "after", "skip_extensions", "foreign_servers", "lock_timeout"),
    "[limits]": ("rows", "bytes", "memory"),
    "[mask]": ("key", "unclassified", "keep"),
    "[[root]]": ("table", "where", "order_by", "limit", "sample", "seed", "query", "children", "only"),
    "[[table]]": ("name", "rows", "mask"),
    "[[child]]": ("table", "parent", "columns", "name", "follow", "where", "order_by", "limit"),
    "[[reference]]": ("name", "table", "columns", "parent", "parent_columns", "when"),
    "[[cut]]": ("table", "columns", "parent", "name"),
}
NEEDED = {"[[root]]": ("table",), "[[table]]": ("name",), "[[child]]": ("table", "parent"),
          "[[reference]]": ("table", "columns", "parent"), "[[cut]]": ("table", "columns")}
STRINGS = (
    "", " ", "*", "public.*", "!public", "public", "users", "public.users", "orders", "events_new", "no_such.table", "a.b.c.d", "\"users\"",
    "id", "user_id", "c.id", "id = 7", "id IN (SELECT 3)", "c.note IS NULL", "id = ", "1; DROP TABLE users", "true) OR (true", "/*", "--", "'",
    "$1", "$$", "id DESC", "random()", "SELECT id FROM users", "SELECT 1, 2, 3", "SELECT", "TABLE users", "(c.code)", "(lower(c.code))",
    "5%", "200%", "-1%", "1e400%", "%", "1s", "0s", "-5s", "1 h", "99999999999999999999h", "1.5e3ms", "256 MB", "10 EB", "1 XB", "0x10",
    "all", "none", "closure", "keep", "absent", "replace", "transaction", "chosen", "always", "never", "fail", "null", "drop",
    "allow", "warn", "error", "@email", "@hash", "@nothing", "@json(keys: $.a.b)", "@json(keys: ", "@", "md5(c.email)", "NULL",
    "${NO_SUCH_VARIABLE}", "${", "${}", "$${HOME}", "${HOME}", "localhost:5432/x", "postgresql://", "host=", "\t", "\n", "ü€😀", "\u202e",
    "\x7f", "a" * 300, "a" * 70_000, "(" * 5_000, "${" * 3_000, ".*" * 400, "[" * 3_000, "a.b" * 999)
# Values that a key may have, so that many configs come past the reader of the file.
FITTING = {
    "dangling": ('"fail"', '"keep"', '"null"', '"drop"'), "jobs": ("1", "3", "65"), "retries": ("0", "2"), "rate": ('"1 MB/s"', '"2 GB/s"', '"0 MB/s"', "5"),
    "schemas": ('["public"]', '["*", "!x"]', '["!public"]', '"pub*"'), "mode": ('"replace"', '"keep"'),
    "atomic": ('"transaction"', '"none"', '"database"'), "force": ('"localhost:1/x"',), "skip_extensions": ('["citext"]', "[]"), "foreign_servers": ("[]",),
    "statement_timeout": ('"5s"', '"1ms"'), "lock_timeout": ('"1s"', '"1ms"'), "silence_timeout": ('"1s"', '"0s"'), "connect_timeout": ('"1s"',),
    "rows": ("10", "0", "1_000", '"all"', '"none"', '"keep"', '"absent"', '"closure"'), "bytes": ('"1 kB"', '"1 GB"', "5"),
    "memory": ('"0 MB"', '"1 kB"', '"1 TB"'), "key": ('"k"', '""'), "unclassified": ('"allow"', '"error"'), "keep": ('["*.*"]', '["users.email"]'),
    "table": ('"users"', '"orders"', '"items"', '"events"', '"events_new"', '"notes"', '"visits"', '"settings"', '"names"'),
    "parent": ('"users"', '"countries"', '"orders"', '"items"', '"events"'), "name": ('"users"', '"*"', '"events*"', '"users_manager_fkey"'),
    "where": ('"id = 7"', '"true"', '"c.id IS NOT NULL"', '"1/0 = 1"', '"p.id > 3"', '"false"'), "order_by": ('"id"', '"c.id DESC"', '"random()"'),
    "limit": ("0", "1", "9223372036854775807"), "sample": ('"50%"', '"0.001%"'), "seed": ("1", "-1"), "query": ('"SELECT id FROM users"', '"TABLE visits"'),
    "children": ("true", "false"), "only": ("true", "false"), "follow": ('"always"', '"never"', '"chosen"'), "when": ('"c.code IS NOT NULL"', '"1/0 = 1"'),
    "columns": ('["manager"]', '["country"]', '["user_id"]', '["order_id", "line"]', '["user_ref"]', '["(c.code)"]', '["seen"]', '["(c.seen[1])"]'),
    "parent_columns": ('["id"]', '["code"]', '["order_id", "line"]', '["email"]', '["tags"]'),
    "mask": ('{ email = "@email" }', '{ id = "c.id + 1" }', '{ country = "@null" }', '{ tags = "NULL" }', '{ note = "@text", user_id = "@number" }'),
}
BARE = ("0", "1", "-1", "7", "1e3", "1.5", "inf", "nan", "-0.0", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "0xffffffffffffffff", "true", "false", "True", "yes", "null", "1979-05-27", "07:32:00", "1979-05-27T07:32:00Z", "[]", "[[]]", "{}",
        "[1, \"a\"]", "{ a = 1 }", "{ email = 3 }", "{ \"\" = \"x\" }", "[" * 200 + "]" * 200, "[" * 20_000, "{a=" * 200 + "1" + "}" * 200,
        "\"\"\"x\ny\"\"\"", "'''x'''", "\"\\u0000\"", "\"\\uD800\"", "\"\\q\"", "\"", "'", "", "[\"id\", \"id\"]", "[\"*\", \"!*\"]")
TOKENS = ("[", "]", "[[", "]]", "=", ".", ",", "{", "}", "\"", "'", "\"\"\"", "#", "\\", "\n", "\r", "\r\n", "\0", "\x1b[31m", "\ufeff",
          "true", "-", "+", "::", "${", "}", "_", "9" * 40)
BYTES = (b"\0", b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\x80", b"\x1b", b"\r")
# What may do real work or harm beside the databases of the test is not asked for by chance.
UNWANTED = re.compile(r"(?i)pg_sleep|generate_series|\bfile\b\s*=|\bafter\b\s*=")


def render_string(text):
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\x7f": "\\u007f"}
    return '"' + "".join(escapes.get(letter, letter) for letter in text) + '"'


def render_value(chance, key=""):
    if key in FITTING and chance.random() < 0.85:
        return chance.choice(FITTING[key])
    form = chance.random()
    if form < 0.6:
        return render_string(chance.choice(STRINGS))
    if form < 0.75:
        return "[" + ", ".join(render_string(chance.choice(STRINGS)) for _ in range(chance.choice((0, 1, 1, 2, 5)))) + "]"
    if form < 0.8:
        return "{ " + ", ".join(f"{chance.choice(('email', 'id', 'note', 'x'))} = {render_string(chance.choice(STRINGS))}"
                                for _ in range(chance.choice((1, 1, 2)))) + " }"
    return chance.choice(BARE)


def render_section(chance):
    section = chance.choice(list(KEYS))
    must = [key for key in NEEDED.get(section, ()) if chance.random() < 0.9]
    more = chance.sample(KEYS[section], chance.randint(0, min(2, len(KEYS[section]))))
    keys = list(dict.fromkeys([*must, *more]))
    return "\n".join([section, *(f"{key} = {render_value(chance, key)}" for key in keys)]) + "\n"


# --- Each takes the chance and the text of a config, and gives another text.

def another_value(chance, text):
    places = list(re.finditer(r"(?m)^(\w+) = (.*)$", text))
    place = chance.choice(places)
    return text[:place.start(2)] + render_value(chance, place[1]) + text[place.end(2):]


def another_key(chance, text):
    place = chance.choice(list(re.finditer(r"(?m)^(\w+) =", text)))
    key = chance.choice([key for keys in KEYS.values() for key in keys] + ["no_such_key", "a.b", "\"\"", "a" * 5_000])
    return text[:place.start(1)] + key + text[place.end(1):]


def another_section(chance, text):
    place = chance.choice(list(re.finditer(r"(?m)^\[.*\]$", text)))
    return text[:place.start()] + chance.choice([*KEYS, "[root]", "[[source]]", "[a.b]", "[]", "[[[root]]]"]) + text[place.end():]


def one_more_section(chance, text):
    return text + render_section(chance) if chance.random() < 0.7 else render_section(chance) + text


def one_more_key(chance, text):
    lines = text.split("\n")
    place = chance.randrange(len(lines) + 1)
    above = [line for line in lines[:place] if line in KEYS] or list(KEYS)
    key = chance.choice(KEYS[above[-1]])
    lines.insert(place, f"{key} = {render_value(chance, key)}")
    return "\n".join(lines)


def without_a_line(chance, text):
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def a_line_twice(chance, text):
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return "\n".join(lines)


def one_more_token(chance, text):
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice(TOKENS) + text[place:]


def cut_off(chance, text):
    return text[:chance.randrange(len(text) + 1)]


def many_sections(chance, text):
    return text + render_section(chance) * chance.choice((3, 50, 400))


def flip_bits(chance, data):
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def insert_bytes(chance, data):
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice((*BYTES, chance.randbytes(5))) + data[place:]


def in_another_encoding(chance, data):
    return data.decode().encode(chance.choice(("utf-16", "utf-8-sig", "utf-32", "cp037")))


OF_TEXT = (another_value, another_value, another_value, another_value, another_value, another_key, another_section, one_more_section,
           one_more_section, one_more_section, one_more_key, one_more_key, without_a_line, a_line_twice, one_more_token, cut_off, many_sections)
OF_BYTES = (flip_bits, insert_bytes, in_another_encoding)


def make_config(chance):
    """(bytes, what was done)"""
    text, made = f"[source]\n{BOUNDS}[target]\nlock_timeout = \"5s\"\n{ROWS}", []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        fault = chance.choice((*OF_TEXT, *OF_BYTES))
        made.append(fault.__name__)
        try:
            if fault in OF_TEXT:
                changed = fault(chance, text)
                text = text if UNWANTED.search(changed) else changed
            else:
                return fault(chance, text.encode()), made
        except (IndexError, ValueError):  # nothing is left that this could change
            continue
    return text.encode(), made
