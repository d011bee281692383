#!/usr/bin/env python3
"""Real databases in which addresses of mail, names, IBANs and secrets were put where nobody expects them: the twins that `subset init`
configures, as it stands, hold none of them, and neither do twins of all rows with the masks that `subset plan --masks` proposes.

    tests/support/with_postgres tests/real/init_planted.py [DATA_FOLDER] [--database NAME]... [--seed S] [--show]

DATA_FOLDER as in real_databases.py. --show prints the configs.
"""
import argparse
import base64
import gzip
import itertools
import json
import pathlib
import random
import sys
import tempfile

from mask_real import CONFIG as WHOLE
from mask_real import KEY, dumped_fields
from playground import Playground
from postgres import SKIPPED, Session, identifier, literal, require_server, run_psql
from program import SAMPLE_DATA, end_of, require_binary, run_subset, start_subset
from real_rows import fill_empty_tables

DATABASES = ["pagila", "netbox_30", "omop"]
OF_EACH_KIND = 2000
UNBOUND = 10000

# Columns whose values nothing but their length and their type binds, but for those of migration tools, whose tables come as they are.
FREE_COLUMNS = f"""
    SELECT n.nspname, c.relname, a.attname, t.typname,
           CASE WHEN t.typname IN ('varchar', '_varchar') AND a.atttypmod > 4 THEN a.atttypmod - 4 ELSE {UNBOUND} END
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid
    JOIN pg_type AS t ON t.oid = a.atttypid
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND c.relname <> 'django_migrations'
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND t.typname IN ('text', 'varchar', 'jsonb', '_text', '_varchar')
      AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.contype IN ('p', 'u', 'c', 'f', 'x')
                        AND (k.conrelid = c.oid AND a.attnum = ANY (k.conkey) OR k.confrelid = c.oid AND a.attnum = ANY (k.confkey)))
      AND NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey))
    ORDER BY 1, 2, a.attnum"""

GIVEN = """Anna Maria Piotr Katarzyna Andrzej Agnieszka Hans Ursula Wolfgang Sabine Jürgen Heike Pierre Françoise Nathalie Olivier Élodie Juan
Carmen Lucía José Javier Giuseppe Francesca Giovanni Chiara Joost Marieke Willem Saskia João Beatriz Thiago Mafalda James Patricia Michael
Jennifer Elizabeth William Susan Thomas Deborah Kevin""".split()
SYLLABLES = "bru dal fen gor hul jas kem lor mep nis pov quer rast sul tem urz vek wol xan yps zar".split()


def _family(random_numbers):
    return "".join(random_numbers.choices(SYLLABLES, k=3)).capitalize()


def _iban(random_numbers):
    country, digits = random_numbers.choice([("DE", 18), ("FR", 23), ("NL", 14), ("PL", 24), ("IT", 23), ("ES", 20), ("GB", 18)])
    inner = "".join(random_numbers.choices("0123456789", k=digits))
    if country in ("NL", "GB"):
        inner = "ABNA" + inner[4:]
    number = int("".join(str(int(each, 36)) for each in inner + country + "00"))
    written = f"{country}{98 - number % 97:02}{inner}"
    return " ".join(written[at:at + 4] for at in range(0, len(written), 4)) if random_numbers.random() < 0.4 else written


def _secret(random_numbers):
    drawn = random_numbers.randbytes(24)
    return random_numbers.choice([
        lambda: drawn[:16].hex(), lambda: drawn[:20].hex(), lambda: "sk_live_" + base64.b32encode(drawn).decode().rstrip("="),
        lambda: "eyJ" + base64.urlsafe_b64encode(drawn).decode(), lambda: "$2b$12$" + base64.b64encode(drawn).decode()[:30],
        lambda: "ghp_" + drawn[:18].hex(), lambda: "AKIA" + base64.b32encode(drawn).decode()[:16]])()


KINDS = {
    "address": lambda numbers, at: f"{_family(numbers).lower()}.{at}@{numbers.choice(['raw.test', 'mail.raw.test', 'raw-post.test'])}",
    "name": lambda numbers, at: f"{numbers.choice(GIVEN)} {_family(numbers)}{_family(numbers).lower()}",
    "IBAN": lambda numbers, at: _iban(numbers),
    "secret": lambda numbers, at: _secret(numbers),
}
SURROUNDINGS = ["{}", "{}", "see {}", "{} (as agreed)", "for {}, urgent"]


def _plant(session, numbers):
    """Puts the values into cells drawn from all that have room. Returns them by kind, with the column that each stands in."""
    values = [(kind, make(numbers, at)) for kind, make in KINDS.items() for at in range(OF_EACH_KIND)]
    numbers.shuffle(values)
    cells = []
    for schema, table, column, kind, length in session.query(FREE_COLUMNS):
        for (row,) in session.query(f"SELECT tableoid::regclass::text || ' ' || ctid::text FROM {identifier(schema, table)}"):
            cells.append((row, column, kind, int(length)))
    numbers.shuffle(cells)
    wide = [cell for cell in cells if cell[3] == UNBOUND]  # where several have room
    planted, texts = {kind: {} for kind in KINDS}, {}
    for row, column, type_name, length in itertools.chain(cells, wide, wide):
        if not values or len(values[-1][1]) > length:
            continue
        kind, value = values.pop()
        around = numbers.choice(SURROUNDINGS).format(value)
        texts.setdefault((row, column, type_name.replace("_varchar", "_text")), []).append(around if len(around) <= length else value)
        planted[kind][value] = f"{row.rsplit(' ', 1)[0]}.{column}"
    assert not values, f"{len(values)} values found no room"
    changes = {}
    for (row, column, type_name), each in texts.items():
        array = json.dumps(each, ensure_ascii=False)
        stored = {"jsonb": json.dumps({"seen": {"by": each}}), "_text": "{" + array[1:-1] + "}"}.get(type_name, " / ".join(each))
        # One statement for each row, which has another id afterwards.
        changes.setdefault(row, []).append(f"{identifier(column)} = {literal(stored)}")
    for row, settings in changes.items():
        table, row_id = row.rsplit(" ", 1)
        session.query(f"UPDATE ONLY {table} SET {', '.join(settings)} WHERE ctid = {literal(row_id)}")
    return planted


def _find_planted(database, folder, planted):
    text, _ = dumped_fields(database, folder)
    plain = text.replace('\\\\"', '"')
    return [f"{kind} {value!r}, planted in {column}, is in the twin" for kind, values in planted.items()
            for value, column in values.items() if value in plain]


def try_database(name, data, seed, show):
    numbers = random.Random(f"{seed} {name}")
    with Playground(f"planted_{name}") as playground, tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        (folder / "source.sql").write_bytes(gzip.decompress((data / f"{name}.sql.gz").read_bytes()))
        run_psql(playground.source, [folder / "source.sql"])
        with Session(playground.source) as source:
            fill_empty_tables(source, 1)
            source.query("SET session_replication_role = replica")
            planted = _plant(source, numbers)
            source.query("ANALYZE")
        playground.grant_reader()
        config = folder / "made.toml"
        urls = (playground.source_url(), playground.target_url())
        process = start_subset(config, *urls, command=["init"])
        stdout, stderr = end_of(process)
        assert process.returncode == 0, stdout + stderr
        text = config.read_text()
        if show:
            print(text)
        config.write_text(WHOLE)
        proposed = run_subset(config, *urls, "--masks", command=["plan"], extra=KEY)
        assert proposed.status == 0, proposed.told()
        faults = []
        for way, written in (("as it stands", text), ("of all rows", WHOLE + proposed.stdout)):
            config.write_text(written)
            playground.recreate_target()
            outcome = run_subset(config, *urls, extra=KEY)
            assert outcome.status == 0, outcome.told()
            found = _find_planted(playground.target, folder, planted)
            faults += [f"{name}, {way}: {each}" for each in found[:10]] + ([f"{name}, {way}: {len(found)} in all"] if found else [])
        counts = ", ".join(f"{len(values)} of kind {kind}" for kind, values in planted.items())
        masked = sum(' = "@' in line and not line.startswith("#") for line in text.splitlines())
        print(f"{name}: {counts}; {masked} columns masked", flush=True)
        return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", type=pathlib.Path, default=SAMPLE_DATA)
    parser.add_argument("--database", action="append", choices=DATABASES)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    require_server()
    require_binary()
    if not arguments.data.is_dir():
        print(f"no databases in {arguments.data}")
        return SKIPPED
    print(f"seed {arguments.seed}", flush=True)
    faults = [fault for name in arguments.database or DATABASES for fault in try_database(name, arguments.data, arguments.seed, arguments.show)]
    for fault in faults:
        print("FAILED", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
