"""A scenario by atomic = "rows": the second refresh writes nothing, and those after random changes to the source's rows make what a
full refresh makes."""
import random

from compare_twin import compare_twin
from postgres import Session
from random_changes import change_rows
from reference_closure import Refused, compute_expected
from reference_config import ConfigWrong, read_config
from way_reasons import is_legitimate

ROUNDS = 4


def way_faults(outcome, is_there, ways, as_it_was=False):
    """is_there: a twin was there before; ways counts the reasons of such refreshes. as_it_was: nothing has changed at either end."""
    reason = outcome.report["target"].get("way_reason", "")
    if not is_there:
        return [] if "no twin" in reason else [f"the first refresh was by rows, or is said to be because {reason}"]
    ways[reason] += 1
    faults = [] if is_legitimate(reason) else [f"all rows came anew, because {reason}"]
    written = {table["table"] for table in outcome.report["tables"] if any(table.get(what) for what in ("inserted", "updated", "deleted"))}
    return faults + ([f"nothing has changed, but in {written} rows were written"] if as_it_was and written else [])


def refresh_after_changes(name, playground, config, refresh, ways, seed):
    """refresh(): the outcome of a run of `config`. Faults."""
    faults = []
    for number in range(ROUNDS):
        expected = _change(playground, config, random.Random(f"{seed} {name} {number}"))
        if expected is None:
            continue
        outcome = refresh()
        if outcome.status != 0:
            return faults + [f"after changes {number}: {outcome.told()}"]
        found = way_faults(outcome, True, ways) + compare_twin(expected, playground.source, playground.target, outcome.report)
        faults += [f"after changes {number}: {line}" for line in found]
    return faults


def _change(playground, config, chance):
    """What is expected of the twin then; None where nothing was changed."""
    found = []

    def makes_a_twin():
        try:
            expected = compute_expected(session, read_config(config))
        except (ConfigWrong, Refused):
            return False
        found.append(expected)
        return expected.total() > 0 and not expected.may_refuse and not expected.only_migrations() and _checks_hold(session)

    with Session(playground.source) as session:
        for _ in range(5):
            if change_rows(session, chance, makes_a_twin):
                return found[-1]
    return None


def _checks_hold(session):
    """A check that reads another table is not looked at again when rows of that one go."""
    checks = session.query("""SELECT conrelid::regclass, pg_get_expr(conbin, conrelid) FROM pg_constraint
        WHERE contype = 'c' AND convalidated AND conrelid <> 0""")
    return all(session.value(f"SELECT count(*) FROM {table} WHERE NOT ({condition})") == "0" for table, condition in checks)
