"""Values for the columns of a real database's tables, by their types, as texts that the server reads."""
import re

_CONSTANT = re.compile(r"'((?:[^']|'')*)'|(?<![\w.'])(-?\d+(?:\.\d+)?)(?![\w.'])")
_NUMBERS = {"int2", "int4", "int8", "float4", "float8", "numeric", "oid", "money"}
_RANGES = {"int4range": "int4", "int8range": "int8", "numrange": "numeric", "daterange": "date", "tsrange": "timestamp",
           "tstzrange": "timestamptz"}
_SHAPES = {"point": "({0},{0})", "lseg": "[({0},0),(0,{0})]", "box": "({0},{0}),(0,0)", "path": "(({0},0),(0,{0}))", "line": "{{{0},1,0}}",
           "polygon": "((0,0),({0},0),(0,{0}))", "circle": "<({0},0),{0}>"}


def constants_of(conditions):
    """What checks compare with: a value that satisfies them is often one of these, or beside one."""
    found = []
    for text, number in _CONSTANT.findall(conditions):
        found.append(text.replace("''", "'") if not number else number)
        if re.fullmatch(r"-?\d+", number):
            found += [str(int(number) - 1), str(int(number) + 1)]
    return list(dict.fromkeys(found))


def value_of(chance, column, number):
    """A text for the column: the same number gives the same value where the type has as many."""
    kind, words = column.base, column.words
    if column.element:
        members = [one(chance, column.element, number + i, 12, words) for i in range(chance.randint(0, 3))]
        return "{" + ",".join('"' + member.replace("\\", "\\\\").replace('"', '\\"') + '"' for member in members) + "}"
    return one(chance, kind, number, column.length, words)


def one(chance, kind, number, length, words):
    if words:  # an enum
        return words[number % len(words)]
    if kind in _NUMBERS:
        return str(number)
    if kind == "bool":
        return "ft"[number % 2]
    if kind in ("date", "timestamp", "timestamptz"):
        return f"20{number // 336 % 100:02d}-{number // 28 % 12 + 1:02d}-{number % 28 + 1:02d}"
    if kind in ("time", "timetz"):
        return f"{number // 60 % 24:02d}:{number % 60:02d}"
    if kind == "interval":
        return f"{number} minutes"
    if kind == "uuid":
        return f"00000000-0000-4000-8000-{number:012d}"
    if kind in ("json", "jsonb"):
        return chance.choice(('{{"n": {0}}}', '[{0}, null, "x"]', '"\\"{0}\\\\"', "{0}")).format(number)
    if kind == "xml":
        return f"<n>{number}</n>"
    if kind in ("inet", "cidr"):
        return f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"
    if kind in ("macaddr", "macaddr8"):
        return "02:00:00" + "".join(f":{number >> shift & 255:02x}" for shift in (16, 8, 0)) + (":00:01" if kind == "macaddr8" else "")
    if kind == "bytea":
        return f"\\x00ff{number:08x}"
    if kind in ("bit", "varbit"):
        return f"{number:b}".zfill(length or 1)[-(length or 1):]
    if kind in _RANGES:
        low, high = (one(chance, _RANGES[kind], number + i, None, ()) for i in (0, 7))
        return f"[{low},{high})"
    if kind in _SHAPES:
        return _SHAPES[kind].format(number)
    if kind == "tsvector":
        return f"word:1 w{number}:2"
    text = chance.choice(("w{0}", "W {0}", "\\{0}", "ü\t{0}", "it's {0}")).format(number)
    return text[-length:] if length else text
