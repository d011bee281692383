"""A proxy that lets each piece through some milliseconds later, as a long line does: its width is not narrowed."""
import asyncio
import contextlib
import threading


class DelayedLine:
    """round_trip: seconds. Listens on a port of 127.0.0.1 while it stands, in a thread of its own."""

    def __init__(self, socket_path, round_trip):
        self._path, self._one_way = str(socket_path), round_trip / 2
        self._ready = threading.Event()
        self.bytes_there, self.bytes_back = 0, 0  # that came from the clients, and from the server
        self._last = {}  # who spoke last, of each connection
        self.round_trips = 0  # how often a server answered, of all connections

    def __enter__(self):
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        if not self._ready.wait(timeout=10):
            raise OSError("the line does not stand")
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    async def _serve(self):
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._end.wait()
        server.close()

    async def _connect(self, reader, writer):
        far_reader, far_writer = await asyncio.open_unix_connection(self._path)
        with contextlib.suppress(asyncio.CancelledError):  # at the end; else it would be told as an error
            pair = object()
            await asyncio.gather(self._carry(reader, far_writer, "bytes_there", pair), self._carry(far_reader, writer, "bytes_back", pair))

    async def _carry(self, reader, writer, count, pair):
        pieces = asyncio.Queue()

        async def deliver():
            while True:
                due, data = await pieces.get()
                await asyncio.sleep(max(0.0, due - self._loop.time()))
                if not data:
                    writer.close()
                    return
                writer.write(data)
                await writer.drain()

        delivery = self._loop.create_task(deliver())
        while True:
            try:
                data = await reader.read(1 << 18)
            except OSError:
                data = b""
            setattr(self, count, getattr(self, count) + len(data))
            if data and count != self._last.get(pair):  # the other side speaks now
                self._last[pair] = count
                self.round_trips += count == "bytes_back"
            pieces.put_nowait((self._loop.time() + self._one_way, data))
            if not data:
                break
        try:
            await delivery
        except OSError:
            pass


def count_round_trips(name, run, *lines):
    before = [line.round_trips for line in lines]
    seconds = run()
    trips = [line.round_trips - earlier for line, earlier in zip(lines, before)]
    print(f"  round trips of {name}: {trips[0]} round trips to the source, {trips[1]} to the target", flush=True)
    return seconds
