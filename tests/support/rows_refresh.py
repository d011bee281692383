"""What the tests of atomic = "rows" share: a source, changes to it, refreshes, and whether the twin is what a full refresh makes."""
from postgres import Session, identifier, run_psql

WHOLE = '[[table]]\nname = "*"\nrows = "all"\n'
CONFIG = """
[source]
connect_timeout = "2s"
{source}
[target]
lock_timeout = "{lock_timeout}"
atomic = "{atomic}"
{target}
{rows}
"""


def make_source(shop, sql):
    """The source has this schema, and nothing else; the target is empty."""
    shop.playground.recreate_target()
    with Session(shop.playground.source) as source:
        source.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    run_psql(shop.playground.source, text=sql)
    shop.playground.grant_reader()


def change_source(shop, sql):
    run_psql(shop.playground.source, text=sql)


def write_config(shop, rows=WHOLE, target="", source="", atomic="rows", lock_timeout="2s"):
    path = shop.folder / f"{atomic}.toml"
    path.write_text(CONFIG.format(rows=rows, target=target, source=source, atomic=atomic, lock_timeout=lock_timeout))
    return path


def refresh_by_rows(shop, way="rows", reason="", **config):
    """Refreshes, and looks at the way that it took."""
    outcome = shop.refresh(config=write_config(shop, **config))
    target = outcome.report["target"]
    assert (target["way"], reason in target.get("way_reason", "")) == (way, True), (target, outcome.told())
    assert ("way_reason" in target) == (way != "rows"), target
    return outcome


def contents_of(shop):
    """Rows, schema, and what sequences give next."""
    with Session(shop.playground.target) as target:
        sequences = []
        for schema, name, step in target.query("SELECT schemaname, sequencename, increment_by FROM pg_sequences ORDER BY 1, 2"):
            sequences.append((name, target.query(f"SELECT CASE WHEN is_called THEN last_value + {step} ELSE last_value END "
                                                 f"FROM {identifier(schema, name)}")))
        tables = target.query("SELECT n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                              "WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1, 2")
        rows = {name: sorted(target.query(f"SELECT t::text FROM ONLY {identifier(schema, name)} AS t")) for schema, name, _ in tables}
        triggers = target.query("SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2")
        return {"rows": rows, "sequences": sequences, "triggers": triggers,
                "constraints": target.query("SELECT conrelid::regclass::text, conname, convalidated FROM pg_constraint WHERE contype = 'f' "
                                            "ORDER BY 1, 2")}


def check_against_full_refresh(shop, **config):
    by_rows = contents_of(shop)
    shop.refresh(config=write_config(shop, atomic="transaction", **config))
    full = contents_of(shop)
    for what in full:
        assert by_rows[what] == full[what], f"{what}: by rows {by_rows[what]}\nin full {full[what]}"


def written_rows(outcome):
    """{table: (inserted, updated, deleted)} of those that were written."""
    return {table["table"].removeprefix("public."): (table["inserted"], table["updated"], table["deleted"])
            for table in outcome.report["tables"] if table.get("inserted", 0) + table.get("updated", 0) + table.get("deleted", 0)}


def try_changes(shop, schema, changes, written=None, **config):
    """A first refresh, changes, a second one by rows; then a third, for which nothing is left."""
    make_source(shop, schema)
    refresh_by_rows(shop, "transaction", "no twin", **config)
    change_source(shop, changes)
    outcome = refresh_by_rows(shop, **config)
    if written is not None:
        assert written_rows(outcome) == written, (written_rows(outcome), outcome.told())
    again = refresh_by_rows(shop, **config)
    assert written_rows(again) == {}, again.told()
    check_against_full_refresh(shop, **config)
    return outcome


def try_fall_back(shop, schema, changes, reason, again=None, **config):
    """The second refresh takes one transaction, and says why; the third too, or goes by rows where `again` is None."""
    make_source(shop, schema)
    refresh_by_rows(shop, "transaction", "no twin", **config)
    change_source(shop, changes)
    outcome = refresh_by_rows(shop, "transaction", reason, **config)
    assert any(reason in note for note in outcome.report["notes"]), outcome.told()
    refresh_by_rows(shop, "transaction" if again else "rows", again or "", **config)
    check_against_full_refresh(shop, **config)
