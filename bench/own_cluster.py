"""Two throw-away servers, one for production and one for development, with the settings of a small machine in ordinary use."""
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

SETTINGS = {"fsync": "on", "shared_buffers": "512MB", "max_wal_size": "8GB", "checkpoint_timeout": "30min", "autovacuum": "off",
            "max_locks_per_transaction": "256", "maintenance_work_mem": "256MB", "listen_addresses": "127.0.0.1"}


def server_programs():
    found = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip()
    return pathlib.Path(found)


class Cluster:
    """Runs as `postgres` under root, which the server refuses. Ends with the object, and takes its folder along."""

    def __init__(self, **settings):
        self.settings = {**SETTINGS, **settings}

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="subset-bench."))
        self.folder.chmod(0o755)
        self.data, self.as_owner = self.folder / "data", []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
            self.as_owner = ["runuser", "-u", "postgres", "--"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        with (self.data / "postgresql.conf").open("a") as file:
            for name, value in {**self.settings, "port": self.port, "unix_socket_directories": self.folder}.items():
                file.write(f"{name} = '{value}'\n")
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "start")
        return self

    def __exit__(self, *_):
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def _run(self, tool, *arguments):
        subprocess.run([*self.as_owner, server_programs() / tool, *arguments], check=True, cwd="/", stdout=subprocess.DEVNULL)

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
