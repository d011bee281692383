"""A column of every type of PostgreSQL's manual, with raw values that can be told wherever they turn up, and a mask for each.

`WORD` is in every raw value that is a text or holds one, and `KEY_WORD` in those that references go by. Of other types `planted(n)` gives the
forms, as text and as COPY sends them, of row n's value.
"""
import datetime
import hashlib
import ipaddress
import struct
import uuid

WORD, KEY_WORD = "Rawvalue", "Rawkey"
EPOCH = datetime.datetime(2000, 1, 1)

PRELUDE = """
CREATE TYPE mood AS ENUM ('calm', 'cross');
CREATE TYPE place AS (street text, house int);
CREATE DOMAIN phrase AS text CHECK (length(VALUE) < 4000);
CREATE DOMAIN sum AS numeric(20, 4);
"""


def _big(n):
    return 7700000000000000000 + n * 1000003


def _moment(n):
    return datetime.datetime(1803, 5, 7, 11, 22, 33) + datetime.timedelta(days=n * 997, seconds=n * 7)  # no mask is another row's value


def _address(n):
    return ipaddress.ip_address("198.18.7.0") + n


def _mac(n):
    return f"d6:3b:9a:{n % 256:02x}:c4:7{n % 10}"


def _double(n):
    return 123456.789012 + n


def _moment_forms(n):
    return [str(_moment(n)), struct.pack(">q", (_moment(n) - EPOCH) // datetime.timedelta(microseconds=1))]


def _in_words(prefix=""):
    return lambda n: f"'{prefix}{WORD} {n}'"


# (type, SQL of row n's raw value, mask, forms of it that are no word)
TYPES = [
    ("text", _in_words("the "), "@text", None),
    ("text", _in_words(), "@name", None),
    ("varchar(80)", lambda n: f"'{WORD}{n}@mail.test'", "@email", None),
    ("varchar(60)", _in_words(), "@address", None),
    ("varchar(60)", _in_words(), "@city", None),
    ("text", _in_words(), "@company", None),
    ("text", lambda n: f"'+{WORD} {n}'", "@phone", None),
    ("text", _in_words(), "@url", None),
    ("char(40)", _in_words(), "@first_name", None),
    ("name", _in_words(), "@last_name", None),
    ("phrase", _in_words("a phrase of "), "@text", None),
    ("text", _in_words(), "'made ' || length(c.{column}) || ' of ' || c.id", None),
    ("smallint", lambda n: str(20000 + n), "@number", None),
    ("integer", lambda n: str(1900000000 + n), "@number", lambda n: [str(1900000000 + n)]),
    ("bigint", lambda n: str(_big(n)), "@null", lambda n: [str(_big(n)), struct.pack(">q", _big(n))]),
    ("numeric(30, 5)", lambda n: f"{_big(n)}.12345", "@null", lambda n: [f"{_big(n)}.12345"]),
    ("sum", lambda n: f"{_big(n) // 10000}.5678", "@null", lambda n: [f"{_big(n) // 10000}.5678"]),
    ("real", lambda n: f"{n}.25", "@null", None),
    ("double precision", lambda n: repr(_double(n)), "@null", lambda n: [repr(_double(n)), struct.pack(">d", _double(n))]),
    ("money", lambda n: f"{77000000 + n}.89", "@null", lambda n: [struct.pack(">q", (77000000 + n) * 100 + 89)]),
    ("bytea", lambda n: f"convert_to('{WORD} {n}', 'UTF8')", "@hash", lambda n: [f"{WORD} {n}".encode().hex()]),
    ("timestamp", lambda n: f"'{_moment(n)}'", "@date", _moment_forms),
    ("timestamptz", lambda n: f"'{_moment(n)}+00'", "@date", _moment_forms),
    ("date", lambda n: f"'{_moment(n).date()}'", "@date", lambda n: [str(_moment(n).date())]),
    ("time", lambda n: f"'{_moment(n).time()}.{100000 + n}'", "@date", lambda n: [f"{_moment(n).time()}.{100000 + n}"]),
    ("timetz", lambda n: f"'{_moment(n).time()}.{200000 + n}+01'", "@date", lambda n: [f"{_moment(n).time()}.{200000 + n}"]),
    ("interval", lambda n: f"'{n} days 07:08:09.{300000 + n}'", "@date", lambda n: [f"07:08:09.{300000 + n}"]),
    ("boolean", lambda n: "true", "@null", None),
    ("mood", lambda n: "'cross'", "@null", None),
    ("point", lambda n: f"'({_double(n)!r}, 1)'", "@null", lambda n: [struct.pack(">d", _double(n))]),
    ("line", lambda n: f"'{{{_double(n)!r}, 1, 1}}'", "@null", lambda n: [struct.pack(">d", _double(n))]),
    ("lseg", lambda n: f"'[({_double(n)!r}, 1), (2, 2)]'", "@null", lambda n: [struct.pack(">d", _double(n))]),
    ("box", lambda n: f"'({_double(n)!r}, 1), (2, 2)'", "@null", lambda n: [struct.pack(">d", _double(n))]),
    ("path", lambda n: f"'[({_double(n)!r}, 1), (2, 2)]'", "@null", lambda n: [struct.pack(">d", _double(n))]),
    ("polygon", lambda n: f"'(({_double(n)!r}, 1), (2, 2), (3, 1))'", "@null", lambda n: [struct.pack(">d", _double(n))]),
    ("circle", lambda n: f"'<({_double(n)!r}, 1), 2>'", "@null", lambda n: [struct.pack(">d", _double(n))]),
    ("inet", lambda n: f"'{_address(n)}'", "@ip", lambda n: [str(_address(n)), b"\x02\x20\x00\x04" + _address(n).packed]),
    ("cidr", lambda n: f"'{_address(n)}'", "@ip", lambda n: [str(_address(n)), b"\x02\x20\x01\x04" + _address(n).packed]),
    ("macaddr", lambda n: f"'{_mac(n)}'", "@null", lambda n: [_mac(n), bytes.fromhex(_mac(n).replace(":", ""))]),
    ("macaddr8", lambda n: f"'{_mac(n)}:aa:bb'", "@null", lambda n: [_mac(n), bytes.fromhex(_mac(n).replace(":", ""))]),
    ("bit(64)", lambda n: f"({_big(n)}::bigint)::bit(64)", "@null", lambda n: [f"{_big(n):064b}", struct.pack(">q", _big(n))]),
    ("varbit", lambda n: f"({_big(n)}::bigint)::bit(64)::varbit", "@null", lambda n: [f"{_big(n):064b}", struct.pack(">q", _big(n))]),
    ("tsvector", lambda n: f"to_tsvector('simple', '{WORD}{n} said')", "@null", None),
    ("tsquery", lambda n: f"to_tsquery('simple', '{WORD}{n} & said')", "@null", None),
    ("uuid", lambda n: f"'{uuid.UUID(hashlib.md5(str(n).encode()).hexdigest())}'", "@uuid",
     lambda n: [str(uuid.UUID(hashlib.md5(str(n).encode()).hexdigest())), hashlib.md5(str(n).encode()).digest()]),
    ("xml", lambda n: f"'<a>{WORD} {n}</a>'", "@null", None),
    ("json", lambda n: f"""'{{"a": ["{WORD} {n}", {{"b": {_big(n)}}}]}}'""", "@json", lambda n: [str(_big(n))]),
    ("jsonb", lambda n: f"""'{{"a": ["{WORD} {n}", {{"b": {_big(n)}}}]}}'""", "@json", lambda n: [str(_big(n))]),
    ("jsonpath", lambda n: f"""'$."{WORD} {n}"'""", "@null", None),
    ("text[]", lambda n: f"ARRAY['{WORD} {n}', NULL, 'more {WORD}']", "@text", None),
    ("bigint[]", lambda n: f"ARRAY[{_big(n)}, 1]", "@null", lambda n: [str(_big(n)), struct.pack(">q", _big(n))]),
    ("place", lambda n: f"ROW('{WORD} {n}', {n})", "@null", None),
    ("place[]", lambda n: f"ARRAY[ROW('{WORD} {n}', {n})::place]", "@null", None),
    ("int8range", lambda n: f"int8range({_big(n)}, {_big(n) + 1})", "@null", lambda n: [str(_big(n)), struct.pack(">q", _big(n))]),
    ("numrange", lambda n: f"numrange({_big(n)}.1, {_big(n)}.2)", "@null", lambda n: [f"{_big(n)}.1"]),
    ("tsrange", lambda n: f"tsrange('{_moment(n)}', NULL)", "@date", _moment_forms),
    ("tstzrange", lambda n: f"tstzrange('{_moment(n)}+00', NULL)", "@date", _moment_forms),
    ("daterange", lambda n: f"daterange('{_moment(n).date()}', NULL)", "@date", lambda n: [str(_moment(n).date())]),
    ("pg_lsn", lambda n: f"'6ADBBB16/{n:X}'", "@null", lambda n: [f"6ADBBB16/{n:X}"]),
    ("oid", lambda n: str(3900000000 + n), "@null", lambda n: [str(3900000000 + n)]),
    ("txid_snapshot", lambda n: f"'{77000000 + n}:{77000000 + n}:'", "@null", lambda n: [str(77000000 + n)]),
]
