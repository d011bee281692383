#!/usr/bin/env python3
"""Every byte between the program and both servers, both servers' logs, all files and all output, searched for raw values of masked columns,
for the key and for the run's secret: a bank, a clinic and a CRM of 25 tables each, by every way to make a twin, in runs that succeed and in
runs that fail, and by the commands that only look.

    tests/support/with_postgres tests/story/nothing_leaks.py [NAME...]

What may be seen, and where: values of masked columns that references go by, in what the source sends to the program; what the
config's SQL asks for itself, and the value of a source's own error where that SQL fails on it: in what the source sends, and in its log;
what `init` looks at, which has no masks yet, in what the source sends.
"""
import hashlib
import hmac
import json
import re
import signal
import sys
import time

from named_tests import run_named_tests
from own_server import OwnServer
from planted_types import KEY_WORD, PRELUDE, TYPES, WORD
from postgres import Database, run_psql
from program import end_of, run_subset, start_subset
from tcp_proxy import TO_CLIENT, TO_SERVER, Proxy

KEY = "a key that nobody is to see"
NAMES = {
    "bank": "clients accounts cards loans transfers branches tellers limits alerts consents devices logins payees mandates statements fees rates "
            "disputes chargebacks kyc_files risks scores letters calls audits",
    "clinic": "patients visits diagnoses drugs recipes doctors nurses wards beds labs samples results allergies vaccines insurers claims bills "
              "contacts relatives referrals scans images notes consents audits",
    "crm": "companies contacts deals leads campaigns mails calls meetings notes tasks quotes orders invoices tickets replies surveys answers "
           "segments members events pages forms uploads owners audits",
}
# What HMAC makes of the key, by which it can be used as well.
PADDED = [bytes(byte ^ pad for byte in KEY.encode().ljust(64, b"\0")).hex().encode() for pad in (0x36, 0x5c)]
ROWS, COLUMNS_OF_TABLE = 24, 8
DAY = re.compile(rb"\d{4}-\d\d-\d\d")


class Schema:
    """Tables that reference one another as a tree; the second also by a masked column, the last has no key."""

    def __init__(self, domain):
        self.names, self.masks, sql = NAMES[domain].split(), {}, [PRELUDE]
        self.types = {}
        for number, table in enumerate(self.names):
            chosen = [TYPES[(number * COLUMNS_OF_TABLE + i) % len(TYPES)] for i in range(COLUMNS_OF_TABLE)]
            self.types[table] = chosen
            key = "id int" if number == len(self.names) - 1 else "id int PRIMARY KEY"
            above = "" if number == 0 else f", above int REFERENCES {self.names[(number - 1) // 3]}"
            code = ", code text UNIQUE" if number == 0 else f", code text REFERENCES {self.names[0]} (code)" if number == 1 else ""
            columns = "".join(f", c{i} {kind[0]}" for i, kind in enumerate(chosen))
            sql.append(f"CREATE TABLE {table} ({key}{above}{code}{columns});")
            for row in range(1, ROWS + 1):
                values = [str(row)] + ([] if number == 0 else [str(row)]) + ([f"'{KEY_WORD} {row}'"] if number < 2 else [])
                sql.append(f"INSERT INTO {table} VALUES ({', '.join(values + [kind[1](row) for kind in chosen])});")
            self.masks[table] = {f"c{i}": kind[2].replace("{column}", f"c{i}") for i, kind in enumerate(chosen)}
        self.masks[self.names[0]]["code"] = "@hash"
        sql.append("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;")
        self.sql = "\n".join(sql)

    def config(self, source="", target="", more="", masks=None, mask="", key=KEY):
        lines = [f'[source]\nstatement_timeout = "1min"\nconnect_timeout = "2s"\n{source}\n[target]\n{target}\n'
                 f'[mask]\nkey = "{key}"\nunclassified = "error"\n{mask}\n[[root]]\ntable = "{self.names[0]}"\nwhere = "id <= 20"\nchildren = true\n']
        for number, table in enumerate(self.names):
            each = {**self.masks[table], **(masks or {}).get(table, {})}
            entries = ", ".join(f"{json.dumps(column)} = {json.dumps(sql)}" for column, sql in each.items() if sql)
            rows = '\nrows = "all"' if number > 20 else ""
            lines.append(f'[[table]]\nname = "{table}"{rows}\nmask = {{ {entries} }}\n')
        return "\n".join(lines) + more


def _planted(schema):
    """Forms of raw values that are no word, and every hash of what is a raw value, by what they are."""
    forms = {}
    for table, chosen in schema.types.items():
        for i, kind in enumerate(chosen):
            for row in range(1, ROWS + 1):
                for form in kind[3](row) if kind[3] else []:
                    forms[form.encode() if isinstance(form, str) else form] = f"{table}.c{i} ({kind[0]})"
    return forms


def _raw_texts(source, schema):
    texts = set()
    for table, chosen in schema.types.items():
        for i, _ in enumerate(chosen):
            texts.update(value for (value,) in source.query(f"SELECT format('%s', c{i}) FROM {table}"))
    texts.update(value for (value,) in source.query(f"SELECT code FROM {schema.names[0]}"))
    return [text.encode() for text in texts if len(text) > 1]


class Lines:
    """Proxies before both servers, which keep what goes by; `cut` says after how many bytes in a direction a line breaks."""

    def __init__(self, source, target):
        self.sent, self.cut = {}, None
        self.source = Proxy(lambda *what: self.keep("source", *what), port=source.port)
        self.target = Proxy(lambda *what: self.keep("target", *what), port=target.port)

    def keep(self, end, direction, data, link):
        kept = self.sent.setdefault((end, direction), bytearray())
        kept += data
        if self.cut and self.cut[:2] == (end, direction) and len(kept) > self.cut[2]:
            (self.source if end == "source" else self.target).cut()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.source.__exit__()
        self.target.__exit__()


class Watched:
    """Both servers with all in their logs, the program between, and the search."""

    def __init__(self, shop, domain):
        self.shop, self.schema = shop, Schema(domain)

    def __enter__(self):
        settings = {"listen_addresses": "127.0.0.1", "log_statement": "all", "log_min_error_statement": "debug5", "log_parameter_max_length": "-1",
                    "log_parameter_max_length_on_error": "-1", "log_error_verbosity": "verbose", "max_locks_per_transaction": "512"}
        self.first, self.second = OwnServer(**settings).__enter__(), OwnServer(**settings).__enter__()
        for server, name, role in ((self.first, "prod", "reader"), (self.second, "dev", "owner")):
            with server.session("postgres") as admin:
                admin.query(f"CREATE ROLE {role} LOGIN CREATEDB")
                admin.query(f"CREATE DATABASE {name} OWNER {role if role == 'owner' else 'postgres'}")
        run_psql(Database("prod", {"host": str(self.first.folder), "port": self.first.port, "user": "postgres"}), text=self.schema.sql)
        with self.first.session("prod") as source:
            self.texts = _raw_texts(source, self.schema)
        self.forms = _planted(self.schema)
        return self

    def __exit__(self, *_):
        self.first.__exit__()
        self.second.__exit__()

    @staticmethod
    def _log(server):
        return (server.folder / "log").read_bytes()

    def target_session(self):
        return self.second.session("dev")

    def run(self, config, status, *arguments, command=(), cut=None, kill_after=None, recreate=True, asked_for=False):
        """Runs it, and searches all that was to be seen meanwhile. `asked_for`: the config's SQL asks for raw values, or fails on one, and then
        the source says it to the program, and in its log where it fails. Without a config the command makes one, and asks as well. Returns the
        exit status.
        """
        folder = self.shop.folder / "run"
        folder.mkdir(exist_ok=True)
        (folder / "after.sql").write_text("SELECT 1 / 0")
        path = folder / "leaks.toml"
        path.unlink(missing_ok=True)
        if config is not None:
            path.write_text(config)
        if recreate:
            with self.second.session("postgres") as admin:
                admin.query("DROP DATABASE IF EXISTS dev WITH (FORCE)")
                admin.query("CREATE DATABASE dev OWNER owner")
        begin = {"source": len(self._log(self.first)), "target": len(self._log(self.second))}
        with Lines(self.first, self.second) as lines:
            lines.cut = cut
            urls = (f"postgresql://reader@127.0.0.1:{lines.source.port}/prod?sslmode=disable",
                    f"postgresql://owner@127.0.0.1:{lines.target.port}/dev?sslmode=disable")
            if kill_after is None and config is not None:
                outcome = run_subset(path, *urls, "--verbose", *arguments, command=command, folder=folder)
                code, said = outcome.status, outcome.told() + json.dumps(outcome.report)
            else:
                process = start_subset(path, *urls, "--verbose", *arguments, command=command, folder=folder)
                if kill_after is not None:
                    time.sleep(kill_after)
                    process.send_signal(signal.SIGINT)
                stdout, stderr = end_of(process)
                code, said = process.returncode, stdout + stderr
            sent = {what: bytes(data) for what, data in lines.sent.items()}
        if status is not None:
            assert code == status or (status == "fails" and code != 0), f"instead of {status}: exit {code} with\n{config}\n{said[-2000:]}"
        logs = {"source": self._log(self.first)[begin["source"]:], "target": self._log(self.second)[begin["target"]:]}
        files = b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file() and (config is None or file.name != "leaks.toml"))
        if asked_for:
            sent.pop(("source", TO_CLIENT), None)
        self.search(code == 0 and not command, said, sent, {"target": logs["target"]} if asked_for else logs, files)
        for file in folder.rglob("*"):
            if file.is_file():
                file.unlink()
        return code

    def search(self, made_twin, said, sent, logs, files):
        hidden, statements = self.take_hidden(sent.get(("source", TO_SERVER), b""))
        assert not made_twin or len(hidden) == 6, f"{len(hidden)} settings in the packets, instead of those of three keys"
        places = {"output": said.encode(), "files": files, "what the target was sent": sent.get(("target", TO_SERVER), b""),
                  "what the target sent": sent.get(("target", TO_CLIENT), b""), "what the source was sent": statements,
                  "what the source sent": sent.get(("source", TO_CLIENT), b""), **{f"the log of the {end}": log for end, log in logs.items()}}
        hashes = {hash_of(text).encode() for text in self.texts for hash_of in self.hashes_by(hidden)}
        for where, text in places.items():
            folded = text.lower()
            assert WORD.lower().encode() not in folded, f"{where}: {_around(folded, WORD.lower().encode())}"
            if where not in ("what the source sent", "what the source was sent", "the log of the source"):
                assert KEY_WORD.lower().encode() not in folded, f"{where}: {_around(folded, KEY_WORD.lower().encode())}"
                found = hashes.intersection(re.findall(rb"[0-9a-f]{64}|[0-9a-f]{32}", text))
                assert not found, f"{where} holds a hash of a raw value: {_around(text, found.pop())}"
            for form, column in self.forms.items():
                # A masked moment may be of the same day.
                there = form in text if not DAY.fullmatch(form) else re.search(form + rb"(?! \d\d:)", text)
                assert not there, f"{where} holds a value of {column}: {form}, {_around(text, form)}"
            for secret in (KEY.encode(), *PADDED, *hidden):
                assert secret not in text, f"{where} holds the key, or the secret: {_around(text, secret)}"

    @staticmethod
    def take_hidden(stream):
        """The hidden settings in the packets that start sessions, and the stream without these packets."""
        values, rest = [], bytearray(stream)
        for match in re.finditer(rb"subset\.mask_\w+=([0-9a-f]{128})", stream):
            values.append(match[1])
            rest[match.start(1):match.end(1)] = b"." * 128
        return list(dict.fromkeys(values)), bytes(rest)

    @staticmethod
    def hashes_by(hidden):
        """Functions from a text to its plain hashes and to its HMACs with what is hidden but the key, by which @hash makes masks."""
        plain = [lambda text: hashlib.sha256(text).hexdigest(), lambda text: hashlib.md5(text).hexdigest()]
        keyed = []
        for padded in hidden:
            block = bytes.fromhex(padded.decode())
            key = bytes(byte ^ 0x36 for byte in block).rstrip(b"\0")
            if key == KEY.encode():
                continue
            keyed.append(lambda text, key=key: hmac.new(key, text, hashlib.sha256).hexdigest())
        return plain + keyed


def _around(text, found):
    at = text.index(found)
    return repr(text[max(0, at - 200):at + 120])


WAYS = {"": "", "database": 'atomic = "database"', "none": 'atomic = "none"', "file": 'file = "twin.sql"'}


def _by_every_way(shop, domain):
    with Watched(shop, domain) as watched:
        schema = watched.schema
        for way, target in WAYS.items():
            watched.run(schema.config(target=target), 0, "--html", "page.html")
            with watched.target_session() as target_session:
                if way != "file":
                    assert target_session.value(f"SELECT count(*) FROM {schema.names[1]} LEFT JOIN {schema.names[0]} AS p USING (code) WHERE p.id IS NULL") == "0"
                    assert target_session.value(f"SELECT count(*) FROM {schema.names[-1]}") == str(ROWS)
                    forms = target_session.value(f"SELECT string_agg(t::text, '') FROM {schema.names[0]} AS t")
                    assert WORD not in forms and KEY_WORD not in forms, forms
        watched.run(schema.config(), 0, "--log-sql")
        watched.run(schema.config(target='mode = "keep"'), 0, recreate=False)
        watched.run(schema.config(target='mode = "keep"', more=f'[[table]]\nname = "{schema.names[-1]}"\nrows = "keep"\n'), 0, recreate=False)
        _by_cases_and_rows_alone(watched)
        _by_commands_that_look(watched)


def _by_cases_and_rows_alone(watched):
    """Rows that come beside a twin, which the root does not bring, and scripts of rows for a database that has the schema."""
    schema, first = watched.schema, watched.schema.names[0]
    for arguments in ([first, "22"], [first, "22", "--update"], [first, "--where", "id = 23", "--log-sql"], [first, "24", "--plan"],
                      [first, "24", "--file", "case.sql"], [first, "24", "--file", "case.sql", "--format", "inserts"], ["--list"]):
        watched.run(schema.config(), 0, *arguments, command=["take"], recreate=False)
    with watched.target_session() as target:
        stamp = target.value("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()")
        assert f'["public.{first}",["22"],true],["public.{first}",["23"],true]' in stamp, stamp[stamp.find("cases"):][:400]
    watched.run(schema.config(target='mode = "add"'), 0, recreate=False)
    for format in ("copy", "inserts", "csv"):
        watched.run(schema.config(target='file = "rows"\ncontents = "data"'), 0, "--format", format, recreate=False)


def _by_commands_that_look(watched):
    """What stands in the target is a twin."""
    config, names = watched.schema.config(), watched.schema.names
    for arguments in (["plan"], ["plan", "--estimate"], ["plan", "--masks"], ["plan", "--privacy", "audit.html"], ["plan", "--privacy", "audit.json"],
                      ["plan", "--privacy", "audit.md"], ["graph"], ["graph", "--format", "svg"], ["verify"], ["why", names[1], "3"], ["why", names[4], "24"],
                      ["why", names[0], "4711"]):
        watched.run(config, 0, *arguments[1:], command=arguments[:1], recreate=False)
    watched.run(None, 0, command=["init"], recreate=False, asked_for=True)
    with watched.target_session() as target:
        target.query(f"DELETE FROM {names[-2]} WHERE id > 3; UPDATE {names[2]} SET above = NULL; COMMENT ON TABLE {names[3]} IS 'changed'")
    watched.run(config, None, command=["verify"], recreate=False)


def a_bank_by_every_way(shop):
    _by_every_way(shop, "bank")


def a_clinic_by_every_way(shop):
    _by_every_way(shop, "clinic")


def a_crm_by_every_way(shop):
    _by_every_way(shop, "crm")


def runs_that_fail_tell_nothing_either(shop):
    with Watched(shop, "clinic") as watched:
        schema, run = watched.schema, watched.run
        top, second = schema.names[0], schema.names[1]
        text = next((t, f"c{i}") for t in schema.names for i, kind in enumerate(schema.types[t]) if kind[0] == "text" and kind[2] == "@text")
        failures = 0

        def failing(config, status="fails", **more):
            nonlocal failures
            failures += run(config, status, **more) != 0

        def with_mask(sql):
            return schema.config(masks={text[0]: {text[1]: sql}})

        # What the config says is wrong, or fails while rows are read.
        failing(schema.config(key="too short"), 2)
        failing(with_mask(""), 2)
        failing(with_mask("@nothing"), 2)
        failing(with_mask(f"c.{text[1]} || "), 2)
        failing(with_mask(f"c.{text[1]}"), 4, asked_for=True)
        failing(with_mask(f"c.{text[1]} || '.x'"), 4, asked_for=True)
        failing(with_mask(f"c.{text[1]}::int::text"), asked_for=True)
        failing(with_mask(f"(1 / (c.id - 3))::text"), asked_for=True)
        failing(with_mask(f"CASE WHEN current_query() LIKE 'COPY%' THEN c.{text[1]}::uuid::text ELSE 'x' END"), asked_for=True)
        failing(with_mask(f"repeat('x', 40)::uuid::text"))
        failing(schema.config().replace('where = "id <= 20"', f'where = "c0::text::int > 0 OR {text[1]}::text::int > 1"'), asked_for=True)
        failing(schema.config().replace('where = "id <= 20"', 'where = "1 / (id - 2) > 0"'))
        failing(schema.config().replace("children = true", 'order_by = "1 / (id - 2)"\nlimit = 3'))
        failing(schema.config(more="[limits]\nrows = 10\n"), 1)
        failing(schema.config(more=f'[[reference]]\ntable = "{second}"\ncolumns = ["((c.code)::int)"]\nparent = "{top}"\n'), asked_for=True)
        # What the target does not take.
        for target in ('after = "after.sql"', 'after = "after.sql"\natomic = "database"', 'after = "after.sql"\natomic = "none"'):
            failing(schema.config(target=target), 1)
        for sql in (f"ALTER TABLE {top} ADD CHECK (code = 'x')", f"ALTER TABLE {text[0]} ADD CHECK ({text[1]} IS NULL)",
                    f"CREATE UNIQUE INDEX ON {text[0]} ((length({text[1]}::text) * 0))", f"ALTER TABLE {second} ADD UNIQUE (above, code), ADD CHECK (id < 5)",
                    f"ALTER TABLE {text[0]} ALTER {text[1]} TYPE varchar(3)", f"ALTER TABLE {top} ALTER code TYPE int USING 1"):
            run(schema.config(), 0)
            with watched.target_session() as target:
                target.query(f"SET session_replication_role = replica; DELETE FROM {second}; DELETE FROM {top}; DELETE FROM {text[0]}; "
                             f"ALTER TABLE {second} DROP CONSTRAINT {second}_code_fkey; {sql}")
            failing(schema.config(target='mode = "keep"'), recreate=False)
        with watched.target_session() as target:
            target.query("COMMENT ON DATABASE dev IS NULL")
        failing(schema.config(), 3, recreate=False)
        # What breaks on the way.
        for end, direction, after in (("source", TO_CLIENT, 60_000), ("source", TO_CLIENT, 120_000), ("target", TO_SERVER, 20_000),
                                      ("target", TO_SERVER, 60_000), ("target", TO_SERVER, 90_000), ("target", TO_CLIENT, 3_000)):
            failing(schema.config(), None, cut=(end, direction, after))
        for seconds in (0.3, 0.8, 1.4):
            failing(schema.config(), None, kill_after=seconds)
        assert failures >= 30, failures


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
