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

    def __enter__(self):
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        self._ready.wait()
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
            await asyncio.gather(self._carry(reader, far_writer, "bytes_there"), self._carry(far_reader, writer, "bytes_back"))

    async def _carry(self, reader, writer, count):
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
            pieces.put_nowait((self._loop.time() + self._one_way, data))
            if not data:
                break
        try:
            await delivery
        except OSError:
            pass
