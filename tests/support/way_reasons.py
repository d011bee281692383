"""Why refreshes by atomic = "rows" may take one transaction all the same, and how often they may."""
import re

# What engine/script/difference and engine/load/difference say of schemas and rows that single rows cannot be written for.
LEGITIMATE = (
    r"rows of .* dangle by rule",
    r" has a rule, ",
    r" has FORCE ROW LEVEL SECURITY",
    r"the materialized view .* has to be refreshed, and has no unique index",
    r"and the foreign key's ON (DELETE|UPDATE) action would change the rows that refer to it",
    r"elements of arrays refer to rows that do not come",
    r" is cut when the rows are in the target",
    r" has rows that are in no heap of this server",
    r" is a partition on another server",
    r"one of them keeps its rows",
    r"\[limits\] fit counts",
    r"the target refused it: .* violates check constraint",  # a check that reads another table does not see what is written beside
)
REFUSED = "refused"


def is_legitimate(reason):
    """Of a twin that stood, of the same config and schema: "no twin yet" is no reason there."""
    return reason in ("", REFUSED) or any(re.search(pattern, reason) for pattern in LEGITIMATE)


def tell_ways(ways, least_share=0.5):
    """ways: Counter of reasons, "" where it went by difference. Prints them; faults where a reason will not do, or all but few have one."""
    told = {}
    for reason, number in ways.items():
        known = next((pattern.strip() for pattern in LEGITIMATE if re.search(pattern, reason)), reason or "by rows")
        told[known] = told.get(known, 0) + number
    for reason, number in sorted(told.items(), key=lambda way: -way[1]):
        print(f"{number} x {reason}", flush=True)
    faults = [f"{number} x no reason to bring all rows anew: {reason}" for reason, number in ways.items() if not is_legitimate(reason)]
    made = sum(number for reason, number in ways.items() if reason != REFUSED)
    if made >= 10 and ways[""] < least_share * made:
        faults.append(f"only {ways['']} of {made} refreshes went by rows")
    return faults
