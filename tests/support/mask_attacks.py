"""What somebody finds who holds a twin, its config and knowledge from elsewhere, but not the key of its masks.

Pure functions over rows as (raw, mask, subject): the raw value stands there for counting what was found, and no attack reads it but
where the attacker knows it. Shares are counted beyond chance: 0 is what is found without a twin, 1 is every row.
"""
import collections
import datetime
import hashlib
import hmac
import ipaddress
import json
import math
import re

KEYS_THAT_PEOPLE_TAKE = ("", "key", "secret", "password", "changeme", "0000000000000000", "1234567890123456", "subset", "MASK_KEY")


def _digits(text):
    return re.sub(r"\D", "", text)


def _shape(text):
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "0", text))


def _structure(text):
    def of(value):
        if isinstance(value, dict):
            return {name: of(each) for name, each in value.items()}
        return [of(each) for each in value] if isinstance(value, list) else type(value).__name__
    return json.dumps(of(json.loads(text))) if text.startswith("{") else None


def _part_stays(part):
    return lambda raw, mask: part(raw) is not None and part(raw) == part(mask)


def _is_number(text):
    return re.fullmatch(r"-?\d{1,12}(\.\d+)?", text) is not None


def _within(share):
    """The number of a mask that is at most this share more or less, and at least one unit where the number is small."""
    def stays(raw, mask):
        return _is_number(raw) and _is_number(mask) and abs(float(raw) - float(mask)) <= max(abs(float(raw)) * share, 1)
    return stays


def _days_before(days):
    def stays(raw, mask):
        if not all(re.fullmatch(r"\d{4}-\d\d-\d\d", each) for each in (raw, mask)):
            return False
        return 1 <= (datetime.date.fromisoformat(raw) - datetime.date.fromisoformat(mask)).days <= days
    return stays


# What a mask may leave to be seen of a value, by the word that masks.md has for it; of two where one says more, the first.
REMAINS = {
    "domain": _part_stays(lambda text: text.rpartition("@")[2] if "@" in text else None),
    "last 4 digits": _part_stays(lambda text: _digits(text)[-4:] if len(_digits(text)) > 12 else None),
    "country": _part_stays(lambda text: text[:3] if text.startswith("+") else None),
    "first letter": _part_stays(lambda text: text[:1] if text[:1].isalpha() else None),
    "shape": _part_stays(_shape),
    "length": _part_stays(len),
    "structure": _part_stays(_structure),
    "prefix length": _part_stays(lambda text: text.partition("/")[2] if text.count(".") == 3 else None),
    "bit length": _part_stays(lambda text: max(8, int(text).bit_length()) if re.fullmatch(r"\d{1,18}", text) else None),
    "within 2 %": _within(0.02),
    "within 10 %": _within(0.1),
    "within 30 days": _days_before(30),
    "within 60 days": _days_before(60),
}
SAID_BY = {"length": ("shape",), "within 10 %": ("within 2 %",), "within 60 days": ("within 30 days",), "bit length": ("within 2 %", "within 10 %")}


def what_remains(different, repeated):
    """The words of REMAINS that hold in each row of `different`, whose values differ; beside them "equality" where a value of `repeated`
    has one mask, or "order of a subject"."""
    pairs = [(raw, mask) for raw, mask, _ in different if mask is not None]
    others = pairs[:40]
    found = {word for word, stays in REMAINS.items()
             if pairs and all(stays(*pair) for pair in pairs) and not all(stays(raw, mask) for raw, _ in others for _, mask in others)}
    found -= {word for word in found if set(SAID_BY.get(word, ())) & found}
    masks_of = collections.defaultdict(set)
    for raw, mask, _ in repeated:
        masks_of[raw].add(mask)
    if all(len(masks) == 1 for masks in masks_of.values()) and len(set.union(*masks_of.values())) > 1:
        found.add("equality")
    elif _order_of_subjects(different):
        found.add("order of a subject")
    return found


def _order_of_subjects(rows):
    of_subject = collections.defaultdict(list)
    for raw, mask, subject in rows:
        of_subject[subject].append((raw, mask))
    judged = [agrees for each in of_subject.values() if len(each) > 1 for agrees in _orders(each) if agrees]
    return bool(judged) and min(judged) > 0


def beyond_chance(found, chance):
    return max(0.0, (found - chance) / (1 - chance))


def by_a_list(rows, values, remains, elsewhere):
    """All possible values are known. Each is hashed as people hash, and masked under a key of the attacker's own (`elsewhere`: the
    mask of each value there); else what the mask leaves to be seen says which of them it can be."""
    names = {name: value for value in values for name in _usual_hashes(value)}
    names.update({mask: value for value, mask in elsewhere.items() if mask is not None})
    hits = sum(names.get(mask) == raw for raw, mask, _ in rows)
    return beyond_chance(max(hits, _narrowed(rows, values, remains)) / len(rows), 1 / len(values))


def _narrowed(rows, values, remains):
    """How many rows are found by a guess among the values that fit what remains of each."""
    relations = [REMAINS[word] for word in remains if word in REMAINS]
    if not relations:
        return len(rows) / len(values)
    fitting = {mask: _fitting(mask, values, relations) for mask in {mask for _, mask, _ in rows}}
    return sum(1 / len(fitting[mask]) for raw, mask, _ in rows if raw in fitting[mask])


def _fitting(mask, values, relations):
    return [value for value in values if mask is None or all(stays(value, mask) for stays in relations)]


def _usual_hashes(value):
    data = value.encode()
    yield from (hashlib.new(name, data).hexdigest() for name in ("md5", "sha1", "sha256", "sha512"))
    yield from (hmac.new(key.encode(), data, "sha256").hexdigest() for key in KEYS_THAT_PEOPLE_TAKE)


def by_frequencies(rows, remains):
    """How often each value occurs is known: a mask is that of the value which occurs as often, or else of the commonest that does not
    occur more often (two values may have one mask); or it is that of the commonest value that it can be."""
    counts = collections.Counter(raw for raw, _, _ in rows)
    values = _commonest_first(counts)
    relations = [REMAINS[word] for word in remains if word in REMAINS]
    by_count, by_prior = {}, {}
    for mask, count in collections.Counter(mask for _, mask, _ in rows).items():
        by_count[mask] = next((value for value in values if counts[value] <= count), values[-1])
        by_prior[mask] = next(iter(_fitting(mask, values, relations)), values[0])
    found = max(sum(guess[mask] == raw for raw, mask, _ in rows) for guess in (by_count, by_prior))
    return beyond_chance(found / len(rows), counts[values[0]] / len(rows))


def _commonest_first(counts):
    return sorted(counts, key=lambda value: (-counts[value], str(value)))


def by_known_rows(rows, values, remains):
    """Every second row is known with its raw value; share of the others that are found: by the mask, by how far another row of the same
    subject was moved, or by what is left to be seen."""
    known, asked = rows[0::2], rows[1::2]
    raws_of, moved = collections.defaultdict(collections.Counter), {}
    for raw, mask, subject in known:
        raws_of[mask][raw] += 1
        moved[subject] = _difference(raw, mask)
    by_mask = sum(mask in raws_of and _commonest_first(raws_of[mask])[0] == raw for raw, mask, _ in asked if mask is not None)
    by_move = sum(_difference(raw, mask) is not None and moved.get(subject) == _difference(raw, mask) for raw, mask, subject in asked)
    return beyond_chance(max(by_mask, by_move, _narrowed(asked, values, remains)) / len(asked), 1 / len(values))


def _difference(raw, mask):
    try:
        return datetime.date.fromisoformat(raw) - datetime.date.fromisoformat(mask)
    except (TypeError, ValueError):
        return None


def by_order(rows):
    """The share of pairs that stand in the order of their raw values, beyond one half; 0 within three deviations of chance."""
    judged = list(_orders([(raw, mask) for raw, mask, _ in rows]))
    if not judged:
        return 0.0
    share = abs(sum(judged)) / len(judged)
    count = len(rows)
    chance = 3 * math.sqrt(2 * (2 * count + 5) / (9 * count * (count - 1)))
    return share if share > chance else 0.0


def _orders(pairs):
    """1 for each two rows whose masks stand like their raw values, -1 where the other way round, 0 where the masks are equal."""
    keys = [(_order_key(raw), _order_key(mask)) for raw, mask in pairs if mask is not None]
    for place, (raw, mask) in enumerate(keys):
        for other_raw, other_mask in keys[:place]:
            if raw != other_raw:
                yield 0 if mask == other_mask else 1 if (mask < other_mask) == (raw < other_raw) else -1


def _order_key(text):
    if _is_number(text):
        return (0, float(text), "")
    try:
        return (1, float(int(ipaddress.ip_interface(text))), "")
    except ValueError:
        return (2, 0.0, text)


def by_several_twins(rows, values, remains):
    """The same rows under several keys, as (raw, [mask of each twin]): a guess among the values that fit all of these masks."""
    relations = [REMAINS[word] for word in remains]
    found = 0.0
    for raw, masks in rows:
        fitting = [value for value in values if all(stays(value, mask) for mask in masks for stays in relations)]
        found += 1 / len(fitting) if raw in fitting else 0
    return beyond_chance(found / len(rows), 1 / len(values))
