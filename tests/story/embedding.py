#!/usr/bin/env python3
"""The library installed, and a program built against what was installed: it finds all that it needs, and its public headers alone.

    tests/support/with_postgres tests/story/embedding.py [NAME...]
"""
import pathlib
import subprocess
import sys

from named_tests import NotPossibleHere, run_named_tests
from program import CHECKOUT, binary, environment


def _build(shop):
    """The program, made from nothing but the installed tree."""
    tree = pathlib.Path(binary()).resolve().parents[1]
    if not (tree / "CMakeCache.txt").exists():
        raise NotPossibleHere("the program under test is not in a build folder")
    installed, built = shop.folder / "installed", shop.folder / "built"
    here = pathlib.Path(__file__).parent / "embedding"
    for command in (["cmake", "--install", tree, "--prefix", installed, "--component", "library"],
                    ["cmake", "-S", here, "-B", built, f"-DCMAKE_PREFIX_PATH={installed}"],
                    ["cmake", "--build", built]):
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    assert [path.name for path in (installed / "include").iterdir()] == ["subset"]
    headers, public = ({path.name for path in folder.iterdir()}
                       for folder in (installed / "include" / "subset", CHECKOUT / "include" / "subset"))
    assert headers == public and "subset.hpp" in headers, headers ^ public
    return built / "embedding"


def a_program_is_built_against_what_is_installed(shop):
    program = _build(shop)
    urls = environment(shop.playground.source_url(), shop.playground.target_url())
    config = shop.config()
    done = subprocess.run([program, config], env=urls, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.endswith(" tables\n"), done
    done = subprocess.run([program, "nowhere.toml"], env=urls, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "nowhere.toml" in done.stderr, done


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
