#!/usr/bin/env python3
"""Kills takes at random moments: the target is as it was, or it has the whole case and says so in its stamp.

    tests/support/with_postgres tests/fault/kill_take.py [--count N] [--seed S]
"""
import argparse
import pathlib
import random
import signal
import sys
import tempfile
import time
from collections import Counter

from playground import Playground
from postgres import Session, require_server, run_psql
from program import end_of, require_binary, run_subset, start_subset
from waiting import wait_until

SOURCE = """
CREATE TABLE users (user_id int PRIMARY KEY, name text);
CREATE TABLE orders (order_id serial PRIMARY KEY, user_id int NOT NULL REFERENCES users, note text);
CREATE TABLE lines (order_id int REFERENCES orders, line int, body text, PRIMARY KEY (order_id, line));
CREATE TABLE pings (order_id int REFERENCES orders, at int);
INSERT INTO users SELECT n, 'user ' || n FROM generate_series(1, 2000) AS n;
INSERT INTO orders SELECT n, n, repeat('x', 2000) FROM generate_series(1, 2000) AS n;
INSERT INTO lines SELECT n, l, repeat('y', 500) FROM generate_series(1, 2000) AS n, generate_series(1, 40) AS l;
INSERT INTO pings SELECT n, l FROM generate_series(1, 2000) AS n, generate_series(1, 40) AS l;
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'fired'; END $$;
CREATE TRIGGER fires BEFORE INSERT ON orders FOR EACH ROW WHEN (pg_trigger_depth() > 5) EXECUTE FUNCTION fire();
"""
CONFIG = """[mask]
unclassified = "allow"
[[root]]
table = "orders"
where = "order_id <= 5"
children = true
"""
COUNTS = """SELECT (SELECT count(*) FROM users WHERE user_id = {0}), (SELECT count(*) FROM orders WHERE order_id = {0}),
    (SELECT count(*) FROM lines WHERE order_id = {0}), (SELECT count(*) FROM pings WHERE order_id = {0})"""
WHOLE, NOTHING = ("1", "1", "40", "40"), ("0", "0", "0", "0")
STATE = """SELECT (SELECT string_agg(tgenabled::text, '') FROM pg_trigger WHERE tgname = 'fires'),
    (SELECT count(*) FROM users), shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"""
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)


def one_take(playground, config, order, delay, how):
    """("nothing" or "whole", faults)"""
    with Session(playground.target) as session:
        before = session.query(STATE)[0]
    process = start_subset(config, playground.source_url(), playground.target_url(), "take", "orders", str(order))
    time.sleep(delay)
    process.send_signal(how)
    stdout, stderr = end_of(process, 60)
    with Session(playground.target) as session:
        busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() " \
               "AND application_name LIKE 'subset%'"
        wait_until(lambda: session.query(busy) == [("0",)], "the server ends the killed run's session", seconds=30)
        counts, state = session.query(COUNTS.format(order))[0], session.query(STATE)[0]
    told = f"order {order}, {how.name} after {delay:.3f} s, exit {process.returncode}: "
    faults = [f"{told}triggers {state[0]} instead of {before[0]}"] if state[0] != before[0] else []
    if counts == NOTHING:
        faults += [told + "nothing came, and the target has changed"] if state != before else []
        faults += [told + "exit 0, and nothing came"] if process.returncode == 0 else []
        return "nothing", faults
    if counts != WHOLE:
        return None, faults + [f"{told}half a case came: {counts}\n{stdout}{stderr}"]
    faults += [told + "the stamp does not name the case"] if f'["public.orders",["{order}"],true]' not in state[2] else []
    return "whole", faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments = parser.parse_args()
    require_server()
    require_binary()
    print(f"seed {arguments.seed}", flush=True)
    chance, failed, outcomes = random.Random(arguments.seed), 0, Counter()
    with Playground("kill_take") as playground, tempfile.TemporaryDirectory(prefix="subset-kill.") as scratch:
        run_psql(playground.source, text=SOURCE)
        playground.grant_reader()
        config = pathlib.Path(scratch) / "twin.toml"
        config.write_text(CONFIG)
        twin = run_subset(config, playground.source_url(), playground.target_url())
        assert twin.status == 0, twin.told()
        begin = time.monotonic()
        first = run_subset(config, playground.source_url(), playground.target_url(), "take", "orders", "6")
        assert first.status == 0, first.told()
        length = time.monotonic() - begin
        for order in range(10, 10 + arguments.count):
            # What happens to the target is in the last half.
            delay = length * (chance.uniform(0.4, 1.5) if chance.random() < 0.8 else chance.random())
            outcome, faults = one_take(playground, config, order, delay, chance.choice(SIGNALS))
            outcomes[outcome] += 1
            failed += len(faults)
            print(*faults, sep="\n", end="\n" if faults else "", flush=True)
        last = run_subset(config, playground.source_url(), playground.target_url(), command=["verify"])
        failed += 0 if last.status == 0 else 1
        print(last.told() if last.status else "", end="")
    print(f"{arguments.count} takes: {outcomes['whole']} whole, {outcomes['nothing']} left nothing; {failed} faults")
    return 1 if failed or not outcomes["nothing"] or not outcomes["whole"] else 0


if __name__ == "__main__":
    sys.exit(main())
