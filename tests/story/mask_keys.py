#!/usr/bin/env python3
"""The key that masks are made with, and the secret that the proof hashes with: how they reach the source, and that they are nowhere else.

    tests/support/with_postgres tests/story/mask_keys.py [NAME...]
"""
import os
import re
import struct
import sys

from named_tests import run_named_tests
from own_server import OwnServer
from playground import SECRET
from postgres import Session, identifier, run_psql
from program import run_subset
from tcp_proxy import TO_SERVER, Proxy

KEY = "a key that the tests made up"
ALL_OF_MASKED = 'SELECT string_agg(u::text, chr(10) ORDER BY user_id) FROM users AS u'


def _config(shop, more="", key=KEY):
    path = shop.folder / "keys.toml"
    path.write_text(f'[mask]\nkey = "{key}"\nunclassified = "error"\n{more}[[table]]\nname = "users"\nrows = "all"\nmask = {{ name = "@name" }}\n'
                    '[[table]]\nname = "orders"\nrows = "none"\nmask = { note = "@null" }\n')
    return path


def _masked(shop):
    with Session(shop.playground.target) as target:
        return target.value(ALL_OF_MASKED)


def _parameters(packet):
    """Of a packet that starts a session; None where it is another."""
    if len(packet) < 8 or struct.unpack("!ii", packet[:8])[1] != 196608:
        return None
    words = packet[8:].rstrip(b"\0").split(b"\0")
    return dict(zip(words[::2], words[1::2]))


def _packet(parameters):
    body = struct.pack("!i", 196608) + b"".join(name + b"\0" + value + b"\0" for name, value in parameters.items()) + b"\0"
    return struct.pack("!i", len(body) + 4) + body


class Pooler(Proxy):
    """Does with `options` what poolers do: takes nothing of them, or refuses them. What came in them is in `seen`."""

    def __init__(self, take=None):
        self.seen, self.take = [], take
        super().__init__(self.look)

    def look(self, direction, data, link):
        parameters = _parameters(data) if direction == TO_SERVER else None
        if not parameters or b"options" not in parameters:
            return None
        self.seen.append(parameters[b"options"])
        if self.take is None:
            return None
        if self.take == "nothing":
            del parameters[b"options"]
        else:
            parameters[b"options"] = b"--no-such-thing"
        return _packet(parameters)


def _run_by(shop, pooler, *arguments, **more):
    url = shop.playground.source_url(host=pooler.host, port=pooler.port) + "&sslmode=disable"
    return shop.run(*arguments, source_url=url, **more)


def _hidden_in(options):
    return [value for option in options for value in re.findall(rb"subset\.mask_\w+=([0-9a-f]{128})", option)]


def _set(shop, **settings):
    for name, value in settings.items():
        shop.playground.admin(f"ALTER ROLE {identifier(shop.playground.reader)} SET {name} = '{value}'")


def an_endpoint_that_does_not_take_settings_gets_them_bound_where_the_log_is_silent(shop):
    shop.refresh(config=_config(shop))
    masked = _masked(shop)
    assert "user 7" not in masked, masked
    for take in ("nothing", "error"):
        with Pooler(take) as pooler:
            assert _run_by(shop, pooler, config=_config(shop, key=KEY + "!")).status == 0
            assert _masked(shop) != masked, "the key changed nothing"
            outcome = _run_by(shop, pooler, config=_config(shop))
            assert outcome.status == 0 and _masked(shop) == masked, outcome.told()
            assert len(_hidden_in(pooler.seen)) > 0, "the settings were not tried in the packet"


def where_the_log_would_hold_the_key_the_run_is_refused(shop):
    for logged in ({"log_statement": "all"}, {"log_min_duration_statement": "0"}, {"log_min_duration_sample": "0"}, {"log_transaction_sample_rate": "1"}):
        _set(shop, **logged)
        for take in ("nothing", "error"):
            with Pooler(take) as pooler:
                outcome = _run_by(shop, pooler, config=_config(shop))
                (name, value), = logged.items()
                assert outcome.status == 1 and f"({name} = {value})" in outcome.errors[0], outcome.told()
                assert "log_parameter_max_length = 0" in outcome.hints[0] and shop.playground.reader in outcome.hints[0], outcome.told()
        assert shop.run(config=_config(shop)).status == 0, "the direct endpoint takes the settings"
        with Pooler("nothing") as pooler:
            plain = shop.folder / "plain.toml"
            plain.write_text(f'[mask]\nkey = "{KEY}"\n[[table]]\nname = "users"\nrows = "all"\n')
            assert _run_by(shop, pooler, config=plain).status == 0, "no mask needs the key"
            _set(shop, log_parameter_max_length=0)
            assert _run_by(shop, pooler, config=_config(shop)).status == 0
        for name in (*logged, "log_parameter_max_length"):
            shop.playground.admin(f"ALTER ROLE {identifier(shop.playground.reader)} RESET {name}")


def what_options_say_elsewhere_is_kept(shop):
    """In the url, in a service file and in the environment; in each with a blank in a value."""
    _config(shop)
    path = shop.folder / "keys.toml"
    path.write_text(path.read_text()
                    .replace('mask = { name = "@name" }', 'mask = { name = "pg_catalog.current_setting(\'my.word\') || md5(c.name)" }'))
    options = "-c my.word=two\\ words"
    outcome = shop.run(config=path, source_url=shop.playground.source_url() + "&options=" + options.replace(" ", "%20").replace("\\", "%5C").replace("=", "%3D"))
    assert outcome.status == 0 and "two words" in _masked(shop), outcome.told()
    service = shop.folder / "services"
    service.write_text(f"[production]\nhost={os.environ['PGHOST']}\nport={os.environ['PGPORT']}\ndbname={shop.playground.source}\n"
                       f"user={shop.playground.reader}\npassword={SECRET}\noptions={options.replace('two', 'our')}\n")
    outcome = shop.run(config=path, source_url="service=production", extra={"PGSERVICEFILE": str(service)})
    assert outcome.status == 0 and "our words" in _masked(shop), outcome.told()
    outcome = shop.run(config=path, extra={"PGOPTIONS": options.replace("two", "new")})
    assert outcome.status == 0 and "new words" in _masked(shop), outcome.told()


def nothing_but_the_packet_that_starts_a_session_holds_the_key(shop):
    """Neither a log that holds everything, nor what goes to the target, nor output, stamp, lock file or a dump's environment."""
    with OwnServer(listen_addresses="127.0.0.1", log_statement="all", log_min_messages="debug5", log_min_error_statement="debug5",
                   log_parameter_max_length="-1", log_parameter_max_length_on_error="-1", log_connections="on") as server, \
            server.session("postgres") as admin:
        admin.query("CREATE ROLE reader LOGIN")
        admin.query("CREATE ROLE owner LOGIN")
        admin.query("CREATE DATABASE prod")
        admin.query("CREATE DATABASE dev OWNER owner")
        with server.session("prod") as source:
            source.query("CREATE TABLE users (user_id int PRIMARY KEY, name text); CREATE TABLE orders (order_id int, note text);"
                         "INSERT INTO users SELECT n, 'user ' || n FROM generate_series(1, 300) AS n; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
        to_source, to_target, hidden = [], [], set()

        def seen_by(list_of_bytes):
            return lambda direction, data, link: list_of_bytes.append(data) if direction == TO_SERVER else None

        with Proxy(seen_by(to_source), port=server.port) as first, Proxy(seen_by(to_target), port=server.port) as second:
            urls = (f"postgresql://reader@{first.host}:{first.port}/prod?sslmode=disable", f"postgresql://owner@{second.host}:{second.port}/dev?sslmode=disable")
            said = ""
            for config, status in ((_config(shop), 0), (_config(shop, more=""), 0)):
                outcome = run_subset(config, *urls, "--log-sql", "--verbose")
                assert outcome.status == status, outcome.told()
                said += outcome.told() + str(outcome.report)
            failing = _config(shop)
            failing.write_text(failing.read_text().replace('"@name"', '"@hash"').replace('note = "@null"', 'note = "(1 / 0)::text"').replace('"none"', '"all"'))
            with server.session("prod") as source:
                source.query("INSERT INTO orders VALUES (1, 'note')")
            outcome = run_subset(failing, *urls, "--log-sql", "--verbose")
            assert outcome.status != 0, outcome.told()
            said += outcome.told()
        for packet in to_source:
            parameters = _parameters(packet) or {}
            hidden.update(_hidden_in([parameters.get(b"options", b"")]))
        assert len(hidden) >= 6 + 4, f"{len(hidden)} settings: two of the key, and four in each run"
        hidden.add(KEY.encode())
        log = (server.folder / "log").read_bytes()
        assert b"statement: " in log and b"sha256" in log, "the log holds no statements"
        files = b"".join(path.read_bytes() for path in shop.folder.rglob("*") if path.is_file() and path.name != "keys.toml")
        with server.session("dev") as target:
            stamp = target.value("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'dev'")
        without_packets = b"".join(packet for packet in to_source if _parameters(packet) is None)
        for where, text in (("the log", log), ("the output", said.encode()), ("the target", b"".join(to_target)), ("statements", without_packets),
                            ("files", files), ("the stamp", stamp.encode())):
            for value in hidden:
                assert value not in text and value[:32] not in text, f"{where}: {value}"


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
