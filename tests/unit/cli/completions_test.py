#!/usr/bin/env python3
"""What the completions of shells offer: the names of tables and columns that the lock file beside the config knows.

SUBSET_BIN names the program. A shell that is not installed is skipped.
"""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parents[3]
BINARY = os.environ.get("SUBSET_BIN") or str(TOP / "build" / "cli" / "subset")
COMPLETIONS = TOP / "cli" / "completions"
LOCK = """
[[table]]
name = "public.orders"
[table.columns]
order_id = "integer"
"placed at" = "date"
[[table]]
name = "public.users"
[table.columns]
user_id = "integer"
[[table]]
name = "billing.invoices"
[[table]]
name = "public.dotted.name"
"""


class CompletionsTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        (self.folder / "twin.lock").write_text(LOCK)
        (self.folder / "other.lock").write_text('[[table]]\nname = "public.others"\n')
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "subset").symlink_to(BINARY)

    def run_shell(self, *command):
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=30,
                              env={**os.environ, "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "HOME": str(self.folder)})

    def names(self, *arguments):
        done = self.run_shell(BINARY, "names", *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.splitlines()

    def test_the_program_prints_the_names_of_the_lock_file(self):
        self.assertEqual(self.names(), ["billing.invoices", "public.dotted.name", "orders", "users"])
        self.assertEqual(self.names("orders"), ["order_id", "placed at"])
        self.assertEqual(self.names("public.users"), ["user_id"])
        self.assertEqual(self.names("no_such_table"), [])
        self.assertEqual(self.names("--config", "other.toml"), ["others"])
        self.assertEqual(self.names("--config", "missing.toml"), [])
        (self.folder / "twin.lock").write_text("[[table\n")  # nothing is told into a line that somebody types
        self.assertEqual(self.names(), [])

    def bash(self, *words):
        script = f'source "{COMPLETIONS}/subset.bash"; COMP_WORDS=(subset "$@"); COMP_CWORD=$#; _subset; printf "%s\\n" "${{COMPREPLY[@]}}"'
        done = self.run_shell("bash", "-c", script, "bash", *words)
        self.assertEqual(done.stderr, "")
        return [line for line in done.stdout.splitlines() if line]

    def test_bash_offers_tables_and_columns(self):
        tables = ["billing.invoices", "public.dotted.name", "orders", "users"]
        self.assertEqual(self.bash("why", ""), tables)
        self.assertEqual(self.bash("take", "--update", "or"), ["orders"])
        self.assertEqual(self.bash("why", "--config", "other.toml", ""), ["others"])
        self.assertEqual(self.bash("take", "orders", "--order-by", ""), ["order_id", "placed at"])
        self.assertEqual(self.bash("take", "orders", ""), [])  # a key
        self.assertIn("--where", self.bash("take", "orders", "--"))
        self.assertIn("why", self.bash("w"))
        self.assertEqual(self.bash("--progress", "b"), ["bar"])
        (self.folder / "twin.lock").unlink()
        self.assertIn("--config", self.bash("why", "--"))

    @unittest.skipUnless(shutil.which("fish"), "no fish here")
    def test_fish_offers_tables_and_columns(self):
        def offered(line):
            done = self.run_shell("fish", "--no-config", "-c", f'source "{COMPLETIONS}/subset.fish"; complete -C "{line}"')
            self.assertEqual(done.stderr, "")
            return [entry.split("\t")[0] for entry in done.stdout.splitlines()]
        self.assertEqual(offered("subset why "), ["billing.invoices", "orders", "public.dotted.name", "users"])
        self.assertEqual(offered("subset take orders --order-by "), ["order_id", "placed at"])
        self.assertNotIn("users", offered("subset why orders "))
        self.assertIn("bar", offered("subset --progress "))

    @unittest.skipUnless(shutil.which("zsh"), "no zsh here")
    def test_zsh_offers_tables_and_columns(self):
        def offered(what, *words):
            script = (f'_arguments() {{ }}; compadd() {{ print -l -- ${{(P)2}} }}; source "{COMPLETIONS}/_subset"; words=(subset "$@"); '
                      f"_subset_names {what}")
            return self.run_shell("zsh", "-f", "-c", script, "zsh", *words).stdout.splitlines()
        self.assertEqual(offered("tables", "why", ""), ["billing.invoices", "public.dotted.name", "orders", "users"])
        self.assertEqual(offered("tables", "take", "--config", "other.toml", ""), ["others"])
        self.assertEqual(offered("columns", "take", "orders", "--where", ""), ["order_id", "placed at"])
        self.assertEqual(offered("tables", "plan", ""), [])


if __name__ == "__main__":
    unittest.main()
