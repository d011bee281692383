"""A TCP proxy before the test server: it sees what goes by, can hold it up, and can cut the line.

It knows nothing of the protocol; a listener looks for words in the bytes. One thread for each direction of each link.
"""
import os
import socket
import struct
import threading
import time

TO_SERVER, TO_CLIENT = "to server", "to client"


class Proxy:
    """listen(direction, data, link) is called before each piece is passed on, and may block. Not thread-safe: it locks itself.

    Returning a number of bytes passes only those on, returning bytes passes on those instead; returning None passes all. port_of(number) says where the first, the second, ...
    connection goes. listen_port: where it is to be found; by default any that is free.
    """

    def __init__(self, listen=None, host="127.0.0.1", port=None, port_of=None, listen_port=0):
        self._listen = listen or (lambda direction, data, link: None)
        self._server_host, self._port_of = host, port_of or (lambda number: port or os.environ["PGPORT"])
        self._links, self._lock, self._stopped = [], threading.Lock(), False
        self._silent, self._unanswered = threading.Event(), []
        self._socket = socket.create_server(("127.0.0.1", listen_port))
        self.host, self.port = self._socket.getsockname()
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stopped = True
        try:
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes accept(), which close() alone does not
        except OSError:
            pass
        self._socket.close()
        self.cut()

    def cut(self):
        """Ends every link at once, as a broken line or a restarted router does: by RST, without a goodbye."""
        with self._lock:
            links, self._links = self._links, []
        for link in links:
            link.cut()

    def go_silent(self):
        """From here on nothing passes, and no new connection is answered: as where a firewall drops every packet."""
        self._silent.set()
        self._socket.listen(0)
        for _ in range(4):  # one is accepted and kept; two fill the queue, and the rest, like whoever comes later, get no answer
            unanswered = socket.socket()
            unanswered.setblocking(False)
            unanswered.connect_ex((self.host, self.port))
            self._unanswered.append(unanswered)
        time.sleep(0.1)

    def _accept(self):
        number = 0
        while not self._stopped:
            try:
                client, _ = self._socket.accept()
                if self._silent.is_set():
                    self._unanswered.append(client)
                    return
                number += 1
                server = socket.create_connection((self._server_host, int(self._port_of(number))))
            except OSError:
                continue
            link = _Link(number, client, server)
            with self._lock:
                self._links.append(link)
            for direction, source, sink in ((TO_SERVER, client, server), (TO_CLIENT, server, client)):
                threading.Thread(target=self._pump, args=(link, direction, source, sink), daemon=True).start()

    def _pump(self, link, direction, source, sink):
        try:
            while data := source.recv(65536):
                allowed = self._listen(direction, data, link)
                if self._silent.is_set():
                    return  # the ends stay open
                sink.sendall(data if allowed is None else allowed if isinstance(allowed, bytes) else data[:allowed])
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            link.cut()


class _Link:
    def __init__(self, number, client, server):
        self.number, self._ends = number, (client, server)

    def cut(self):
        for end in self._ends:
            try:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                # shutdown() wakes a thread that is in recv() on it; close() alone would wait for that thread.
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            try:
                end.close()
            except OSError:
                pass
