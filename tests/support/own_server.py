"""A server beside the tests' own, with a socket folder and a data folder that go when it does."""
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

from named_tests import NotPossibleHere
from postgres import Database, Session


class OwnServer:
    """Keyword arguments are settings of the server."""

    def __init__(self, **options):
        self.options = {"listen_addresses": "", "fsync": "off", **options}
        self.bin = self.find_programs()

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.folder.chmod(0o755)
        self.data, self.owner = self.folder / "data", None
        if os.getuid() == 0:  # a server refuses root
            self.owner = self.find_owner()
            shutil.chown(self.folder, self.owner)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])
        self.make_data()
        settings = {"port": self.port, "unix_socket_directories": self.folder, **self.options}
        with (self.data / "postgresql.conf").open("a") as file:  # not on the command line, which ALTER SYSTEM could not override
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self.run_tool("pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", self.folder / "log", "start")
        return self

    def __exit__(self, *_):
        self.run_tool("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def find_programs(self):
        found = os.environ.get("SUBSET_TEST_SERVER_BIN")
        if not found:
            raise NotPossibleHere("the server is not one of with_postgres")
        return found

    def find_owner(self):
        return pathlib.Path(os.environ["PGHOST"]).owner()

    def make_data(self):
        self.run_tool("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    def run_tool(self, tool, *arguments):
        step_down = ["runuser", "-u", self.owner, "--"] if self.owner else []
        done = subprocess.run([*step_down, f"{self.bin}/{tool}", *arguments], cwd="/", text=True, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE)
        log = self.folder / "log"
        assert done.returncode == 0, f"{tool}: {done.stderr}{log.read_text() if log.exists() else ''}"

    def session(self, name):
        return Session(Database(name, {"host": str(self.folder), "port": self.port}))
