"""Which value stands where a config has masks, for masks of a few forms (random_masks.py), each computed here by itself."""
import datetime
import hashlib
import hmac
import re
import uuid

from reference_config import ConfigWrong, is_glob


def _bytes(text):
    return bytes.fromhex(text[2:])


def _hash(key, text):
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


# What a mask's SQL looks like, and what it makes of (key, the row's texts by column, the value), which is no NULL.
FORMS = (
    (r"@hash", lambda key, row, value: _hash(key, value)),
    (r"@hash\(C \|\| 'x'\)", lambda key, row, value: _hash(key, value + "x")),
    (r"CASE WHEN c\.\"n\" = 2 THEN C ELSE @hash END", lambda key, row, value: value if row["n"] == "2" else _hash(key, value)),
    (r"C \+ 1000", lambda key, row, value: str(int(value) + 1000)),
    (r"left\(md5\(C\), 9\)", lambda key, row, value: hashlib.md5(value.encode()).hexdigest()[:9]),
    (r"md5\(C::text\)::uuid", lambda key, row, value: str(uuid.UUID(hashlib.md5(value.encode()).hexdigest()))),
    (r"C \+ 4000", lambda key, row, value: str(datetime.date.fromisoformat(value) + datetime.timedelta(days=4000))),
    (r"sha256\(C\)", lambda key, row, value: r"\x" + hashlib.sha256(_bytes(value)).hexdigest()),
)
# A row for which it is False stays; NULL is neither.
CONDITIONS = {
    'c."n" > 2': lambda row: None if row["n"] is None else int(row["n"]) > 2,
    "c.\"kind\" <> 'k1'": lambda row: None if row["kind"] is None else row["kind"] != "k1",
    'c."n" IS NOT NULL': lambda row: row["n"] is not None,
}


class Masks:
    """A column has the last mask that an entry gives it, or that of the column which it references, and so on."""

    def __init__(self, catalog, config):
        self._key = config.mask.get("key")
        self._masks, self._conditions = {}, {}
        for table in catalog.tables:
            for entry in config.entries_of(table):
                for column, text in entry.get("mask", {}).items():
                    if column in table.columns:
                        self._take(table, column, text, entry["name"])
                if "mask_when" in entry:
                    self._conditions[table.label] = entry["mask_when"]
        # A child's column may be masked by an entry too: then by the same mask.
        self._own = dict(self._masks)
        grown = None
        while grown != len(self._masks):
            grown = len(self._masks)
            for reference in catalog.references:
                for child, parent in ((c, p) for c in reference.child_table.tables for p in reference.parent_table.tables):
                    for column, to in zip(reference.columns, reference.parent_columns):
                        if not column.startswith("(") and (parent.label, to) in self._masks:
                            self._masks.setdefault((child.label, column), self._masks[parent.label, to])

    def _take(self, table, column, text, name):
        """A line that names the table lifts the mask of a glob by the column itself."""
        if not is_glob(name) and text == 'c."' + column.replace('"', '""') + '"':
            self._masks.pop((table.label, column), None)
        else:
            self._masks[table.label, column] = text

    def of_row(self, table, row):
        """The row, a tuple of texts, as the twin has it."""
        texts = dict(zip(table.columns, row))
        condition = self._conditions.get(table.label)
        try:
            stays = condition is not None and CONDITIONS[condition](texts) is False
            return tuple(value if value is None or stays and (table.label, column) in self._own else self._value(table, column, texts, value)
                         for column, value in texts.items())
        except KeyError as missing:  # while a case is made smaller
            raise ConfigWrong(f"a mask of {table.label} looks at {missing}") from missing

    def _value(self, table, column, texts, value):
        mask = self._masks.get((table.label, column))
        if mask is None:
            return value
        if "@" in mask and self._key is None:  # while a case is made smaller
            raise ConfigWrong("a mask needs the key")
        for form, function in FORMS:
            if re.fullmatch(form, _without_column(mask)):
                if column in table.arrays:  # each element has the mask of the key that it is
                    return re.sub("[^{},]+", lambda found: found[0] if found[0] == "NULL" else function(self._key, texts, found[0]), value)
                return function(self._key, texts, value)
        raise AssertionError(f"the reference closure does not know the mask {mask}")


def _without_column(mask):
    """The mask with C for the column that it is of; the condition of a CASE stays."""
    head, then, rest = mask.partition(" THEN ")
    name = re.compile(r'c\."(?:[^"]|"")*"')
    return head + then + name.sub("C", rest) if then else name.sub("C", mask)
