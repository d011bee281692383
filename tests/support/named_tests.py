"""Runs the functions of a script that take a shop, all or those named on its command line, and tells each one's outcome."""
import inspect
import sys
import time
import traceback

from postgres import SKIPPED, require_server
from program import require_binary
from shop import Shop


class NotPossibleHere(Exception):
    """The environment does not allow this test; the message says why."""


def run_named_tests(names_in_script):
    require_server()
    require_binary()
    tests = {name: function for name, function in names_in_script.items()
             if inspect.isfunction(function) and not name.startswith("_") and list(inspect.signature(function).parameters) == ["shop"]}
    unknown = [name for name in sys.argv[1:] if name not in tests]
    if unknown:
        print(f"no such test: {', '.join(unknown)}; there are {', '.join(tests)}")
        return 2
    chosen, failed, skipped = sys.argv[1:] or list(tests), [], []
    for name in chosen:
        begin = time.monotonic()
        try:
            with Shop(name) as shop:
                tests[name](shop)
            print(f"ok      {name} ({time.monotonic() - begin:.1f} s)", flush=True)
        except NotPossibleHere as reason:
            skipped.append(name)
            print(f"skipped {name}: {reason}", flush=True)
        except Exception as problem:  # every test is tried, whatever the one before gave
            failed.append(name)
            told = str(problem) if isinstance(problem, AssertionError) and str(problem) else traceback.format_exc()
            print(f"FAILED  {name}: {told}", flush=True)
    if failed:
        print(f"{len(failed)} of {len(chosen)} failed: {', '.join(failed)}")
    return 1 if failed else SKIPPED if len(skipped) == len(chosen) else 0
