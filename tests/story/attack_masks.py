#!/usr/bin/env python3
"""What an attacker finds of each mask who holds the twin and its config, and knows things from elsewhere, but has no key: and that
masks.md's tables "what a mask does and does not hide" say the same, number by number.

    tests/support/with_postgres tests/story/attack_masks.py [NAME...]
"""
import collections
import datetime
import json
import pathlib
import re
import sys
import uuid

from mask_attacks import beyond_chance, by_a_list, by_frequencies, by_known_rows, by_order, by_several_twins, what_remains
from named_tests import run_named_tests
from postgres import Session, identifier, run_psql

PAGE = pathlib.Path(__file__).resolve().parents[2] / "samples/guide/masks.md"
KEY, KEY_OF_THE_ATTACKER = "a key of these tests", "a key of the attacker"
FINDINGS = ("Acne", "Anaemia", "Angina", "Arthritis", "Asthma", "Bronchitis", "Burnout", "Cataract", "Cholera", "Cirrhosis", "Colic",
            "Concussion", "Dementia", "Depression", "Diabetes", "Eczema", "Epilepsy", "Fibrosis", "Gastritis", "Glaucoma", "Gout", "Hepatitis",
            "Hernia", "HIV infection", "Influenza", "Jaundice", "Leukaemia", "Lupus", "Malaria", "Measles", "Migraine", "Mumps", "Obesity",
            "Osteoporosis", "Pneumonia", "Psoriasis", "Sepsis", "Stroke", "Tetanus", "Tuberculosis")
VALUES = len(FINDINGS)  # of every list that the attacker has


def _finding(n):
    return FINDINGS[n % VALUES] + (f", stage {n // VALUES}" if n >= VALUES else "")


def _email(n):
    return f"person{n}@company{n % 8}.test"


def _day(n):
    return str(datetime.date(1980, 1, 1) + datetime.timedelta(n))


def _document(n):
    return json.dumps({"for": _finding(n), "drugs": [f"drug {n}"] * (n % 3)}, separators=(", ", ": "))


# Each mask with the type of its column and the n-th value there.
MASKS = {
    "@hash": ("text", _finding),
    "@uuid": ("uuid", lambda n: str(uuid.uuid5(uuid.NAMESPACE_DNS, str(n)))),
    "@email": ("text", _email),
    "@email(keep: domain)": ("text", _email),
    "@username": ("text", lambda n: f"user{n}"),
    "@url": ("text", lambda n: f"https://site{n}.test/~me"),
    "@name": ("text", lambda n: f"Given{n} Family{n}"),
    "@first_name": ("text", lambda n: f"Given{n}"),
    "@last_name": ("text", lambda n: f"Family{n}"),
    "@company": ("text", lambda n: f"Works {n}"),
    "@city": ("text", lambda n: f"Town {n}"),
    "@address": ("text", lambda n: f"{n} Real Road"),
    "@postcode": ("text", lambda n: f"{n:05}"),
    "@phone": ("text", lambda n: f"+{(49, 44, 33, 61)[n % 4]}30{1000000 + n * 37}"),
    "@phone(keep: country)": ("text", lambda n: f"+{(49, 44, 33, 61)[n % 4]}30{1000000 + n * 37}"),
    "@iban": ("text", lambda n: f"DE{10 + n % 80}{n * 7919:018}"),
    "@card": ("text", lambda n: f"52{n * 104729:014}"),
    "@card(keep: last 4)": ("text", lambda n: f"52{n * 104729:014}"),
    "@ip": ("inet", lambda n: f"192.168.{n // 200}.{n % 200}/{24 if n % 2 else 28}"),
    "@id": ("int", lambda n: str(n * 37 + 3)),
    "@id of texts": ("text", lambda n: f"{'ABCDEFGH'[n % 8]}-{n * 7}"),
    "@text": ("text", _finding),
    "@text(keep: first 1)": ("text", _finding),
    "@text(keep: shape)": ("text", _finding),
    "@date": ("date", _day),
    "@date(by: c.owner, within: 30 d)": ("date", _day),
    "@number": ("int", lambda n: str(1000 + n)),
    "@number(within: 2 %)": ("int", lambda n: str(1000 + n)),
    "@json": ("jsonb", _document),
    "@null": ("text", _finding),
    "@fixed('withheld')": ("text", _finding),
    "md5(c.{column})": ("text", _finding),
}
PERSON = ("@name", "@email", "@city", "@postcode", "@phone")


def _masks_of(columns):
    return {f"c{place}": mask.removesuffix(" of texts").format(column=f"c{place}") for place, mask in enumerate(columns)}


def _numbers():
    """Of three tables the n of each row: each value equally often; all with their own frequencies; all different. In an order that says
    nothing of n."""
    even = [(row * 7 + row // VALUES) % VALUES for row in range(25 * VALUES)]
    skewed = [n for n in range(VALUES) for _ in range(300 // (n + 1) + VALUES - n)]
    many = [row * 271 % 400 for row in range(400)]
    return {"even": even, "skewed": [skewed[row * 1009 % len(skewed)] for row in range(len(skewed))], "many": many}


def _table(name, columns, rows):
    """SQL for psql; rows of texts, without tabs and backslashes."""
    lines = "\n".join("\t".join(row) for row in rows)
    return f"CREATE TABLE {name} ({', '.join(columns)});\nCOPY {name} FROM stdin;\n{lines}\n\\.\n"


def _fill(shop, sql):
    run_psql(shop.playground.source, text="DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;\n" + sql)
    shop.playground.grant_reader()


def _make_twin(shop, masks, key, only=None, more=""):
    """masks: {table: {column: mask}}; of other tables than `only` come no rows. Gives back what the program said."""
    def entry(table, columns):
        listed = ", ".join(f"{column} = {json.dumps(mask)}" for column, mask in columns.items())
        return f"[[table]]\nname = {json.dumps(table)}\nrows = \"{'all' if only in (None, table) else 'none'}\"\nmask = {{ {listed} }}\n"
    path = shop.folder / "attacked.toml"
    path.write_text(f'[mask]\nkey = {json.dumps(key)}\n[[table]]\nname = "*"\nrows = "{"none" if only else "all"}"\n{more}'
                    + "".join(entry(table, columns) for table, columns in masks.items()))
    shop.playground.recreate_target()
    return shop.refresh(config=path).told()


def _read(database, table, columns, order="id"):
    with Session(database) as session:
        return session.query(f"SELECT {', '.join(map(identifier, columns))} FROM {identifier(table)} ORDER BY {order}")


def _fill_with_masked_columns(shop):
    """For each of the three tables one with all masks, and one whose rows make persons."""
    sql, masks, columns = "", {}, {}
    for table, numbers in _numbers().items():
        for name, of_table in ((table, tuple(MASKS)), (f"person_{table}", PERSON)):
            kinds = [f"c{place} {MASKS[mask][0]} NOT NULL" for place, mask in enumerate(of_table)]
            if "@null" in of_table:
                kinds[of_table.index("@null")] = f"c{of_table.index('@null')} text"
            sql += _table(name, ["id int PRIMARY KEY", "owner int NOT NULL", *kinds],
                          ([str(row), str(row // 4), *(MASKS[mask][1](n) for mask in of_table)] for row, n in enumerate(numbers)))
            masks[name], columns[name] = _masks_of(of_table), ["owner", *_masks_of(of_table)]
    _fill(shop, sql)
    return masks, columns


def _attacked_columns(shop):
    """{mask: {table: rows as (raw, mask, subject)}}, and beside it what the attacker's own key makes of each value."""
    masks, columns = _fill_with_masked_columns(shop)
    persons = '[[table]]\nname = "person_*"\nidentity = "id"\n'
    _make_twin(shop, masks, KEY_OF_THE_ATTACKER, "even", persons)
    of_attacker = dict(zip(columns["even"], zip(*_read(shop.playground.target, "even", columns["even"]))))
    _make_twin(shop, masks, KEY, more=persons)
    found, elsewhere = collections.defaultdict(dict), {}
    for table, names in columns.items():
        raws, masked = (zip(*_read(database, table, names)) for database in (shop.playground.source, shop.playground.target))
        owners, *raws = raws
        of_persons = table.startswith("person_")
        for mask, name, one, other in zip(PERSON if of_persons else MASKS, names[1:], raws, list(masked)[1:]):
            label = f"{mask} of a person" if of_persons else mask.format(column="column")
            found[label][table.removeprefix("person_")] = list(zip(one, other, owners))
            if table == "even":
                elsewhere[label] = dict(zip(one, of_attacker[name]))
    return found, elsewhere


def _percent(share):
    return round(share * 100)


def _what_is_found(tables, elsewhere):
    """The cells of masks.md's row: four numbers and what remains."""
    even, skewed, many = tables["even"], tables["skewed"], tables["many"]
    values = sorted({raw for raw, _, _ in even})
    remains = what_remains(many, even)
    return ([_percent(by_a_list(even, values, remains, elsewhere)), _percent(by_frequencies(skewed, remains)),
             _percent(by_known_rows(even, values, remains)), _percent(by_order(many))], remains)


def _tables_of_page():
    """The two tables below masks.md's heading, as rows of cells, without their heads."""
    sections = PAGE.read_text().split("\n## What a mask does and does not hide\n")
    assert len(sections) == 2, "masks.md does not say what a mask does and does not hide"
    tables = re.findall(r"(?:^\|.*\n)+", sections[1].split("\n## ")[0], re.MULTILINE)
    assert len(tables) == 2, f"masks.md has {len(tables)} tables there"
    return [[[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]] for table in tables]


def _label(cell):
    return cell.replace("`", "")


def _masks_named(cell):
    """The masks of a cell: `@hash`, `@id` of texts, or several with `identity`, which are those of a person."""
    alone = cell.removesuffix(" with `identity`")
    return [_label(each) + (" of a person" if alone != cell else "") for each in re.findall(r"`[^`]+`(?: of texts)?", alone)]


def _range(numbers):
    return f"{min(numbers)} %" if min(numbers) == max(numbers) else f"{min(numbers)} to {max(numbers)} %"


def each_mask_hides_what_the_readme_says(shop):
    tables, elsewhere = _attacked_columns(shop)
    found = {mask: _what_is_found(each, elsewhere.get(mask, {})) for mask, each in tables.items()}
    for mask, ((by_list, _, _, order), remains) in found.items():
        if mask.startswith("@") and remains <= {"equality"}:
            assert by_list == 0 and order == 0, f"{mask} gives {by_list} % to who has a list of values, {order} % of their order"
    assert found["md5(c.column)"][0][0] == 100, "the attacker does not find what is found without any key"
    said, faults = set(), []
    for cells in _tables_of_page()[0]:
        masks = _masks_named(cells[0])
        unknown = [mask for mask in masks if mask not in found]
        assert masks and not unknown, f"masks.md names {unknown or cells[0]}; there are {', '.join(found)}"
        said |= set(masks)
        shown = [_range([found[mask][0][place] for mask in masks]) for place in range(4)]
        remains = [", ".join(sorted(found[mask][1])) or "nothing" for mask in masks]
        if cells[1:] != [*shown, remains[0]] or len(set(remains)) > 1:
            faults.append(f"| {cells[0]} | {' | '.join(shown)} | {' or '.join(dict.fromkeys(remains))} |")
    assert not faults, "masks.md says something else of\n" + "\n".join(faults)
    assert said == set(found), f"masks.md does not say what is found of {sorted(set(found) - said)}"


def _pins(shop):
    """Share of 10,000 PINs that are found by trying each, by mask."""
    masks = {"hash": "@hash", "other": "@id", "text": "@text", "json": "@json", "number": "@number", "plain": "md5(c.plain)"}
    pins = [f"{row * 7919 % 10000:04}" for row in range(10000)]
    kinds = {"json": "jsonb", "number": "int"}
    written = {"json": '{{"pin": "{}"}}'.format, "number": lambda pin: str(int(pin))}
    _fill(shop, _table("pins", ["id int PRIMARY KEY", *(f"{name} {kinds.get(name, 'text')} NOT NULL" for name in masks)],
                       ([str(row), *(written.get(name, str)(pin) for name in masks)] for row, pin in enumerate(pins))))
    raws = dict(zip(masks, zip(*_read(shop.playground.source, "pins", masks))))
    twins = []
    for key in (KEY_OF_THE_ATTACKER, KEY):
        _make_twin(shop, {"pins": masks}, key)
        twins.append(dict(zip(masks, zip(*_read(shop.playground.target, "pins", masks)))))
    found = {}
    for name, mask in masks.items():
        rows = [(raw, masked, None) for raw, masked in zip(raws[name], twins[1][name])]
        remains = {"within 10 %"} if name == "number" else set()
        asked = rows[::100] if remains else rows
        found[mask.replace("c.plain", "c.column")] = by_a_list(asked, list(raws[name]), remains, dict(zip(raws[name], twins[0][name])))
    return found


def _rows_in_common(left, right):
    """Of what is read as {key: value} from two tables, the share of the first whose key has the same value in the second."""
    return sum(right.get(key) == value for key, value in left.items()) / len(left)


BESIDE = """
    CREATE TABLE users (user_id int PRIMARY KEY, joined date NOT NULL);
    CREATE TABLE orders (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, placed date NOT NULL, paid date NOT NULL);
    CREATE TABLE visits (id int PRIMARY KEY, at date NOT NULL, seen date NOT NULL, born date NOT NULL);
    CREATE TABLE people (id int PRIMARY KEY, email text NOT NULL);
    CREATE TABLE renamed (id int PRIMARY KEY, email text NOT NULL, place int NOT NULL);
    CREATE TABLE audit (id int PRIMARY KEY, person int NOT NULL, email text NOT NULL);
    CREATE TABLE lone (id int PRIMARY KEY, email text NOT NULL, day date NOT NULL, pay int NOT NULL);
    INSERT INTO users SELECT g, date '2020-01-01' + g FROM generate_series(1, 300) AS g;
    INSERT INTO orders SELECT g, 1 + (g - 1) % 300, joined + (g - 1) / 300 * 20, joined + 3 + g % 40 FROM generate_series(1, 900) AS g JOIN users ON user_id = 1 + (g - 1) % 300;
    INSERT INTO visits SELECT g, date '2024-01-01' + g, date '2024-01-01' + g, date '1950-01-01' + g * 37 % 20000 FROM generate_series(1, 3000) AS g;
    INSERT INTO people SELECT g + 1000, 'person' || g || '@real.test' FROM generate_series(1, 400) AS g;
    INSERT INTO renamed SELECT *, id FROM people;
    INSERT INTO audit SELECT id, id, email FROM people;
    INSERT INTO lone SELECT g, 'me@company' || g || '.test', date '1950-01-01' + g * 100, round(1000 * 1.3 ^ g)::int FROM generate_series(1, 40) AS g;
"""
BESIDE_MASKS = {"orders": {"placed": "@date(by: c.user_id)", "paid": "@date(by: c.user_id)"}, "visits": {"seen": "@date", "born": "@date"},
                "people": {"email": "@email"}, "renamed": {"id": "@id", "email": "@email"},
                "lone": {"email": "@email(keep: domain)", "day": "@date", "pay": "@number"}}


def _days(text):
    return datetime.date.fromisoformat(text).toordinal()


def _beside(shop):
    """Shares that are found by what the same twin holds as it is, by the attacks' names in masks.md."""
    _fill(shop, BESIDE)
    told = _make_twin(shop, BESIDE_MASKS, KEY)
    assert "public.users keeps joined of it as it is" in told, told
    twin = shop.playground.target

    def both(table, *columns, order="id"):
        return list(zip(_read(shop.playground.source, table, columns, order), _read(twin, table, columns, order)))

    visits = both("visits", "at", "seen", "born")
    same_row = sum(_days(born) + _days(at) - _days(seen) == _days(raw[2]) for raw, (at, seen, born) in visits) / len(visits)
    with Session(twin) as session:
        joined = dict(session.query("SELECT user_id, joined FROM users"))
    moved, orders = {}, both("orders", "user_id", "placed", "paid")
    for _, (user, placed, _) in reversed(orders):  # the first order of a user is of the day on which they joined
        moved[user] = _days(joined[user]) - _days(placed)
    subject = sum(_days(paid) + moved[user] == _days(raw[2]) for raw, (user, _, paid) in orders) / len(orders)
    kept = {person: email for person, email in _read(twin, "audit", ("person", "email"))}
    people, renamed = both("people", "id", "email"), both("renamed", "id", "email", order="place")  # ids that are masked tell no order
    by_ids, by_new_ids = ({masked[0]: raw[1] for raw, masked in rows} for rows in (people, renamed))
    behind, behind_others = ({masked[1]: raw[1] for raw, masked in rows} for rows in (people, renamed))
    lone = {column: [(raw[0], masked[0], None) for raw, masked in both("lone", column)] for column in ("email", "day", "pay")}

    def few(column, remains):
        return by_a_list(lone[column], [raw for raw, _, _ in lone[column]], {remains}, {})

    return {"a date of the same row that is kept | @date": beyond_chance(same_row, 1 / 60),
            "a date of the same subject that another table keeps | @date(by: c.user_id)": subject,
            "a table that keeps the values, by ids that are kept | any mask": _rows_in_common(by_ids, kept),
            "the same, where the ids are masked by @id here | any mask": beyond_chance(_rows_in_common(by_new_ids, kept), 1 / 400),
            "a table where they know the values behind the masks | @email": _rows_in_common(behind, behind_others),
            "a list of people, each with a domain of their own | @email(keep: domain)": few("email", "domain"),
            "a list of 40 days, 100 days apart | @date": few("day", "within 60 days"),
            "a list of 40 amounts, each 30 % more | @number": few("pay", "within 10 %")}


def _under_eight_keys(shop):
    """Shares that are found where the same rows are masked under another key for each of eight twins."""
    masks = {"date": "@date", "number": "@number", "hash": "@hash"}
    remains = {"date": {"within 60 days"}, "number": {"within 10 %"}, "hash": set()}
    _fill(shop, """CREATE TABLE rows (id int PRIMARY KEY, date date NOT NULL, number int NOT NULL, hash text NOT NULL);
        INSERT INTO rows SELECT g, date '2020-01-01' + g, 1000 + g, 'value ' || g FROM generate_series(1, 400) AS g""")
    twins = []
    for key in range(8):
        _make_twin(shop, {"rows": masks}, f"key number {key} of eight")
        twins.append(_read(shop.playground.target, "rows", masks))
    raws = _read(shop.playground.source, "rows", masks)
    return {f"twins of eight nights, each with another key | {masks[name]}":
            by_several_twins([(raw[place], [twin[row][place] for twin in twins]) for row, raw in enumerate(raws)], [raw[place] for raw in raws], remains[name])
            for place, name in enumerate(masks)}


def what_stands_beside_a_mask_gives_what_the_readme_says(shop):
    pins = {f"10,000 PINs, to try each | {mask}": share for mask, share in _pins(shop).items()}
    found = {name: _percent(share) for name, share in {**pins, **_beside(shop), **_under_eight_keys(shop)}.items()}
    said, faults = set(), []
    for attack, masks, shown in _tables_of_page()[1]:
        names = [f"{_label(attack)} | {mask}" for mask in _masks_named(masks) or [masks]]
        unknown = [name for name in names if name not in found]
        assert not unknown, f"masks.md names {unknown}; there are {', '.join(found)}"
        said |= set(names)
        if shown != _range([found[name] for name in names]):
            faults.append(f"| {attack} | {masks} | {_range([found[name] for name in names])} |")
    assert not faults, "masks.md says something else of\n" + "\n".join(faults)
    assert said == set(found), f"masks.md does not say what is found by {sorted(set(found) - said)}"


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
