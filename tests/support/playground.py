"""The databases and the ordinary roles of one test run, made fresh and removed afterwards.

Names carry the process id, so that several runs can share one server.
"""
import os
import re

from postgres import Session, conninfo, identifier, run_psql

SECRET = "not-to-be-told"  # the password in every URL; no output of the program may show it


class Playground:
    """source and target are database names; reader and owner are the roles that the program uses.

    The reader may CONNECT, and after grant_reader() has USAGE and SELECT on what is there then. The owner owns the target
    database and nothing else. Neither is a superuser.
    """

    def __init__(self, label):
        stem = re.sub(r"\W", "_", label)[:36]
        self.source = f"{stem}_{os.getpid()}_source"
        self.target = f"{stem}_{os.getpid()}_target"
        self.reader = f"{stem}_{os.getpid()}_reader"
        self.owner = f"{stem}_{os.getpid()}_owner"
        self._admin = None

    def __enter__(self):
        self._admin = Session("postgres")
        try:
            for role in (self.reader, self.owner):
                self._admin.query(f"CREATE ROLE {identifier(role)} LOGIN")
            self._create(self.source)
            self._admin.query(f"GRANT CONNECT ON DATABASE {identifier(self.source)} TO {identifier(self.reader)}")
            self._create(self.target, f"OWNER {identifier(self.owner)}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for database in (self.source, self.target):
            self._admin.query(f"DROP DATABASE IF EXISTS {identifier(database)} WITH (FORCE)")
        for role in (self.reader, self.owner):
            self._admin.query(f"DROP ROLE IF EXISTS {identifier(role)}")
        self._admin.close()

    def _create(self, database, options=""):
        # template0: nobody can be connected to it, so runs side by side do not get in each other's way.
        self._admin.query(f"CREATE DATABASE {identifier(database)} TEMPLATE template0 {options}")
        self._admin.query(f"REVOKE ALL ON DATABASE {identifier(database)} FROM PUBLIC")

    def recreate_target(self):
        self._admin.query(f"DROP DATABASE IF EXISTS {identifier(self.target)} WITH (FORCE)")
        self._create(self.target, f"OWNER {identifier(self.owner)}")

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
        return conninfo({"host": host or os.environ["PGHOST"], "port": port or os.environ["PGPORT"],
                         "dbname": self.target, "user": self.owner, "password": SECRET})
