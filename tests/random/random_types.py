"""Types of random keys, and how a number is spelt in each. Equal numbers are equal values, not always equal texts."""

# A key's type, and the types that may reference it.
KEY_TYPES = {
    "int": ("int", "bigint", "smallint", "whole"),
    "bigint": ("bigint", "int", "smallint"),
    "smallint": ("smallint", "int", "bigint"),
    "numeric": ("numeric", "int", "numeric(9,3)"),
    "text": ("text", "varchar(9)"),
    "varchar(9)": ("varchar(9)", "text"),
    "char(7)": ("char(7)", "char(9)"),
    "citext": ("citext",),
    "uuid": ("uuid",),
    "date": ("date",),
    "timestamptz": ("timestamptz",),
    "timestamp": ("timestamp", "date"),
    "bytea": ("bytea",),
    "float8": ("float8", "real"),
    "text COLLATE \"C\"": ("text",),
    "whole": ("whole", "int"),
    "word": ("word",),
    "interval": ("interval",),
    "jsonb": ("jsonb",),
    "inet": ("inet", "cidr"),
    "int[]": ("int[]",),
    "money": ("money",),
    "bit(8)": ("bit(8)",),
}
INTEGERS = ("int", "bigint", "smallint")
PLAIN = ("int", "bigint", "text", "uuid", "smallint", "timestamp")  # most keys are of these
TYPES_SQL = {
    "citext": "CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;",
    "whole": "CREATE DOMAIN whole AS int CHECK (VALUE >= 0);",
    "word": "CREATE TYPE word AS ENUM (" + ", ".join(f"'k{number}'" for number in range(100)) + ");",
}
MOST = 90  # numbers are 1 to this


# From here on the wider of two types has values that the other cannot hold; it adds this to the number. Those of the last two
# would be values of lower numbers if they were cast to the other type.
WIDE_FROM = 70
WIDER_BY = {"bigint": 3_000_000_000, "numeric": 3_000_000_000, "timestamp": -39.5, "float8": -40 + 1e-10}


def meaning(kind, number):
    """What stands in the database for number: equal only where the value is."""
    return number + WIDER_BY.get(kind, 0) if number is not None and number >= WIDE_FROM else number


def random_type(chance):
    return chance.choice(PLAIN if chance.random() < 0.5 else list(KEY_TYPES))


def spelling(chance, kind, number):
    """number as a literal of that type."""
    if number is None:
        return "NULL"
    if isinstance(number, list):
        return f"{_array(chance, kind.removesuffix('[]'), number)}::{kind}"
    if kind in INTEGERS or kind == "whole":
        return str(meaning(kind, number))
    if kind.startswith("numeric"):
        return str(meaning(kind, number)) + chance.choice(("", ".0", ".000"))
    if kind in ("float8", "real"):
        return f"'{number - 40}.5000000001'" if meaning(kind, number) != number else f"'{number}.5'"
    if kind == "citext":
        return f"'{chance.choice(('k', 'K'))}{number}'"
    if kind.startswith("char"):
        return f"'k{number}{chance.choice(('', ' '))}'"
    if kind == "uuid":
        return f"'00000000-0000-0000-0000-{number:012d}'"
    if kind == "date":
        return f"date '2020-01-01' + {number}"
    if kind == "timestamp":
        return f"timestamp '2020-01-01' + {meaning(kind, number)} * interval '1 day'"
    if kind == "timestamptz":
        return f"timestamptz '2020-01-01 00:00:00+00' + interval '{number} microseconds'"
    if kind == "bytea":
        return rf"'\x{number:02x}5c'"
    if kind == "interval":
        return chance.choice((f"'{number} days'", f"'{number * 24} hours'"))
    if kind == "jsonb":
        return chance.choice((f"""'{{"a": {number}}}'""", f"""'{{"a": {number}.0}}'"""))
    if kind in ("inet", "cidr"):
        return chance.choice((f"'10.0.0.{number}'", f"'10.0.0.{number}/32'"))
    if kind == "int[]":
        return f"'{{{number},{number + 1}}}'"
    if kind == "money":
        return f"'{number}'"
    if kind == "json":
        return f"""'{{"n": {number}}}'"""
    if kind == "bit(8)":
        return f"B'{number:08b}'"
    return f"'k{number}'"


def _array(chance, kind, elements):
    rows = elements and isinstance(elements[0], list)
    return "ARRAY[" + ", ".join(_array(chance, kind, each) if rows else spelling(chance, kind, each) for each in elements) + "]"


def family(kind):
    """Types among which a written reference needs no cast, each family with one equality."""
    if kind in INTEGERS or kind == "whole":
        return "integer"
    if kind in ("text", "varchar(9)"):
        return "text"
    if kind.startswith("char"):
        return "char"
    return kind.split("(")[0]


def expression_of(chance, kind, column="n"):
    """SQL over c of that type, from an integer column of the child; None where there is none for it."""
    c = f'c."{column}"'
    if kind in INTEGERS or kind in ("numeric", "whole"):
        return chance.choice((f"({c} + 0)", f"((c.extra->>'n')::{'int' if kind == 'whole' else kind})", f"(coalesce({c}, 1))"))
    if kind in ("text", "varchar(9)"):
        return f"('k' || {c})"
    if kind == "date":
        return f"(date '2020-01-01' + {c}::int)"
    if kind == "uuid":
        return f"(('00000000-0000-0000-0000-' || lpad({c}::text, 12, '0'))::uuid)"
    return None
