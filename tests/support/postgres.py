"""PostgreSQL for the tests: libpq by ctypes, so that Python's standard library is enough.

A Session is one connection used by one thread. Values come and go as text; SQL NULL is None.
"""
import ctypes
import ctypes.util
import os
import subprocess
import sys

SKIPPED = 77  # the exit status that ctest reads as "skipped"

_COMMAND_OK, _TUPLES_OK, _COPY_OUT, _EMPTY = 1, 2, 3, 0
_SQLSTATE = ord("C")


def _load_libpq():
    lib = ctypes.CDLL(ctypes.util.find_library("pq") or "libpq.so.5")
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for name, result, arguments in (
        ("PQconnectdb", pointer, [text]),
        ("PQstatus", number, [pointer]),
        ("PQerrorMessage", text, [pointer]),
        ("PQbackendPID", number, [pointer]),
        ("PQfinish", None, [pointer]),
        ("PQexec", pointer, [pointer, text]),
        ("PQresultStatus", number, [pointer]),
        ("PQresultErrorMessage", text, [pointer]),
        ("PQresultErrorField", text, [pointer, number]),
        ("PQntuples", number, [pointer]),
        ("PQnfields", number, [pointer]),
        ("PQfname", text, [pointer, number]),
        ("PQgetisnull", number, [pointer, number, number]),
        ("PQgetvalue", text, [pointer, number, number]),
        ("PQclear", None, [pointer]),
    ):
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    return lib


_libpq = _load_libpq()


class SqlError(RuntimeError):
    def __init__(self, message, sqlstate=""):
        super().__init__(message.strip())
        self.sqlstate = sqlstate


class Database(str):
    """A database's name that knows its server; a plain name means the server of PGHOST and PGPORT."""

    def __new__(cls, name, server):
        database = super().__new__(cls, name)
        database.server = server  # {} or libpq's host and port
        return database


class Session:
    """One connection. Where neither the database nor the options say a host, libpq takes PGHOST, PGPORT and PGUSER."""

    def __init__(self, database, **options):
        options = {"application_name": "subset-tests", **options}
        self._connection = _libpq.PQconnectdb(conninfo_of(database, **options).encode())
        if _libpq.PQstatus(self._connection) != 0:
            message = _libpq.PQerrorMessage(self._connection).decode(errors="replace")
            self.close()
            raise SqlError(message)
        self.columns = []
        # The same text on both ends, whatever the server's defaults are.
        self.query("SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; "
                   "SET extra_float_digits = 1; SET client_min_messages = warning")

    @property
    def pid(self):
        return _libpq.PQbackendPID(self._connection)

    def query(self, sql):
        """Rows as tuples of str or None; the columns' names are left in self.columns."""
        result = _libpq.PQexec(self._connection, sql.encode())
        try:
            status = _libpq.PQresultStatus(result)
            if status not in (_COMMAND_OK, _TUPLES_OK, _EMPTY):
                state = _libpq.PQresultErrorField(result, _SQLSTATE)
                message = _libpq.PQresultErrorMessage(result) or _libpq.PQerrorMessage(self._connection)
                raise SqlError(f"{message.decode(errors='replace')}in: {sql}", (state or b"").decode())
            width, null, value = _libpq.PQnfields(result), _libpq.PQgetisnull, _libpq.PQgetvalue
            self.columns = [_libpq.PQfname(result, i).decode() for i in range(width)]
            return [tuple(None if null(result, row, i) else value(result, row, i).decode() for i in range(width))
                    for row in range(_libpq.PQntuples(result))]
        finally:
            _libpq.PQclear(result)

    def value(self, sql):
        """The single value of a query that returns one."""
        return self.query(sql)[0][0]

    def close(self):
        if self._connection:
            _libpq.PQfinish(self._connection)
            self._connection = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def conninfo(options):
    def quoted(value):
        return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
    return " ".join(f"{key}={quoted(value)}" for key, value in options.items())


def conninfo_of(database, **options):
    return conninfo({"dbname": database, **getattr(database, "server", {}), **options})


def identifier(*parts):
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def literal(value):
    return "'" + value.replace("'", "''") + "'"


def run_psql(database, files=(), text=None, variables=None, single_transaction=False):
    """Runs script files, or text, and stops at the first error."""
    command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", conninfo_of(database)]
    for name, value in (variables or {}).items():
        command += ["-v", f"{name}={value}"]
    for file in files:
        command += ["-f", str(file)]
    if single_transaction:
        command.append("--single-transaction")
    # The scripts speak of sources and targets, not of warnings: a NOTICE is not worth a line in the log.
    environment = {**os.environ, "PGOPTIONS": "-c client_min_messages=warning"}
    done = subprocess.run(command, input=text, stdin=None if text is not None else subprocess.DEVNULL,
                          capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise SqlError(f"psql {' '.join(map(str, files))}: {done.stderr}")
    return done.stdout


def require_server():
    """Skips the script where no server is announced, unless the caller insists on one."""
    if os.environ.get("PGHOST"):
        return
    print("no PGHOST: run this by tests/support/with_postgres")
    sys.exit(1 if os.environ.get("SUBSET_REQUIRE_DB") == "1" else SKIPPED)
