"""What holds for every run of the program, whatever it is given; and many such runs in a few processes."""
import argparse
import collections
import multiprocessing
import random
import subprocess
import time

from playground import SECRET
from postgres import require_server
from program import require_binary, start_subset

STATUSES = (0, 1, 2, 3, 4, 130)
BOUND = 20  # seconds; a run that takes longer does not end by itself
# What only a fault of the program makes it say: an exception that nobody expected, a crash, what a sanitizer found.
NEVER_SAID = ("This should not happen", "terminate called", "basic_string", "stoul", "stoi", "stoll", "stod", "bad optional",
              "bad_optional", "bad_variant", "out_of_range", "vector::", "map::at", "::at:", "std::", "AddressSanitizer",
              "LeakSanitizer", "runtime error:", SECRET)


def run_bounded(*arguments, **more):
    """(status, stderr, faults) of one run."""
    process = start_subset(*arguments, text=False, **more)
    late = []
    try:
        stdout, stderr = process.communicate(timeout=BOUND)
    except subprocess.TimeoutExpired:
        process.kill()
        stdout, stderr = process.communicate()
        late = [f"it did not end within {BOUND} s"]
    status, faults = process.returncode, []
    try:
        stdout, stderr = stdout.decode(), stderr.decode()
    except UnicodeDecodeError:
        stdout, stderr = stdout.decode(errors="replace"), stderr.decode(errors="replace")
        faults.append("it says what is no UTF-8")
    if late:
        return None, stderr, late
    if status not in STATUSES:
        faults.append(f"exit {status}, which is not in the table")
    faults += [f"it says \"{words}\"" for words in NEVER_SAID if words in stderr or (words == SECRET and words in stdout)]
    if status not in (0, 130) and not any(line.startswith("error:") for line in stderr.splitlines()):
        faults.append(f"exit {status} without an error: line")
    return status, stderr, faults


def run_cases(description, make_trial, count):
    """make_trial(worker) is a context manager that gives trial(case number, chance) -> (kind, faults, how to see it).

    Each case has a chance of its own, made of --seed and its number: `--seed S --first N --count 1` is that case alone.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--tell", action="store_true", help="what each case came to")
    arguments = parser.parse_args()
    require_server()
    require_binary()
    print(f"seed {arguments.seed}", flush=True)
    started, results, failed = time.monotonic(), multiprocessing.Queue(), []
    taken = multiprocessing.Value("q", arguments.first)
    workers = [multiprocessing.Process(target=_work, args=(number, make_trial, taken, results, arguments)) for number in range(arguments.jobs)]
    for worker in workers:
        worker.start()
    kinds, left = collections.Counter(), len(workers)
    while left > 0:
        case, kind, faults, told = results.get()
        if case is None:
            left -= 1
            failed += [None] if faults else []
        else:
            kinds[kind] += 1
            failed += [case] if faults else []
        if faults:
            print(f"FAILED --seed {arguments.seed} --first {case} --count 1: " + "; ".join(faults) + "\n" + told, flush=True)
        elif arguments.tell and case is not None:
            print(f"{case}: {kind}, {told}", flush=True)
        if sum(kinds.values()) % 500 == 0 and case is not None:
            print(f"{sum(kinds.values())} cases, {len(failed)} failed", flush=True)
    for worker in workers:
        worker.join()
    print(f"{sum(kinds.values())} cases in {time.monotonic() - started:.0f} s, seed {arguments.seed}: "
          + ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())) + f"; {len(failed)} failed")
    return 1 if failed or sum(kinds.values()) != arguments.count else 0


def _work(number, make_trial, taken, results, arguments):
    """One process: the next case that nobody has taken, in databases of its own."""
    try:
        with make_trial(number) as trial:
            while True:
                with taken.get_lock():
                    case = taken.value
                    if case >= arguments.first + arguments.count:
                        break
                    taken.value += 1
                results.put((case, *trial(case, random.Random(f"{arguments.seed} {case}"))))
        results.put((None, None, [], ""))
    except BaseException as problem:  # the others go on, and it is told
        results.put((None, None, [f"worker {number} ended: {problem!r}"], ""))
        raise
