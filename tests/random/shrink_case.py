"""Makes a failing random case smaller: parts are left out one after another for as long as it fails in the same way."""
import copy
import time

LONGEST_SECONDS = 60


def shrink(case, seed, trial, outcome):
    end, wanted = time.monotonic() + LONGEST_SECONDS, outcome.signature
    steps = (_tables, _entries, _foreign_keys, _rows, _late_rows, _columns, _config_keys, _partitions)
    progress = True
    while progress:
        progress = False
        for leave_out in steps:
            place, candidates = 0, list(leave_out(case))
            while place < len(candidates):
                if time.monotonic() > end:
                    return case
                smaller = candidates[place]()
                if smaller is not None and trial.run(smaller, seed).signature == wanted:
                    case, progress = smaller, True
                    candidates = list(leave_out(case))  # what stood behind the part stands in its place now
                else:
                    place += 1
    return case


def _without(case, change):
    """A function that makes the smaller case, or None where there would be none."""
    def make():
        smaller = copy.deepcopy(case)
        return smaller if change(smaller) is not False else None
    return make


def _tables(case):
    for place in range(len(case.tables)):
        def change(smaller, place=place):
            gone = smaller.tables.pop(place)
            if not smaller.tables:
                return False
            for table in smaller.tables:
                if table.heir_of is gone:
                    table.heir_of = None
                table.foreign_keys = [key for key in table.foreign_keys if key.parent is not gone]
            labels = {gone.label, *(leaf if gone.schema == "public" else f"{gone.schema}.{leaf}" for leaf, _, _ in gone.partitions)}
            for section in ("root", "child", "reference", "cut", "table"):
                if section in smaller.config:
                    smaller.config[section] = [entry for entry in smaller.config[section] if not labels &
                                               {entry.get("table"), entry.get("parent"), entry.get("name") if section == "table" else None}]
            return True
        yield _without(case, change)


def _entries(case):
    for section, value in case.config.items():
        if isinstance(value, dict):
            yield _without(case, lambda smaller, section=section: smaller.config.pop(section))
        for place in range(len(value)) if isinstance(value, list) else ():
            yield _without(case, lambda smaller, section=section, place=place: smaller.config[section].pop(place))


def _foreign_keys(case):
    for at, table in enumerate(case.tables):
        for place in range(len(table.foreign_keys)):
            def change(smaller, at=at, place=place):
                smaller.tables[at].foreign_keys.pop(place)
            yield _without(case, change)


def _rows(case):
    for size in (1000, 8, 1):
        for at, table in enumerate(case.tables):
            for place in range(0, len(table.rows), size):
                def change(smaller, at=at, place=place, size=size):
                    del smaller.tables[at].rows[place:place + size]
                yield _without(case, change)


def _late_rows(case):
    for at, table in enumerate(case.tables):
        for place in range(len(table.late_rows)):
            yield _without(case, lambda smaller, at=at, place=place: smaller.tables[at].late_rows.pop(place))


def _columns(case):
    for at, table in enumerate(case.tables):
        used = {name for key in table.keys for name in key} | {c for key in table.foreign_keys for c in key.columns} | {"part", "extra"}
        for place, column in enumerate(table.columns):
            if column.name not in used:
                yield _without(case, lambda smaller, at=at, place=place: smaller.tables[at].columns.pop(place))


def _config_keys(case):
    for section, value in case.config.items():
        for place, entry in enumerate(value if isinstance(value, list) else [value]):
            for key in entry:
                if key in ("table", "parent", "columns") or section == "table":
                    continue
                def change(smaller, section=section, place=place, key=key):
                    inner = smaller.config[section]
                    (inner[place] if isinstance(inner, list) else inner).pop(key)
                yield _without(case, change)


def _partitions(case):
    for at, table in enumerate(case.tables):
        if table.partitions and not table.leaf_keys and not any(key.child_leaf for key in table.foreign_keys):
            def change(smaller, at=at):
                smaller.tables[at].partitions, smaller.tables[at].attached = [], set()
            yield _without(case, change)
