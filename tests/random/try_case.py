"""Runs one random case: loads it, computes what is expected, runs the program, compares."""
import random
from collections import Counter
from dataclasses import dataclass, field

from compare_twin import compare_constraints, compare_report, compare_rows
from postgres import Session, SqlError, identifier
from program import run_subset
from random_changes import change_rows
from random_case import render_sql, render_toml
from random_types import spelling
from reference_closure import Refused, compute_expected
from reference_config import ConfigWrong, read_config
from way_reasons import is_legitimate

IN_USE = "55006"  # the server's answer to a partition's reference to its own partitioned table


@dataclass
class Tried:
    kind: str  # "twin", "empty", "refused", "not possible here"
    rows: int = 0
    faults: list = field(default_factory=list)

    @property
    def signature(self):
        """What must stay the same while the case is made smaller."""
        return [" ".join(fault.split()[:2]) if fault.startswith("report") else fault.split("\n")[0][:40].split(":")[-1].strip()[:12]
                for fault in self.faults[:1]]


class Trial:
    """With `way`, [target] atomic, each twin is refreshed `rounds` times more, each after random changes to the source's rows."""

    def __init__(self, playground, scratch, way=None, rounds=2):
        self.playground, self.scratch, self.way, self.rounds = playground, scratch, way, rounds if way else 0
        self.ways = Counter()  # of the refreshes after the first
        self._source, self._target = Session(playground.source), Session(playground.target)

    def run(self, case, seed):
        try:
            self._load(case, seed)
        except SqlError as problem:
            if problem.sqlstate == IN_USE:
                return Tried("not possible here")
            return Tried("refused", 0, [f"the case itself is wrong: {problem}"])
        tried = self._refresh(case)
        for number in range(self.rounds if tried.kind == "twin" else 0):
            if tried.faults:
                break
            # What the program must refuse ends the case, and so comes last.
            if change_rows(self._source, random.Random(f"{seed} {number}"), self._makes_a_twin if number + 1 < self.rounds else lambda: True):
                faults = self._refresh(case).faults
                faults += [] if is_legitimate(self.reason) else ["all rows came anew"]
                tried.faults = [f"{fault}\nafter changes {number + 1} ({self.reason or 'by rows'})" for fault in faults]
                self.ways[self.reason] += 1
        return tried

    def _makes_a_twin(self):
        return self._expected()[0] is None

    def _refresh(self, case):
        before, self.reason = self._fingerprint(), "refused"
        kept, statuses, expected = 0, case.statuses, None
        self.why = "a fault put in on purpose"
        if statuses is None:
            statuses, expected = self._expected()
        outcome = run_subset(self.scratch / "twin.toml", self.playground.source_url(), self.playground.target_url())
        if statuses is not None:
            faults = [] if outcome.status in statuses else [f"expected exit {sorted(statuses)}: {self.why}\n{outcome.told()}"]
            faults += [] if outcome.status != 0 and outcome.hints and outcome.errors or faults else [f"no error: or hint: line\n{outcome.told()}"]
            faults += ["the target has changed"] if outcome.status != 0 and self._fingerprint() != before else []
            return Tried("empty" if expected is not None else "refused", 0, faults)
        kept = expected.total()
        if outcome.status == 2 and expected.may_refuse:
            return Tried("refused")
        if outcome.status != 0:
            return Tried("twin", kept, [f"exit {outcome.status}\n{outcome.told()}"])
        self.reason = outcome.report["target"].get("way_reason", "")
        faults = compare_rows(expected, self._target) + compare_constraints(expected, self._source, self._target)
        return Tried("twin", kept, faults + compare_report(expected, outcome.report))

    def _expected(self):
        try:
            expected = compute_expected(self._source, read_config(self.scratch / "twin.toml"))
        except ConfigWrong as wrong:
            self.why = str(wrong)
            return {2}, None
        except Refused as refusal:
            self.why = str(refusal)
            return refusal.statuses, None
        return ({1, 2}, expected) if expected.total() == 0 else (None, expected)

    def _load(self, case, seed):
        (self.scratch / "schema.sql").write_text(self._sql(case, seed))
        (self.scratch / "twin.toml").write_text(self._toml(case))
        self._drop(self._source, ())
        # The twin of the case before stays, but for schemas that this refresh leaves alone: they may need what goes.
        self._drop(self._target, case.config.get("source", {}).get("schemas", {"public", *case.schemas}))
        self._target.query(f"CREATE SCHEMA IF NOT EXISTS public AUTHORIZATION {identifier(self.playground.owner)}")
        self._source.query("CREATE SCHEMA public;\n" + (self.scratch / "schema.sql").read_text())
        reader = identifier(self.playground.reader)
        self._source.query("".join(f"GRANT USAGE ON SCHEMA {identifier(schema)} TO {reader};"
                                   f"GRANT SELECT ON ALL TABLES IN SCHEMA {identifier(schema)} TO {reader};"
                                   f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA {identifier(schema)} TO {reader};"
                                   for schema in {"public", *case.schemas}))

    def _sql(self, case, seed):
        chance = random.Random(seed)
        return render_sql(case, lambda kind, number: spelling(chance, kind, number))

    def _toml(self, case):
        return render_toml({**case.config, "target": {"atomic": self.way}} if self.way else case.config)

    @staticmethod
    def _drop(session, kept):
        schemas = session.query("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'")
        for (schema,) in schemas:
            if schema not in kept:
                session.query(f"DROP SCHEMA {identifier(schema)} CASCADE")

    def _fingerprint(self):
        """Every refresh makes the tables anew and stamps the database."""
        return self._target.query("""SELECT string_agg(c.oid || ' ' || pg_relation_filenode(c.oid), ',' ORDER BY c.oid)
            FROM pg_class c WHERE c.relkind = 'r' AND c.oid >= 16384""") + self._target.query(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()")

    def told(self, case, seed):
        return [*self._sql(case, seed).splitlines(), *self._toml(case).splitlines(), *self.run(case, seed).faults]

    def save(self, case, seed, folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "schema.sql").write_text(self._sql(case, seed))
        (folder / "twin.toml").write_text(self._toml(case))
        (folder / "README.md").write_text(f"Found by a random case, seed {seed}.\n")
