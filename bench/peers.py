"""Other tools for the same work, installed into a folder that goes again: what `--peers` adds."""
import json
import os
import subprocess
import sys
import time

CONDENSER = "db-condenser==1.7.1"  # from the Python package index


def make_condenser(bench, users):
    """A way to refresh the latest users with their children by db-condenser; None where it cannot be installed."""
    home = bench.scratch / "condenser"
    if not (home / "bin" / "subset").exists():
        installed = subprocess.run([sys.executable, "-m", "venv", home]).returncode == 0 and subprocess.run(
            [home / "bin" / "pip", "install", "--quiet", CONDENSER]).returncode == 0
        if not installed:
            print(f"  {CONDENSER} cannot be installed here", flush=True)
            return None
    ends = {name: {"user_name": "postgres", "password": "none", "host": "127.0.0.1", "db_name": database, "port": int(server.port)}
            for name, server, database in (("source_db_connection_info", bench.source, "shop"),
                                           ("destination_db_connection_info", bench.target, "dev"))}
    # It takes no cycle, not even of one table: what these columns hold is lost.
    breaks = [{"fk_table": f"public.{table}", "target_table": f"public.{table}"} for table in ("users", "categories")]
    last = int(bench.source.psql("shop", "SELECT max(user_id) FROM users"))
    config = {"db_type": "postgres", **ends, "initial_targets": [{"table": "public.users", "where": f"user_id > {last - users}"}],
              "dependency_breaks": breaks, "keep_disconnected_tables": False}
    (home / "config.json").write_text(json.dumps(config))

    def run():
        bench.empty_target()
        began = time.monotonic()
        done = subprocess.run([home / "bin" / "subset", "-y"], cwd=home, capture_output=True, text=True,
                              env={**os.environ, "POSTGRES_PATH": str(bench.source.bin)})
        seconds = time.monotonic() - began
        if done.returncode != 0:
            print(f"  db-condenser failed: {done.stderr.strip().splitlines()[-1:]}", flush=True)
            return float("nan")
        if (rows := bench.loaded_rows()) != bench.twin_rows:
            print(f"  db-condenser copied {rows} rows, not {bench.twin_rows}", flush=True)
        return seconds

    return run
