#!/usr/bin/env python3
"""A real pgbouncer before either end: in transaction mode it is found out and named, in session mode it serves.

    tests/support/with_postgres tests/story/pooler.py [NAME...]
"""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from content_hash import content_hash
from named_tests import NotPossibleHere, run_named_tests


class Pgbouncer:
    def __init__(self, mode, ignored="extra_float_digits"):
        self.mode, self.ignored = mode, ignored
        self.program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
        if not self.program:
            raise NotPossibleHere("no pgbouncer")

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.folder.chmod(0o755)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])
        (self.folder / "bouncer.ini").write_text(
            f"[databases]\n* = host={os.environ['PGHOST']} port={os.environ['PGPORT']}\n[pgbouncer]\npool_mode = {self.mode}\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\nauth_type = trust\nauth_file = {self.folder}/users\n"
            f"ignore_startup_parameters = {self.ignored}\n")
        (self.folder / "users").write_text("")
        step_down = ["runuser", "-u", pathlib.Path(os.environ["PGHOST"]).owner(), "--"] if os.getuid() == 0 else []
        self.process = subprocess.Popen([*step_down, self.program, "-q", self.folder / "bouncer.ini"], cwd="/", stderr=subprocess.DEVNULL,
                                        start_new_session=True)
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", int(self.port)), timeout=1).close()
                return self
            except OSError:
                assert time.monotonic() < deadline and self.process.poll() is None, "pgbouncer does not start"
                time.sleep(0.05)

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()
        shutil.rmtree(self.folder)

    def allow(self, *roles):
        (self.folder / "users").write_text("".join(f'"{role}" ""\n' for role in roles))
        os.killpg(self.process.pid, signal.SIGHUP)
        time.sleep(0.3)


def _urls(shop, bouncer):
    playground = shop.playground
    return ((playground.source_url(host="127.0.0.1", port=bouncer.port), playground.target_url()),
            (playground.source_url(), playground.target_url(host="127.0.0.1", port=bouncer.port)))


def transaction_mode_is_named_on_either_end(shop):
    with Pgbouncer("transaction") as bouncer:
        bouncer.allow(shop.playground.reader, shop.playground.owner)
        before = content_hash(shop.playground.target, with_comment=True)
        for (source, target), end in zip(_urls(shop, bouncer), ("source", "target")):
            outcome = shop.run(source_url=source, target_url=target)
            assert outcome.status == 3 and "pool" in outcome.stderr and end in outcome.errors[0] and outcome.hints, outcome.told()
            assert content_hash(shop.playground.target, with_comment=True) == before


def session_mode_serves(shop):
    with Pgbouncer("session") as bouncer:
        bouncer.allow(shop.playground.reader, shop.playground.owner)
        for source, target in _urls(shop, bouncer):
            outcome = shop.run(source_url=source, target_url=target)
            assert outcome.status == 0, outcome.told()


def in_session_mode_masks_have_their_key(shop):
    """Whether the pooler refuses the settings in the packet that starts a session, as it does by default, or ignores them."""
    config = shop.folder / "masked.toml"
    config.write_text('[mask]\nkey = "a key of these tests"\n[[table]]\nname = "users"\nrows = "all"\nmask = { name = "@name" }\n')
    shop.refresh(config=config)
    masked = content_hash(shop.playground.target)
    for ignored in ("extra_float_digits", "extra_float_digits, options"):
        with Pgbouncer("session", ignored) as bouncer:
            bouncer.allow(shop.playground.reader, shop.playground.owner)
            source, target = _urls(shop, bouncer)[0]
            outcome = shop.run(config=config, source_url=source, target_url=target)
            assert outcome.status == 0 and content_hash(shop.playground.target) == masked, outcome.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
