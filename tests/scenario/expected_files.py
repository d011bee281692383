"""The files in expected/: rows in COPY's text format."""
import hashlib
import re
from collections import Counter

LONGEST_VALUE = 10_000  # longer ones are told by their hash


def escaped(value):
    """One field of COPY's text format."""
    if value is None:
        return r"\N"
    if len(value) > LONGEST_VALUE:
        return f"({len(value)} characters, md5 {hashlib.md5(value.encode()).hexdigest()})"
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def lines_of(columns, rows):
    lines = ["\t".join(columns)]
    for row, count in sorted(rows.items(), key=lambda entry: tuple(_order(value) for value in entry[0])):
        lines += ["\t".join(map(escaped, row))] * count
    return lines


def _order(value):
    """Numbers by value, so that a person finds row 9 before row 10."""
    number = value is not None and re.fullmatch(r"-?\d{1,30}", value)
    return (value is None, not number, int(value) if number else 0, value or "")


def compare_files(folder, actual):
    """actual: relation label -> (columns, Counter). A table without a file is empty."""
    files = {file.stem: file.read_text().splitlines() for file in (folder / "expected").glob("*.tsv")}
    differences = [f"expected/{label}.tsv: there is no such table" for label in files if label not in actual]
    for label, (columns, rows) in actual.items():
        want = files.get(label, ["\t".join(columns)])
        got = lines_of(columns, rows)
        if want[0] != got[0]:
            differences.append(f"expected/{label}.tsv: columns are {got[0]}")
        for what, rest in (("missing", Counter(want[1:]) - Counter(got[1:])), ("too many", Counter(got[1:]) - Counter(want[1:]))):
            differences += [f"expected/{label}.tsv: {what} {count}x {line}" for line, count in sorted(rest.items())]
    return differences


def write_expected(folder, expected):
    (folder / "expected").mkdir(exist_ok=True)
    for label, rows in expected.rows.items():  # materialized views are left to the person
        file = folder / "expected" / f"{label}.tsv"
        file.unlink(missing_ok=True)
        if rows:
            file.write_text("\n".join(lines_of(expected.columns[label], rows)) + "\n")
