"""Which tables of a real database are roots, in which ways; and the processes that try them."""
import contextlib
import gzip
import itertools
import multiprocessing
import pathlib
import queue
import random
import tempfile
import traceback
from dataclasses import dataclass, field

from playground import Playground
from postgres import Session, run_psql
from random_case import render_toml
from real_config import config_with_rules, plain_config
from real_rows import all_tables, fill_empty_tables
from real_trial import RealTrial
from reference_catalog import Catalog

LATEST = 50  # customers, in the databases that have some
UNKNOWN = 10**9  # how many cases are left before anybody has counted them
FEW = 6  # cases: left to who has the database loaded already
MANY = 60  # tables: a refresh takes dozens of locks for each, and the server has room for those of one such refresh


@dataclass
class Way:
    """One case: its name is told where it fails, and with the seed it is all that the case depends on."""
    table: object
    children: bool
    rules: int = 0  # 0: plain, else the number of a set of random rules

    @property
    def name(self):
        return f"{self.table.label} children {'yes' if self.children else 'no'} {f'rules {self.rules}' if self.rules else 'plain'}"

    def config(self, seed, database, catalog):
        chance = random.Random(f"{seed} {database} {self.name}")
        return (config_with_rules(chance, catalog, self.table, self.children) if self.rules
                else plain_config(chance, self.table, self.children))


@dataclass
class Result:
    database: str
    name: str | None = None  # None: nothing was tried, the database was filled
    kind: str = ""
    rows: int = 0
    faults: list = field(default_factory=list)
    config: str = ""
    filled: list = field(default_factory=list)


def ways(database, tables, arguments):
    tables = [table for table in tables if not arguments.table or table.label in arguments.table]
    if arguments.all:
        # Each table in some way before any table in the next: with children plain and without with rules, then the others.
        passes = sorted(itertools.product(range(arguments.rules + 1), (True, False)), key=lambda each: (each[0] > 0) == each[1])
        return [Way(table, children, rules) for rules, children in passes for table in tables]
    chance, limit = random.Random(f"{arguments.seed} {database}"), arguments.tables[database]
    taken = tables if limit is None or arguments.table else chance.sample(tables, min(limit, len(tables)))
    return [Way(table, chance.random() < 0.5, chance.choice((0, 1, 1))) for table in taken]


def sweep(names, arguments):
    """Results as they come."""
    results, turn = multiprocessing.Queue(), multiprocessing.Lock()
    left = {name: multiprocessing.Value("q", UNKNOWN) for name in names}
    workers = [multiprocessing.Process(target=work, args=(number, left, turn, results, arguments)) for number in range(arguments.jobs)]
    for worker in workers:
        worker.start()
    try:
        while any(worker.is_alive() for worker in workers) or not results.empty():
            try:
                yield results.get(timeout=0.2)
            except queue.Empty:
                continue
        for worker in workers:
            if worker.exitcode != 0:
                yield Result("a worker", "did not end well", "broken", 0, [f"exit {worker.exitcode}"])
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def work(number, left, turn, results, arguments):
    """One process: one database after the other, the next case that nobody has taken."""
    for name, count in sorted(left.items(), reverse=number % 2 == 1):  # from both ends
        if count.value > FEW:
            try:
                try_database(name, count, turn, results, arguments)
            except Exception:
                results.put(Result(name, f"worker {number}", "broken", 0, [traceback.format_exc()]))


def try_database(name, left, turn, results, arguments):
    with Playground(name) as playground, tempfile.TemporaryDirectory(prefix="subset-real.") as scratch:
        with gzip.open(pathlib.Path(arguments.data) / f"{name}.sql.gz", "rt", encoding="utf-8") as dump:
            run_psql(playground.source, text=dump.read())
        with Session(playground.source) as session:
            results.put(Result(name, filled=fill_empty_tables(session, arguments.seed)))
            catalog = Catalog(session)
            tables = all_tables(session, catalog)
        playground.grant_reader()
        trial = RealTrial(playground, pathlib.Path(scratch), plain_config(random.Random(0), catalog.tables[0], False),
                          turn if len(catalog.tables) > MANY else contextlib.nullcontext())
        todo = ways(name, tables, arguments)
        if not arguments.table and catalog.find("public", "customer"):
            todo = [None, *todo]
        while (place := take(left, len(todo))) is not None:
            for result in [try_way(name, trial, todo[place], catalog, arguments)] if todo[place] else latest_customers(name, trial):
                if result.faults and arguments.save:
                    arguments.save.mkdir(parents=True, exist_ok=True)
                    (arguments.save / f"{name}.{result.name.replace(' ', '_')}.toml").write_text(result.config)
                results.put(result)
        if trial.source_faults():
            results.put(Result(name, "afterwards", "broken", 0, trial.source_faults()))
        trial.close()


def take(left, count):
    with left.get_lock():
        left.value = min(left.value, count) - 1
        return count - 1 - left.value if left.value >= 0 else None


def try_way(database, trial, way, catalog, arguments):
    config = way.config(arguments.seed, database, catalog)
    tried = trial.run(config, with_schema=not way.rules)
    return Result(database, way.name, tried.kind, tried.rows, tried.faults, render_toml(config))


def latest_customers(database, trial):
    """"The latest 50 customers", over whatever twin there is and then over their own."""
    for children in (True, False):
        config = {"root": [{"table": "customer", "order_by": "customer_id DESC", "limit": LATEST, "children": children}]}
        for attempt in ("first run", "second run"):
            tried = trial.run(config)
            yield Result(database, f"latest {LATEST} customers children {'yes' if children else 'no'} {attempt}", tried.kind, tried.rows,
                         tried.faults, render_toml(config))
