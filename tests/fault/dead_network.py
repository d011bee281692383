"""A network that can be made to drop every packet, as a firewall does: a namespace of its own, and in it a way to the tests' server.

Root alone may make one. Nothing outside of it changes.
"""
import os
import select
import shutil
import socket
import subprocess
import sys
import threading

from named_tests import NotPossibleHere

PORT = 5432


def _ip(*arguments, inside=None):
    words = ["ip", *(["-n", inside] if inside else []), *arguments]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise NotPossibleHere(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


class DeadNetwork:
    """host and port lead to the tests' server until drop()."""

    def __init__(self):
        if os.getuid() != 0 or not shutil.which("ip"):
            raise NotPossibleHere("only root can make a network, and by ip alone")
        number = os.getpid() % 16384  # of the /30 networks of 198.18.0.0/15, which are for tests (RFC 2544)
        self._near, self.host = (f"198.18.{number // 64}.{number % 64 * 4 + place}" for place in (1, 2))
        self.port = PORT
        self._name, self._outer, self._inner = f"subset-{os.getpid()}", f"so{os.getpid()}", f"si{os.getpid()}"
        self._forwarder = None

    def __enter__(self):
        _ip("netns", "add", self._name)
        try:
            _ip("link", "add", self._outer, "type", "veth", "peer", "name", self._inner, "netns", self._name)
            _ip("addr", "add", f"{self._near}/30", "dev", self._outer)
            _ip("link", "set", self._outer, "up")
            _ip("addr", "add", f"{self.host}/30", "dev", self._inner, inside=self._name)
            _ip("link", "set", self._inner, "up", inside=self._name)
            # Who asks for the address of a machine that is gone is told that it is gone; a firewall tells nothing.
            card = _ip("-brief", "link", "show", self._inner, inside=self._name).split()[2]
            _ip("neigh", "replace", self.host, "lladdr", card, "dev", self._outer, "nud", "permanent")
            self._forwarder = subprocess.Popen(["ip", "netns", "exec", self._name, sys.executable, __file__, self.host],
                                               stdout=subprocess.PIPE, text=True, start_new_session=True)
            assert self._forwarder.stdout.readline() == "ready\n"
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self._forwarder:
            self._forwarder.kill()
            self._forwarder.wait()
            self._forwarder.stdout.close()
        # Connections that nobody ended keep the network for a while; the wire must be gone before the next one comes.
        subprocess.run(["ip", "link", "del", self._outer], stderr=subprocess.DEVNULL)
        subprocess.run(["ip", "netns", "del", self._name], stderr=subprocess.DEVNULL)

    def drop(self):
        subprocess.run(["ip", "-n", self._name, "addr", "del", f"{self.host}/30", "dev", self._inner], check=True)


def _forward(host):
    """Inside: from there to the server's socket, which is a file and so in every network."""
    def pass_on(client):
        with client, socket.socket(socket.AF_UNIX) as server:
            server.connect(f"{os.environ['PGHOST']}/.s.PGSQL.{os.environ['PGPORT']}")
            ends = {client: server, server: client}
            while True:
                for end in select.select(list(ends), [], [])[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    ends[end].sendall(data)

    with socket.create_server((host, PORT)) as listener:
        print("ready", flush=True)
        while True:
            threading.Thread(target=pass_on, args=(listener.accept()[0],), daemon=True).start()


if __name__ == "__main__":
    _forward(sys.argv[1])
