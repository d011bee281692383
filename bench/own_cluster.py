"""A throw-away server with the settings of a small machine in ordinary use."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "support"))
from own_server import OwnServer  # noqa: E402

SETTINGS = {"fsync": "on", "shared_buffers": "512MB", "max_wal_size": "8GB", "checkpoint_timeout": "30min", "autovacuum": "off",
            "max_locks_per_transaction": "256", "maintenance_work_mem": "256MB", "listen_addresses": "127.0.0.1",
            "shared_preload_libraries": "pg_stat_statements", "pg_stat_statements.track": "none"}


class Cluster(OwnServer):
    """Runs as `postgres` under root, which the server refuses."""

    def __init__(self, **settings):
        super().__init__(**{**SETTINGS, **settings})

    def find_programs(self):
        return subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip()

    def find_owner(self):
        return "postgres"

    def url(self, database, port=None, user="postgres"):
        host = "127.0.0.1" if port else self.folder
        return f"postgresql://{user}@/{database}?host={host}&port={port or self.port}"

    def psql(self, database, sql=None, files=(), **variables):
        """What it prints, without alignment."""
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.url(database)]
        for name, value in variables.items():
            command += ["-v", f"{name}={value}"]
        for file in files:
            command += ["-f", file]
        return subprocess.run(command, input=sql, text=True, check=True, stdout=subprocess.PIPE).stdout

    def create(self, database):
        self.psql("postgres", "SET client_min_messages = warning;\n"
                              f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE);\nCREATE DATABASE "{database}" TEMPLATE template0;')
