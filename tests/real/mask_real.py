#!/usr/bin/env python3
"""Real databases, masked wholly by what `subset plan --masks` proposes and a person changed in it: the twins load with every constraint
valid, and no raw address of mail, name, telephone number or address is in their dumps.

    tests/support/with_postgres tests/real/mask_real.py [DATA_FOLDER] [--database NAME]... [--show]

DATA_FOLDER as in real_databases.py. Empty tables are filled first. --show prints the proposals.
"""
import argparse
import gzip
import pathlib
import re
import subprocess
import sys
import tempfile

from playground import Playground
from postgres import SKIPPED, Session, conninfo_of, identifier, require_server, run_psql
from program import SAMPLE_DATA, require_binary, run_subset
from real_rows import fill_empty_tables

# What a person changes in a proposal: (what is there, what is put there instead).
EDITS = {"pagila": [], "netbox_30": [], "omop": []}
CONFIG = '[[table]]\nname = "*"\nrows = "all"\n'
KEY = {"MASK_KEY": "a key for real databases"}
# Columns that hold such values, whatever the program makes of their names.
PERSONAL = re.compile(r"e?mail|(first|last|full|contact|user)_?name|surname|phone|^address|street|birth", re.IGNORECASE)


COLUMNS = """
    SELECT table_schema, table_name, column_name, coalesce(character_maximum_length, 60)
    FROM information_schema.columns AS c JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
      AND data_type IN ('text', 'character varying', 'character')"""


def personal_columns(session):
    return [columns for columns in session.query(COLUMNS) if PERSONAL.search(columns[2])]


def plant(session):
    """In public samples such columns are mostly empty, or hold what is elsewhere too: each row gets a value of its own."""
    for schema, table, column, length in personal_columns(session):
        value = "'p' || n || '@raw.test'" if "mail" in column else "'Raw ' || n || ' of somebody real'"
        session.query(f"UPDATE {identifier(schema, table)} AS t SET {identifier(column)} = left({value}, {length}) FROM (SELECT ctid AS row, "
                      f"1000 + row_number() OVER () AS n FROM {identifier(schema, table)}) AS r WHERE t.ctid = r.row")


def personal_values(session):
    """Distinct raw values, of four characters and more, by column."""
    values = {}
    for schema, table, column, _ in personal_columns(session):
        found = session.query(f"SELECT DISTINCT {identifier(column)}::text FROM {identifier(schema, table)}")
        values[f"{schema}.{table}.{column}"] = {value for (value,) in found if value and len(value) >= 4}
    return values


def dumped_fields(database, folder):
    """Every value in the dump of all rows, as its line has it."""
    dump = folder / "twin.sql"
    subprocess.run(["pg_dump", "--no-owner", "-f", dump, "-d", conninfo_of(database)], check=True)
    text = dump.read_text()
    return text, {field for line in text.splitlines() for field in line.split("\t")}


def try_database(name, data, show):
    with Playground(f"mask_{name}") as playground, tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        (folder / "source.sql").write_bytes(gzip.decompress((data / f"{name}.sql.gz").read_bytes()))
        run_psql(playground.source, [folder / "source.sql"])
        with Session(playground.source) as source:
            fill_empty_tables(source, 1)
            plant(source)
            raw = personal_values(source)
        playground.grant_reader()
        config = folder / "twin.toml"
        config.write_text(CONFIG)
        urls = (playground.source_url(), playground.target_url())
        proposed = run_subset(config, *urls, "--masks", command=["plan"], extra=KEY)
        assert proposed.status == 0, proposed.told()
        if show:
            print(proposed.stdout)
        proposal = proposed.stdout
        for there, instead in EDITS[name]:
            assert there in proposal, f"{name}: there is no {there} to change"
            proposal = proposal.replace(there, instead)
        config.write_text(CONFIG + proposal)
        outcome = run_subset(config, *urls, extra=KEY)
        assert outcome.status == 0 and not [column for column in outcome.report["columns"] if column["state"] == "unclassified" and column["asked"]], outcome.told()
        with Session(playground.target) as target:
            assert target.value("SELECT count(*) FROM pg_constraint WHERE NOT convalidated") == "0"
        text, fields = dumped_fields(playground.target, folder)
        faults = []
        for column, values in raw.items():
            found = {value for value in values if value in fields or "@" in value and value in text}
            faults += [f"{column}: {len(found)} raw values are in the twin, such as {sorted(found)[0]!r}"] if found else []
        masked = [column for column in outcome.report["columns"] if column["state"] == "masked"]
        print(f"{name}: {len(masked)} columns masked, {sum(map(len, raw.values()))} raw values of {len(raw)} columns looked for")
        return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", type=pathlib.Path,
                        default=SAMPLE_DATA)
    parser.add_argument("--database", action="append", choices=EDITS)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    require_server()
    require_binary()
    if not arguments.data.is_dir():
        print(f"no databases in {arguments.data}")
        return SKIPPED
    faults = [fault for name in arguments.database or EDITS for fault in try_database(name, arguments.data, arguments.show)]
    for fault in faults:
        print("FAILED", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
