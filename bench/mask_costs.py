#!/usr/bin/env python3
"""What each preset costs the source for a value: the statement that the program sends for a table with one masked column, by EXPLAIN ANALYZE.

    bench/mask_costs.py [--rows 100000] [--rounds 3]

Processor time of the server's process, so that what else runs on the machine counts less; a column without a mask is taken off. @hash is
one HMAC and hardly more. Of documents, "values" is how many of theirs are masked.
"""
import argparse
import os
import pathlib
import re
import subprocess
import tempfile

from own_cluster import Cluster

KEY = "a key of this benchmark"
ORDER = "jsonb_build_object('user', jsonb_build_object('mail', 'n' || g || '@prod.test', 'note', 'note ' || g), 'kind', 'order', 'tags', jsonb_build_array('a' || g, 'b' || g))"
FLAT = "jsonb_build_object('a', 'text ' || g, 'b', 'other ' || g, 'c', 'third ' || g, 'd', 'x' || g)"
# (name, type, SQL of row g's value, mask, values in it)
CASES = [
    ("none", "text", "'text ' || g", None, 1),
    ("hash", "text", "'text ' || g", "@hash", 1),
    ("text", "text", "'text ' || g", "@text", 1),
    ("name", "text", "'Name ' || g", "@name", 1),
    ("email", "text", "'n' || g || '@prod.test'", "@email", 1),
    ("phone", "text", "'+49 30 ' || g", "@phone", 1),
    ("number", "int", "g", "@number", 1),
    ("date", "date", "date '2020-01-01' + g % 999", "@date", 1),
    ("path_text", "jsonb", ORDER, "@json({$.user.note: @text})", 1),
    ("path_hash", "jsonb", ORDER, "@json({$.user.note: @hash})", 1),
    ("path_element", "jsonb", ORDER, "@json({$.tags[*]: @hash})", 2),
    ("flat", "jsonb", FLAT, "@json", 4),
    ("nested", "jsonb", ORDER, "@json", 5),
    ("flat_json", "json", FLAT, "@json", 4),
]


def statements_of(cluster, folder):
    """table -> the SELECT that reads it in a run."""
    config = folder / "costs.toml"
    masks = "".join(f'[[table]]\nname = "{name}"\nmask = {{ v = "{mask}" }}\n' for name, _, _, mask, _ in CASES if mask)
    config.write_text(f'[mask]\nkey = "{KEY}"\n[[table]]\nname = "*"\nrows = "all"\n{masks}')
    subprocess.run([os.environ["SUBSET_BIN"], "--config", config, "--source", cluster.url("prod"), "--target", cluster.url("dev")], check=True, capture_output=True)
    log = (pathlib.Path(cluster.folder) / "log").read_text()
    return {table: select for select, table in re.findall(r'COPY \((SELECT .* FROM (?:ONLY )?"public"\."(\w+)" AS c.*)\) TO STDOUT', log)}


def seconds_of(cluster, select):
    """Of the server's process."""
    settings = "".join(f"SET subset.mask_{name}_key = '{byte * 64}'; " for name, byte in (("inner", "36"), ("outer", "5c")))
    told = subprocess.run(["psql", "-X", "-q", "-d", cluster.url("prod"), "-c", f"{settings} SET jit = off; SET max_parallel_workers_per_gather = 0; "
                           f"SET client_min_messages = log; SET log_executor_stats = on; EXPLAIN (ANALYZE, TIMING OFF) {select}"],
                          check=True, capture_output=True, text=True).stderr
    return max(float(user) + float(system) for user, system in re.findall(r"([\d.]+) s user, ([\d.]+) s system, [\d.]+ s elapsed", told))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with Cluster(log_statement="all") as cluster, tempfile.TemporaryDirectory() as scratch:
        cluster.create("prod")
        cluster.create("dev")
        cluster.psql("prod", "".join(f"CREATE TABLE {name} (id int, v {kind}); INSERT INTO {name} SELECT g, ({value})::{kind} FROM generate_series(1, {arguments.rows}) AS g; "
                                     for name, kind, value, _, _ in CASES))
        statements = statements_of(cluster, pathlib.Path(scratch))
        best = {}
        for _ in range(arguments.rounds):
            for name, *_ in CASES:
                best[name] = min(best.get(name, 1e9), seconds_of(cluster, statements[name]))
    micros = {name: (best[name] - best["none"]) * 1e6 / arguments.rows / values for name, _, _, mask, values in CASES if mask}
    print("| mask | type | values | us a value | on top of @hash |\n|---|---|---|---|---|")
    for name, kind, _, mask, values in CASES:
        if mask:
            print(f"| `{mask}` | {kind} | {values} | {micros[name]:.1f} | {micros[name] - micros['hash']:.1f} |")


if __name__ == "__main__":
    main()
