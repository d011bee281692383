"""Faults in what a PostgreSQL server sends, message by message (manual, "Message Formats").

Each fault changes one message on its way: bits, bytes, lengths, counts and fields of it, its place among the others, or the line.
"""
import re
import struct
import threading

from tcp_proxy import TO_CLIENT

# The kinds of messages, and how often one is chosen: rows above all.
COPY_DATA, DATA_ROW, ROW_DESCRIPTION = b"d", b"D", b"T"
OTHERS = (b"H", b"C", b"c", b"Z", b"1", b"2")
WILD_NUMBERS = (0, 1, 3, 4, 5, 255, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 5, 2**32 - 2, 2**32 - 1)
WILD_DIGITS = (b"", b"-1", b"0", b"65536", b"4294967295", b"4294967296", b"99999999999999999999", b"1e9", b"x", b"NaN")
COPY_HEADER = 19  # bytes before the first tuple of a binary COPY


def message(kind, body):
    return kind + struct.pack("!I", len(body) + 4) + body


class Tuple:
    """A DataRow or a tuple of a binary COPY: what stands before it, and its fields, None for NULL."""

    def __init__(self, body):
        self.head = body[:COPY_HEADER] if body.startswith(b"PGCOPY\n") else b""
        (count,) = struct.unpack_from("!H", body, len(self.head))
        place, self.fields = len(self.head) + 2, []
        for _ in range(count):
            (length,) = struct.unpack_from("!i", body, place)
            place += 4
            self.fields.append(None if length < 0 else body[place:place + length])
            place += max(length, 0)
        if place != len(body):
            raise ValueError

    def render(self, count=None, lengths=()):
        """lengths: of some fields, by place, another one than theirs."""
        wrong = dict(lengths)
        parts = [self.head, struct.pack("!H", len(self.fields) if count is None else count & 0xFFFF)]
        for place, field in enumerate(self.fields):
            length = 2**32 - 1 if field is None else len(field)
            parts += [struct.pack("!I", wrong.get(place, length)), field or b""]
        return b"".join(parts)


# --- Each fault takes the chance, the kind and the body, and gives the bytes that go on instead.

def flip_bits(chance, kind, body):
    changed = bytearray(body)
    for _ in range(chance.choice((1, 1, 2, 8))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return message(kind, bytes(changed))


def overwrite(chance, kind, body):
    begin = chance.randrange(len(body) + 1)
    new = chance.randbytes(chance.choice((1, 2, 4, 16)))
    return message(kind, body[:begin] + new + body[begin + len(new):])


def wrong_message_length(chance, kind, body):
    right = len(body) + 4
    wrong = chance.choice((*WILD_NUMBERS, right - 1, right + 1, right + 4, right // 2, right * 2)) % 2**32
    return kind + struct.pack("!I", wrong) + body


def truncate(chance, kind, body):
    return message(kind, body[:chance.randrange(len(body) + 1)])


def truncate_in_silence(chance, kind, body):
    whole = message(kind, body)
    return whole[:chance.randrange(len(whole))]


def extend(chance, kind, body):
    return message(kind, body + chance.randbytes(chance.choice((1, 2, 4, 40))))


def duplicate(chance, kind, body):
    return message(kind, body) * chance.choice((2, 2, 3))


def drop(_chance, _kind, _body):
    return b""


def insert(chance, kind, body):
    kinds = (COPY_DATA, DATA_ROW, ROW_DESCRIPTION, *OTHERS, b"E", b"N", b"S", b"I", b"G", b"W", b"\0", b"\xff")
    extra = message(chance.choice(kinds), chance.randbytes(chance.choice((0, 1, 2, 4, 6, 30))))
    return extra + message(kind, body) if chance.random() < 0.5 else message(kind, body) + extra


def another_kind(chance, _kind, body):
    return message(chance.choice((COPY_DATA, DATA_ROW, ROW_DESCRIPTION, *OTHERS, b"E", b"\x7f")), body)


def end_marker(_chance, kind, body):
    """The trailer of a COPY where rows are still to come."""
    return message(kind, b"\xff\xff") + message(kind, body)


def wrong_count(chance, kind, body):
    fields = Tuple(body)
    right = len(fields.fields)
    return message(kind, fields.render(count=chance.choice((0, 1, right - 1, right + 1, right * 2, 32767, 32768, 65534, 65535))))


def wrong_field_length(chance, kind, body):
    fields = Tuple(body)
    place = chance.randrange(len(fields.fields))
    right = len(fields.fields[place] or b"")
    wrong = chance.choice((*WILD_NUMBERS, right + 1, max(right - 1, 0), right + 4))
    return message(kind, fields.render(lengths=[(place, wrong)]))


def another_field(chance, kind, body):
    """A tuple in the right form, of which one field is NULL, of another length, or not what it was."""
    fields = Tuple(body)
    place = chance.randrange(len(fields.fields))
    old = fields.fields[place] or b""
    fields.fields[place] = chance.choice((None, b"", old[:-1], old + b"\0", old + old, old[::-1], chance.randbytes(len(old)),
                                          chance.randbytes(chance.choice((1, 2, 3, 4, 6, 8, 9, 16, 17, 300)))))
    return message(kind, fields.render())


def more_or_fewer_fields(chance, kind, body):
    fields = Tuple(body)
    place = chance.randrange(len(fields.fields))
    if chance.random() < 0.5:
        del fields.fields[place]
    else:
        fields.fields.insert(place, chance.choice((None, b"", b"1", b"\0\0\0\1")))
    return message(kind, fields.render())


def another_number(chance, kind, body):
    fields = Tuple(body)
    places = [place for place, field in enumerate(fields.fields) if field and re.fullmatch(rb"-?[0-9.]+", field)]
    place = chance.choice(places or range(len(fields.fields)))
    fields.fields[place] = chance.choice((*WILD_DIGITS, str(chance.randrange(100)).encode(), str(chance.randrange(2**33)).encode()))
    return message(kind, fields.render())


OF_MESSAGES = (flip_bits, overwrite, wrong_message_length, truncate, truncate_in_silence, extend, duplicate, drop, insert, another_kind)
OF_TUPLES = (wrong_count, wrong_field_length, another_field, another_field, more_or_fewer_fields, another_number)
OF_LINES = ("cut", "cut inside")


class Faults:
    """A listener for a Proxy: changes the chosen messages of the server; counts all. From any thread.

    chosen: a list of (kind, number), where number counts the messages of that kind over all links.
    """

    def __init__(self, chance=None, chosen=()):
        self._chance, self._chosen = chance, set(chosen)
        self._buffers, self._held, self._lock = {}, {}, threading.Lock()
        self.counts, self.made = {}, []

    def __call__(self, direction, data, link):
        if direction != TO_CLIENT:
            return None
        with self._lock:
            buffer, passed = self._buffers.get(link, b"") + data, []
            while len(buffer) >= 5:
                length = 1 + struct.unpack_from("!I", buffer, 1)[0]
                if len(buffer) < length:
                    break
                passed.append(self._pass(buffer[:1], buffer[5:length], link))
                buffer = buffer[length:]
            self._buffers[link] = buffer
            return b"".join(passed)

    def _pass(self, kind, body, link):
        number = self.counts.get(kind, 0)
        self.counts[kind] = number + 1
        held = self._held.pop(link, b"")
        if (kind, number) not in self._chosen:
            return message(kind, body) + held
        chance = self._chance
        faults = [*OF_MESSAGES, *OF_LINES, "hold"]
        if kind in (COPY_DATA, DATA_ROW):
            faults += [*OF_TUPLES, end_marker]
        fault = chance.choice(faults)
        self.made.append(f"{getattr(fault, '__name__', fault)} at {kind.decode()} {number}")
        if fault == "hold":  # and the next message comes before it
            self._held[link] = message(kind, body)
            return held
        if fault in OF_LINES:
            if fault == "cut":
                link.cut()
                return b""
            threading.Timer(0.02, link.cut).start()
            return truncate_in_silence(chance, kind, body)
        try:
            return fault(chance, kind, body) + held
        except (ValueError, IndexError, struct.error):  # the message is no tuple, or one without fields
            return flip_bits(chance, kind, body) + held


def choose(chance, counts):
    """One message, seldom a few, as (kind, number)."""
    def one():
        kinds = [kind for kind in counts if kind in (COPY_DATA, DATA_ROW, ROW_DESCRIPTION, *OTHERS)]
        weights = [{COPY_DATA: 50, DATA_ROW: 30, ROW_DESCRIPTION: 8}.get(kind, 2) for kind in kinds]
        kind = chance.choices(kinds, weights)[0]
        return kind, chance.randrange(counts[kind])
    return [one() for _ in range(chance.choice((1, 1, 1, 1, 2, 4)))]
