"""The databases and the ordinary roles of one test run, made fresh and removed afterwards.

Names carry the process id, so that several runs can share one server. The target is on the source's server, or on that of
SUBSET_TARGET_PGHOST and SUBSET_TARGET_PGPORT.
"""
import os
import re

from postgres import Database, Session, conninfo, identifier, literal, run_psql
from waiting import wait_until

SECRET = "not-to-be-told"  # the password in every URL; no output of the program may show it


def _target_server():
    host = os.environ.get("SUBSET_TARGET_PGHOST")
    return {"host": host, "port": os.environ["SUBSET_TARGET_PGPORT"]} if host else {}


class Playground:
    """source and target are database names; reader and owner are the roles that the program uses.

    The reader may CONNECT, and after grant_reader() has USAGE and SELECT on what is there then. The owner owns the target
    database and nothing else. Neither is a superuser.
    """

    def __init__(self, label):
        stem = re.sub(r"\W", "_", label)[:36]
        self.source = f"{stem}_{os.getpid()}_source"
        self.target = Database(f"{stem}_{os.getpid()}_target", _target_server())
        self.reader = f"{stem}_{os.getpid()}_reader"
        self.owner = f"{stem}_{os.getpid()}_owner"
        self._admin = self._target_admin = None  # one session where both databases are on one server

    def __enter__(self):
        self._admin = self._target_admin = Session("postgres")
        if self.target.server:
            self._target_admin = Session(Database("postgres", self.target.server))
        try:
            for admin in self._admins:  # a schema may name either role
                for role in (self.reader, self.owner):
                    admin.query(f"CREATE ROLE {identifier(role)} LOGIN")
            self._create(self._admin, self.source)
            self._admin.query(f"GRANT CONNECT ON DATABASE {identifier(self.source)} TO {identifier(self.reader)}")
            self._create(self._target_admin, self.target, f"OWNER {identifier(self.owner)}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._admin.query(f"DROP DATABASE IF EXISTS {identifier(self.source)} WITH (FORCE)")
        for database in (self.target, *self.beside):
            self._target_admin.query(f"DROP DATABASE IF EXISTS {identifier(database)} WITH (FORCE)")
        for admin in self._admins:
            for role in (self.reader, self.owner):
                admin.query(f"DROP ROLE IF EXISTS {identifier(role)}")
            admin.close()

    @property
    def _admins(self):
        return [self._admin] if self._admin is self._target_admin else [self._admin, self._target_admin]

    @staticmethod
    def _create(admin, database, options=""):
        # template0: nobody can be connected to it, so runs side by side do not get in each other's way.
        admin.query(f"CREATE DATABASE {identifier(database)} TEMPLATE template0 {options}")
        admin.query(f"REVOKE ALL ON DATABASE {identifier(database)} FROM PUBLIC")

    def recreate_target(self):
        self._target_admin.query(f"DROP DATABASE IF EXISTS {identifier(self.target)} WITH (FORCE)")
        self._create(self._target_admin, self.target, f"OWNER {identifier(self.owner)}")

    @property
    def beside(self):
        """What the program calls the database that it builds beside the target, and the old twin after the swap."""
        return f"{self.target}_subset_new", f"{self.target}_subset_old"

    def allow_databases(self):
        self._target_admin.query(f"ALTER ROLE {identifier(self.owner)} CREATEDB")

    @property
    def target_as_owner(self):
        """The target as its owner sees it: for run_psql."""
        return Database(self.target, {**self.target.server, "user": self.owner})

    def wait_for_reading(self, watcher, process=None, seconds=60):
        """Until the program is in a query that holds pg_sleep, or fetches from one; watcher is a Session on the server that it reads."""
        reading = ("SELECT count(*) FROM pg_stat_activity WHERE query ~ 'pg_sleep|^FETCH' AND state = 'active' AND usename = "
                   + literal(self.reader))
        wait_until(lambda: watcher.value(reading) != "0", "the reading", process, seconds)

    def admin(self, sql):
        return self._admin.query(sql)

    @property
    def variables(self):
        """For psql scripts: :"reader" and :"owner"."""
        return {"reader": self.reader, "owner": self.owner}

    def load_source(self, *files):
        run_psql(self.source, files, variables=self.variables)

    def grant_reader(self):
        with Session(self.source) as session:
            schemas = session.query("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'")
            for (schema,) in schemas:
                for privilege in ("USAGE ON SCHEMA", "SELECT ON ALL TABLES IN SCHEMA", "SELECT ON ALL SEQUENCES IN SCHEMA"):
                    session.query(f"GRANT {privilege} {identifier(schema)} TO {identifier(self.reader)}")

    # One URI and one keyword string: both are libpq's.
    def source_url(self, host=None, port=None):
        host, port = host or os.environ["PGHOST"], port or os.environ["PGPORT"]
        return f"postgresql://{self.reader}:{SECRET}@/{self.source}?host={host}&port={port}"

    def target_url(self, host=None, port=None):
        there = {"host": os.environ["PGHOST"], "port": os.environ["PGPORT"], **self.target.server}
        return conninfo({"host": host or there["host"], "port": port or there["port"],
                         "dbname": self.target, "user": self.owner, "password": SECRET})
