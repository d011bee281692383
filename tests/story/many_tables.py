#!/usr/bin/env python3
"""Entries that mean many tables at once: who names them, what becomes of a table that comes later, and what is told.

    tests/support/with_postgres tests/story/many_tables.py [NAME...]
"""
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql
from program import run_subset

SOURCE = """
DROP TABLE users, orders CASCADE;
CREATE SCHEMA billing;
CREATE TABLE tenants (tenant_id int PRIMARY KEY, name text);
CREATE TABLE jobs (tenant_id int NOT NULL, job_id int PRIMARY KEY, made int);
CREATE TABLE files (tenant_id int NOT NULL REFERENCES tenants, file_id int PRIMARY KEY);
CREATE TABLE billing.invoices (tenant_id int, invoice_id int PRIMARY KEY);
CREATE TABLE units (code text PRIMARY KEY);
INSERT INTO tenants SELECT n, 'tenant ' || n FROM generate_series(1, 20) AS n;
INSERT INTO jobs SELECT 1 + n % 20, n, n FROM generate_series(1, 200) AS n;
INSERT INTO files SELECT 1 + n % 20, n FROM generate_series(1, 100) AS n;
INSERT INTO billing.invoices SELECT 1 + n % 20, n FROM generate_series(1, 60) AS n;
INSERT INTO units VALUES ('m');
"""
CONFIG = """[mask]
unclassified = "allow"
[[root]]
table = "*"
columns = ["tenant_id"]
where = "tenant_id = 7"
[[reference]]
table = "*"
columns = ["tenant_id"]
parent = "tenants"
"""


class Tenants:
    def __init__(self, shop):
        self.shop, self.playground = shop, shop.playground
        run_psql(self.playground.source, text=SOURCE)
        self.playground.grant_reader()

    def run(self, *arguments, command=(), config=CONFIG, status=0):
        path = self.shop.folder / "many.toml"
        path.write_text(config)
        outcome = run_subset(path, self.playground.source_url(), self.playground.target_url(), *arguments, command=command)
        assert outcome.status == status, outcome.told()
        return outcome

    def counts(self):
        with Session(self.playground.target) as session:
            return session.query("SELECT (SELECT count(*) FROM tenants), (SELECT count(*) FROM jobs), (SELECT count(*) FROM files), "
                                 "(SELECT count(*) FROM billing.invoices), (SELECT count(*) FROM units)")[0]


def every_command_names_the_tables(shop):
    tenants = Tenants(shop)
    root = '[[root]] table "*" (many.toml:4:9) means 4 tables: billing.invoices, public.files, public.jobs, public.tenants'
    reference = '[[reference]] table "*" (many.toml:8:9) means 2 tables: billing.invoices, public.jobs'
    for command in ((), ("plan",)):
        outcome = tenants.run(command=list(command))
        notes = [note.replace(str(shop.folder) + "/", "") for note in outcome.report["notes"]]
        assert root in notes and reference in notes, notes
        names = {(each["table"], each["name"]) for each in outcome.report["references"]}
        assert ("public.jobs", "jobs(tenant_id) -> tenants") in names and ("public.files", "files_tenant_id_fkey") in names, names
    assert tenants.counts() == ("1", "10", "5", "3", "0")
    told = tenants.run("jobs", command=["why"]).stdout
    assert "[[root]] (many.toml:3)" in told, told
    told = tenants.run("jobs", "6", command=["why"]).stdout
    assert "[[root]] (many.toml:3)" in told and "is in the twin" in told, told
    told = tenants.run("jobs", "8", command=["why"]).stdout
    assert "where of [[root]] (many.toml:3) does not hold" in told, told


def a_part_of_everything_needs_no_columns(shop):
    tenants = Tenants(shop)
    config = CONFIG.replace('columns = ["tenant_id"]\nwhere = "tenant_id = 7"', 'sample = "30%"')
    notes = tenants.run(config=config).report["notes"]
    assert any("means 5 tables: billing.invoices, public.files, public.jobs, public.tenants, public.units" in note for note in notes), notes
    counts = [int(count) for count in tenants.counts()]
    assert 20 < counts[1] < 120 and 8 < counts[2] < 60 and 4 < counts[3] < 40, counts


def verify_looks_at_each_table(shop):
    tenants = Tenants(shop)
    tenants.run()
    outcome = tenants.run(command=["verify"])
    names = {each["name"] for each in outcome.report["references"]}
    assert {"jobs(tenant_id) -> tenants", "invoices(tenant_id) -> tenants"} <= names, names
    run_psql(tenants.playground.target, text="UPDATE jobs SET tenant_id = 999 WHERE job_id = 6")
    outcome = tenants.run(command=["verify"], status=4)
    assert "jobs(tenant_id) -> tenants" in outcome.stdout + outcome.stderr, outcome.told()


def a_table_that_comes_later_falls_under_it(shop):
    tenants = Tenants(shop)
    tenants.run()
    run_psql(tenants.playground.source, text="CREATE TABLE visits (tenant_id int, visit_id int PRIMARY KEY);"
             "INSERT INTO visits SELECT 1 + n % 20, n FROM generate_series(1, 40) AS n; DELETE FROM files")
    tenants.playground.grant_reader()
    outcome = tenants.run("--locked", status=3)
    assert "New table: public.visits (taken by [[root]] (many.toml:3))" in outcome.stderr, outcome.told()
    tenants.run()
    with Session(tenants.playground.target) as session:
        assert session.query("SELECT count(*) FROM visits") == [("2",)]


def what_is_wrong_is_told_once(shop):
    tenants = Tenants(shop)
    outcome = tenants.run(config=CONFIG.replace("tenant_id = 7", "tenent_id = 7"), status=2)
    assert len(outcome.errors) == 1 and "billing.invoices" in outcome.errors[0] and "many.toml:6:" in outcome.errors[0], outcome.told()
    assert "name there what the SQL needs" in outcome.hints[0], outcome.told()
    outcome = tenants.run(config=CONFIG.replace("= 7", "= 7 AND made > 3"), status=2)
    assert len(outcome.errors) == 1, outcome.told()
    tenants.run(config=CONFIG.replace("= 7", "= 7 AND made > 3").replace('["tenant_id"]\nwhere', '["tenant_id", "made"]\nwhere'))
    assert tenants.counts()[1:4] == ("10", "0", "0")
    outcome = tenants.run(config=CONFIG.replace('parent = "tenants"', 'parent = "tenant"'), status=2)
    assert len(outcome.errors) == 1 and 'Did you mean "tenants"' in outcome.stderr, outcome.told()
    more = '[[root]]\ntable = "log_*"\ncolumns = ["tenant_id"]\n'
    outcome = tenants.run(config=CONFIG + more)
    assert 'warning: [[root]] table "log_*" matches no table' in outcome.stderr, outcome.told()


def limits_of_single_tables(shop):
    tenants = Tenants(shop)
    tenants.run(config="[limits]\ntables = { jobs = 10, files = 5 }\n" + CONFIG)
    before = tenants.counts()
    outcome = tenants.run(config="[limits]\ntables = { jobs = 9, files = 5 }\n" + CONFIG, status=1)
    assert "more than 9 rows of public.jobs" in outcome.stderr and "many.toml:2:" in outcome.stderr, outcome.told()
    assert tenants.counts() == before
    whole = '[[table]]\nname = "units"\nrows = "all"\n'
    run_psql(tenants.playground.source, text="INSERT INTO units VALUES ('kg')")
    outcome = tenants.run(config='[limits.tables]\nunits = 1\n' + CONFIG + whole, status=1)
    assert "more than 1 row of public.units" in outcome.stderr, outcome.told()
    outcome = tenants.run(config='[limits.tables]\nunitz = 1\n' + CONFIG, status=2)
    assert 'Did you mean "units"' in outcome.stderr, outcome.told()
    assert tenants.counts() == before


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
