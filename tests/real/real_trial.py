"""Runs configs against one real database that stays as it is, and compares each twin with what the reference closure expects."""
from collections import namedtuple

from compare_twin import (compare_constraints, compare_materialized_views, compare_report, compare_rows, compare_schema,
                          compare_sequences)
from content_hash import content_hash
from postgres import Session
from program import run_subset
from random_case import render_toml
from reference_closure import Refused, compute_expected
from reference_config import ConfigWrong, read_config

Tried = namedtuple("Tried", "kind rows faults")  # kind: "twin", "empty", "refused"


class Remembering:
    """A Session on a source that nobody writes to: what it was asked before freeze(), it answers from memory."""

    def __init__(self, session):
        self._session, self._answers, self._frozen, self.columns = session, {}, False, []

    def query(self, sql):
        if sql in self._answers:
            rows, self.columns = self._answers[sql]
            return rows
        rows, self.columns = self._session.query(sql), self._session.columns
        if not self._frozen:
            self._answers[sql] = (rows, self.columns)
        return rows

    def value(self, sql):
        return self.query(sql)[0][0]

    def freeze(self):
        self._frozen = True


class RealTrial:
    """Every twin replaces the one before, as a refresh does."""

    def __init__(self, playground, scratch, usual, turn):
        """usual: a config without rules. What it asks of the source (the catalog, each reference's pairs, all rows) all ask.
        turn: held while the program runs."""
        self.playground, self.config, self.turn = playground, scratch / "twin.toml", turn
        self.source, self.target = Remembering(Session(playground.source)), Session(playground.target)
        self.content = content_hash(playground.source)
        self.config.write_text(render_toml(usual))
        compute_expected(self.source, read_config(self.config))
        self.source.freeze()

    def run(self, config, with_schema=True):
        """with_schema: also compare what pg_dump says of both ends, which takes a while and says the same of most twins."""
        self.config.write_text(render_toml(config))
        statuses, expected, why = self._expected()
        before = content_hash(self.playground.target, with_comment=True) if statuses or expected.may_refuse else None
        with self.turn:
            outcome = run_subset(self.config, self.playground.source_url(), self.playground.target_url())
        if statuses or outcome.status == 2 and expected.may_refuse:
            faults = [] if outcome.status in (statuses or {2}) else [f"expected exit {sorted(statuses)}: {why}\n{outcome.told()}"]
            faults += [] if faults or outcome.errors and outcome.hints else [f"no error: or hint: line\n{outcome.told()}"]
            if outcome.status != 0 and content_hash(self.playground.target, with_comment=True) != before:
                faults.append("the target has changed")
            return Tried("empty" if expected is not None and not expected.total() else "refused", 0, faults)
        if outcome.status != 0:
            return Tried("twin", 0, [outcome.told()])
        return Tried("twin", expected.total(), self._compare(expected, outcome.report, with_schema))

    def _expected(self):
        """(exit statuses of a refusal or None, what is expected or None, why it is refused)"""
        try:
            expected = compute_expected(self.source, read_config(self.config))
        except ConfigWrong as wrong:
            return {2}, None, str(wrong)
        except Refused as refusal:
            return refusal.statuses, None, str(refusal)
        expected.may_refuse = expected.may_refuse or expected.only_migrations()
        return ({1, 2}, expected, "no row at all") if expected.total() == 0 else (None, expected, "")

    def _compare(self, expected, report, with_schema):
        faults = compare_rows(expected, self.target) + compare_constraints(expected, self.source, self.target)
        faults += compare_sequences(expected, self.source, self.target) + compare_materialized_views(self.target)
        if with_schema and not expected.catalog.left_out and not expected.made_not_valid:
            faults += compare_schema(self.playground.source, self.playground.target)
        return faults + compare_report(expected, report)

    def source_faults(self):
        return [] if content_hash(self.playground.source) == self.content else ["the source has changed"]

    def close(self):
        self.target.close()
