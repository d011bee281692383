#!/usr/bin/env python3
"""Ctrl-C and SIGTERM act at once, whatever the network, the server or the terminal does, and say what became of the target.

    tests/support/with_postgres tests/fault/interrupts.py [NAME...]
"""
import os
import signal
import subprocess
import sys
import threading
import time

from dead_network import DeadNetwork
from named_tests import run_named_tests
from playground import SECRET
from postgres import Session
from program import binary, end_of, environment, start_subset
from tcp_proxy import TO_CLIENT, TO_SERVER, Proxy
from waiting import wait_until

# What is done after the signal, and what the two cores of a busy machine take besides.
_SECONDS = 3.5


def _interrupt(process, number=signal.SIGINT):
    begin = time.monotonic()
    process.send_signal(number)
    stdout, stderr = end_of(process, 60)
    seconds = time.monotonic() - begin
    assert seconds < _SECONDS, f"it took {seconds:.1f} s\n{stdout}{stderr}"
    assert "Traceback" not in stderr and "terminate" not in stderr, stderr
    return process.returncode, stderr


def _slow_source(shop, way):
    """way: the Proxy or DeadNetwork that leads to it."""
    config = shop.config()
    with config.open("a") as file:
        file.write('\n[[root]]\ntable = "users"\nwhere = "pg_sleep(0.3) IS NOT NULL"\n')  # 150 seconds
    with Session("postgres") as watcher:
        # One that an earlier program left behind a dead network would be taken for this program's.
        left = f"FROM pg_stat_activity WHERE usename = '{shop.playground.reader}'"
        watcher.query(f"SELECT pg_terminate_backend(pid) {left}")
        wait_until(lambda: watcher.value(f"SELECT count(*) {left}") == "0", "the end of what was left")
        process = start_subset(config, shop.playground.source_url(host=way.host, port=way.port), shop.playground.target_url())
        shop.playground.wait_for_reading(watcher, process, seconds=30)
    return process


def _slow_target(shop, way, more=""):
    """A refresh whose script is at work in the target. way: as in _slow_source; more: stands under [target]."""
    (shop.folder / "slow.sql").write_text("SELECT pg_sleep(100)")
    process = start_subset(shop.config(target=f'after = "slow.sql"\n{more}'), shop.playground.source_url(),
                           shop.playground.target_url(host=way.host, port=way.port))
    with Session("postgres") as watcher:
        wait_until(lambda: watcher.query("SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(100)%' "
                                         f"AND usename = '{shop.playground.owner}'"), "the script", process)
    return process


def a_dead_source_does_not_hold_ctrl_c(shop):
    with Proxy() as proxy:
        process = _slow_source(shop, proxy)
        proxy.go_silent()
        status, stderr = _interrupt(process)
        assert status == 130 and "The target is as it was." in stderr, (status, stderr)


def a_dead_target_does_not_hold_ctrl_c(shop):
    shop.playground.allow_databases()
    for way in ("transaction", "database"):
        with Proxy() as proxy:
            process = _slow_target(shop, proxy, f'atomic = "{way}"')
            proxy.go_silent()
            status, stderr = _interrupt(process)
            assert status == 130 and "The target is as it was." in stderr, (status, stderr)
            if way == "database":
                assert "what was built is left as the database" in stderr, stderr
        with Session("postgres") as watcher:
            watcher.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                          f"WHERE query LIKE '%pg_sleep(100)%' AND usename = '{shop.playground.owner}'")


def a_source_whose_packets_are_dropped_does_not_hold_ctrl_c(shop):
    """No packet comes back, not even one that acknowledges."""
    for number in (signal.SIGINT, signal.SIGTERM):
        with DeadNetwork() as network:
            process = _slow_source(shop, network)
            network.drop()
            status, stderr = _interrupt(process, number)
            assert status == 130 and "The target is as it was." in stderr, (status, stderr)


def a_target_whose_packets_are_dropped_does_not_hold_ctrl_c(shop):
    with DeadNetwork() as network:
        process = _slow_target(shop, network)
        network.drop()
        status, stderr = _interrupt(process)
        assert status == 130 and "The target is as it was." in stderr, (status, stderr)


def a_connection_that_is_not_answered_is_given_up(shop):
    with Proxy() as proxy:
        proxy.go_silent()
        process = start_subset(shop.config(),
                               shop.playground.source_url(host="127.0.0.1", port=proxy.port), shop.playground.target_url())
        time.sleep(1)
        status, stderr = _interrupt(process, signal.SIGTERM)
        assert status == 130, stderr


def _during_commit(shop, way, words, silent):
    """Interrupts a refresh whose COMMIT has been sent and is not answered; afterwards nobody answers, where it is `silent`."""
    sent, answered = threading.Event(), threading.Event()
    withheld = []

    def listen(direction, data, link):
        if direction == TO_SERVER and words in data:
            withheld.append(link)
            sent.set()
        if direction == TO_CLIENT and link in withheld:
            answered.set()
            return 0
        return None

    with Proxy(listen) as proxy:
        process = start_subset(shop.config(target=f'atomic = "{way}"'), shop.playground.source_url(),
                               shop.playground.target_url(host="127.0.0.1", port=proxy.port))
        assert sent.wait(60) and answered.wait(60), end_of(process)
        if silent:
            proxy.go_silent()
        return _interrupt(process)


_COMMITS = {"transaction": (b"COMMIT\0", "during COMMIT"), "database": (b"IS_TEMPLATE false; COMMIT\0", "during the swap")}


def an_interrupted_commit_is_looked_into(shop):
    shop.playground.allow_databases()
    for way in ("transaction", "database"):
        words, during = _COMMITS[way]
        status, stderr = _during_commit(shop, way, words, silent=False)
        assert status == 0, f"{way}: {status}\n{stderr}"
        assert f"interrupted {during}, but it came through" in stderr, stderr
        with Session("postgres") as watcher:
            left = watcher.query(f"SELECT datname FROM pg_database WHERE datname LIKE '{shop.playground.target}\\_%'")
        assert not left, left


def a_commit_may_be_in_doubt(shop):
    shop.playground.allow_databases()
    for way in ("transaction", "database"):
        words, during = _COMMITS[way]
        status, stderr = _during_commit(shop, way, words, silent=True)
        assert status == 1, f"{way}: {status}\n{stderr}"
        assert f"interrupted {during}, and whether it came through could not be learned" in stderr, stderr
        assert "comment of the database" in stderr, stderr


def a_reader_of_standard_error_who_has_stopped_holds_nothing(shop):
    config = shop.config()
    with config.open("a") as file:
        file.write('\n[[root]]\ntable = "users"\nwhere = "pg_sleep(0.3) IS NOT NULL"\n')
        for number in range(300):  # their statements, and --log-sql: more than a pipe takes
            file.write(f'\n[[root]]\ntable = "users"\nwhere = "user_id = {number} OR name = \'{"x" * 300}\'"\n')
    reading, writing = os.pipe()
    process = subprocess.Popen([binary(), "--config", str(config), "--log-sql", "--verbose"], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=writing, start_new_session=True,
                               env=environment(shop.playground.source_url(), shop.playground.target_url()))
    os.close(writing)
    with Session("postgres") as watcher:
        shop.playground.wait_for_reading(watcher, process, seconds=60)
    process.send_signal(signal.SIGTERM)
    process.wait(_SECONDS)
    assert process.returncode == 130, process.returncode
    told = b""
    while piece := os.read(reading, 65536):
        told += piece
    os.close(reading)
    assert SECRET.encode() not in told


def a_pipe_without_a_reader_is_left_by_ctrl_c(shop):
    os.mkfifo(shop.folder / "twin.sql")
    path = shop.folder / "file.toml"
    path.write_text('[target]\nfile = "twin.sql"\n[[root]]\ntable = "users"\n')
    process = start_subset(path, shop.playground.source_url(), "")
    time.sleep(1)
    assert process.poll() is None, end_of(process)
    status, stderr = _interrupt(process)
    assert status == 130, stderr
    # With a reader it is a script like any other.
    process = start_subset(path, shop.playground.source_url(), "")
    script = (shop.folder / "twin.sql").read_text()
    end_of(process)
    assert process.returncode == 0 and "CREATE TABLE public.users" in script


def a_config_that_nobody_writes_is_an_error(shop):
    config = shop.folder / "pipe.toml"
    os.mkfifo(config)
    process = start_subset(config, shop.playground.source_url(), shop.playground.target_url())
    time.sleep(0.5)
    status, stderr = _interrupt(process)
    assert status == 130, stderr
    process = start_subset(config, shop.playground.source_url(), shop.playground.target_url())
    _, stderr = end_of(process, 30)
    assert process.returncode == 2 and "a pipe that nobody writes to" in stderr, stderr


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
