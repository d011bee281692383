#!/usr/bin/env python3
"""Connections that stand and say nothing, and those that roles' settings or another refresh would end.

    tests/support/with_postgres tests/fault/connections.py [NAME...]
"""
import re
import socket
import sys
import threading
import time

from named_tests import run_named_tests
from postgres import Session, identifier, literal
from program import end_of, start_subset
from tcp_proxy import TO_SERVER, Proxy
from waiting import wait_until

SILENT = 'silence_timeout = "4s"'


class _StuckProxy(Proxy):
    """Acknowledges everything and passes nothing on, by the links that `words` have gone by, or by all from then on."""

    def __init__(self, words, everybody=False):
        self.stuck, self._words, self._everybody = set(), words, everybody
        super().__init__(self._hold)

    def _hold(self, direction, data, link):
        if direction == TO_SERVER and re.search(self._words, data):
            self.stuck.add(link.number)
        while (self.stuck if self._everybody else link.number in self.stuck) and not self._stopped:
            time.sleep(0.05)
        return 0 if self._stopped else None


def _ends_in_silence(shop, end, words, everybody=False, config=None, said="nothing has come from it"):
    before = time.monotonic()
    with _StuckProxy(words, everybody) as proxy:
        url = getattr(shop.playground, end + "_url")(host=proxy.host, port=proxy.port)
        outcome = shop.run(config=config or shop.config(source=SILENT), **{end + "_url": url})
        took = time.monotonic() - before
        assert proxy.stuck, f"nothing like {words} went to the {end}"
        assert outcome.status == 1 and said in outcome.stderr and end in outcome.stderr and outcome.hints, outcome.told()
        assert took < 20, f"it took {took} s"


def a_stuck_copy_of_the_source_ends(shop):
    _ends_in_silence(shop, "source", rb"COPY \(")


def a_stuck_question_to_the_target_ends(shop):
    _ends_in_silence(shop, "target", rb"COMMENT ON DATABASE|ADD CONSTRAINT")


def a_pooler_that_is_stuck_for_all_ends(shop):
    """By another connection nothing can be asked either."""
    _ends_in_silence(shop, "source", rb"COPY \(", everybody=True)


def a_stuck_pg_dump_ends(shop):
    """The server shows that it waits for pg_dump, which waits for the server."""
    _ends_in_silence(shop, "source", rb"subset pg_dump")
    with Session("postgres") as admin:
        wait_until(lambda: admin.value("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'subset pg_dump%' "
                                       f"AND usename = {literal(shop.playground.reader)}") == "0",
                   "the end of its session", seconds=30)


def a_server_that_works_is_waited_for(shop):
    """A silence of several times the limit, in which the server's views show that it works."""
    after = shop.folder / "slow.sql"
    after.write_text("SELECT pg_sleep(9);")
    config = shop.config(source='silence_timeout = "2s"', target='after = "slow.sql"')
    shop.refresh(config=config)


def roles_whose_sessions_must_not_idle(shop):
    """The settings against it are made before anything is waited for: here a source that wakes up late."""
    playground = shop.playground
    with Session("postgres") as admin:
        if int(admin.value("SHOW server_version_num")) < 140000:
            return  # has no such setting
        for role in (playground.owner, playground.reader):
            admin.query(f"ALTER ROLE {identifier(role)} SET idle_session_timeout = '1s'")
            admin.query(f"ALTER ROLE {identifier(role)} SET idle_in_transaction_session_timeout = '1s'")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        proxies = []

        def wake_up():
            time.sleep(4)
            proxies.append(Proxy(listen_port=port))

        waker = threading.Thread(target=wake_up)
        waker.start()
        try:
            config = shop.folder / "waking.toml"
            config.write_text(shop.config().read_text().replace('connect_timeout = "2s"', 'connect_timeout = "20s"'))
            outcome = shop.run(config=config, source_url=playground.source_url(host="127.0.0.1", port=port))
            assert outcome.status == 0, outcome.told()
        finally:
            waker.join()
            for proxy in proxies:
                proxy.__exit__()


def who_waits_for_another_goes_on(shop):
    """The other's end takes the session of the one that waits along, here without a word of the server's."""
    playground = shop.playground
    with Session(playground.target, user=playground.owner) as holder, Session("postgres") as admin, Proxy() as proxy:
        holder.query(f"SELECT pg_advisory_lock({0x7375627365747231})")
        url = playground.target_url(host=proxy.host, port=proxy.port)
        waiting = start_subset(shop.config(), playground.source_url(), url)
        asleep = f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{playground.owner}' AND wait_event_type = 'Lock'"
        wait_until(lambda: admin.value(asleep) == "1", "the waiting", waiting)
        proxy.cut()
        time.sleep(0.5)
        holder.query("SELECT pg_advisory_unlock_all()")
        stdout, stderr = end_of(waiting)
        assert waiting.returncode == 0 and "another refresh" in stderr, f"exit {waiting.returncode}\n{stdout}{stderr}"


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
