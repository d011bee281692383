#!/usr/bin/env python3
"""The program's face without a server: texts, exit statuses, what is told of wrong command lines and configs, signals.

SUBSET_BIN names the program.
"""
import fcntl
import json
import os
import pathlib
import pty
import re
import signal
import socket
import struct
import subprocess
import tempfile
import termios
import time
import unittest

from terminal import read_terminal

BINARY = os.environ.get("SUBSET_BIN") or str(pathlib.Path(__file__).resolve().parents[3] / "build" / "cli" / "subset")
SECRET = "hunter2"
A_ROOT = '[[root]]\ntable = "users"\n'


class ProgramTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        self.environment = {**kept, "PROD_DATABASE_URL": f"postgresql://u:{SECRET}@127.0.0.1:1/prod",
                            "DEV_DATABASE_URL": f"postgresql://u:{SECRET}@127.0.0.1:1/dev"}

    def config(self, text, name="twin.toml"):
        (self.folder / name).write_text(text)
        return name

    def start(self, *arguments, **options):
        return subprocess.Popen([BINARY, *arguments], cwd=self.folder, env=self.environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=options.pop("stdout", subprocess.PIPE),
                                stderr=subprocess.PIPE, **options)

    def run_program(self, *arguments, **options):
        process = self.start(*arguments, **options)
        stdout, stderr = process.communicate(timeout=30)
        self.assertNotIn(SECRET, (stdout or "") + stderr)
        return process.returncode, stdout, stderr

    def assert_refused(self, arguments, status, message):
        """Exits with the status, and says the message on an error line."""
        code, stdout, stderr = self.run_program(*arguments)
        self.assertEqual((code, stdout), (status, ""), stderr)
        self.assertTrue(stderr.startswith("error: "), stderr)
        self.assertIn(message, stderr.splitlines()[0])
        self.assertIn("\nhint: ", stderr)
        self.assertTrue(all(re.match("(error|hint): ", line) for line in stderr.splitlines()), stderr)

    # texts

    def test_help_is_printed_wherever_it_is_asked_for(self):
        for arguments in (["--help"], ["-h"], ["help"], ["help", "plan"], ["plan", "--help"], ["--help", "run"], ["--config", "x", "--help"]):
            code, stdout, stderr = self.run_program(*arguments)
            self.assertEqual((code, stderr), (0, ""))
            for word in ("subset plan", "--config", "--source", "--target", "--jobs", "--report", "--quiet",
                         "--verbose", "--log-sql", "--log-format", "--progress", "--metrics", "--version", "130"):
                self.assertIn(word, stdout)
            self.assertLessEqual(max(len(line) for line in stdout.splitlines()), 80)

    def test_help_man_page_and_completions_name_the_same(self):
        _, stdout, _ = self.run_program("--help")
        cli = pathlib.Path(__file__).resolve().parents[3] / "cli"
        man = (cli / "man" / "subset.1").read_text().replace("\\-", "-")
        options = set(re.findall(r"--[a-z][a-z-]*", stdout))
        self.assertEqual(options, set(re.findall(r"--[a-z][a-z-]*", man)))
        commands = {"run", "plan", "graph", "why", "verify", "init", "schema"}
        self.assertEqual(commands, set(re.findall(r"subset (run|plan|graph|why|verify|init|schema)\b", stdout)))
        for command in commands:
            self.assertRegex(man, rf"(?m)^\.B {command}$")
        self.assertEqual(re.findall(r"(?m)^  (\d+) ", stdout), re.findall(r"(?m)^\.B (\d+)$", man))
        page = (cli / "man" / "twin.toml.5").read_text()
        presets = set(re.findall(r'\{"(@[a-z_]+)", Preset::', (cli.parent / "engine" / "mask" / "preset.cpp").read_text()))
        self.assertGreater(len(presets), 15)
        for word in sorted(presets) + ["key", "unclassified", "keep", "mask"]:
            self.assertRegex(page, rf"{word}\b", "the page of the config")
        for shell, spelled in (("subset.bash", "--{}"), ("_subset", "--{}["), ("subset.fish", "-l {} ")):
            text = (cli / "completions" / shell).read_text()
            for option in options - {"--version", "--help"}:
                self.assertIn(spelled.format(option[2:]), text + " ", shell)
            for command in commands:
                self.assertRegex(text, rf"\b{command}\b", shell)

    def test_each_option_of_the_help_is_known_where_the_help_says(self):
        config = self.config('[source]\nconnect_timeout = "1s"\n' + A_ROOT)
        for command, options in (("run", ["--locked", "--html", "x.html"]), ("plan", ["--locked", "--estimate", "--format", "json"]),
                                 ("plan", ["--masks"]), ("graph", ["--all", "--plan", "--format", "mermaid"]), ("graph", ["--estimate"]),
                                 ("why", ["users", "1", "--format", "json"]), ("verify", ["--format", "json"])):
            with self.subTest(command=command, options=options):  # as far as a server that is not there
                code, _, stderr = self.run_program(command, "--config", config, *options)
                self.assertEqual(code, 1, stderr)
                self.assertIn("127.0.0.1", stderr)

    def test_version_is_one_line(self):
        for spelled in ("--version", "-V", "version"):
            code, stdout, stderr = self.run_program(spelled)
            self.assertEqual((code, stderr), (0, ""))
            self.assertRegex(stdout, r"^subset \d+\.\d+\.\d+\n$")

    # command lines

    def test_a_wrong_command_line_exits_with_2(self):
        config = self.config(A_ROOT)
        for arguments, message in (
                ([], "no config is named"),
                (["--config"], "--config takes one value"),
                (["--config", "a", "--config", "b"], "--config takes one value"),
                (["--config", config, "--frobnicate"], 'unknown option "--frobnicate"'),
                (["--config", config, "-x"], 'unknown option "-x"'),
                (["refresh", "--config", config], 'unknown command or argument "refresh"'),
                (["plan", "run", "--config", config], "unknown command or argument"),
                (["--config", config, "--quiet", "--verbose"], "--quiet excludes --verbose"),
                (["--config", config, "--report", ""], "--report is empty"),
                (["--config", config, "--jobs", "0"], "--jobs"),
                (["--config", config, "--jobs", "many"], "--jobs"),
                (["--config", config, "--source", ""], "--source is empty"),
                (["run", "--config", config, "--target", ""], "--target is empty")):
            with self.subTest(arguments=arguments):
                self.assert_refused(arguments, 2, message)

    def test_a_refusal_holds_the_next_thing_to_type(self):
        config = self.config(A_ROOT, name="other.toml")
        for arguments, message, hint in (
                (["plna"], 'unknown command or argument "plna"', "Did you mean subset plan?"),
                (["refresh", "--config", config], 'unknown command or argument "refresh"', "Did you mean subset run?"),
                (["plan", "other.toml"], 'unexpected argument "other.toml"', "subset plan --config other.toml"),
                (["other.toml"], 'unexpected argument "other.toml"', "subset --config other.toml"),
                (["plan", "run", "--config", config], "unknown command or argument", "subset run"),
                (["--confg", config], 'unknown option "--confg"', "Did you mean --config?"),
                (["--config", config, "-v"], 'unknown option "-v"', "Did you mean --verbose?"),
                (["why", "--dry-run", "--config", config, "users"], "--dry-run is an option of run and plan alone", "writes to no database"),
                (["plan"], "no config is named, and there is no twin.toml", "subset plan --config twin.toml"),
                (["--config", config, "--quiet", "--verbose"], "excludes", "Leave one of the two out")):
            with self.subTest(arguments=arguments):
                self.assert_refused(arguments, 2, message)
                self.assertIn(hint, self.run_program(*arguments)[2])

    def test_a_command_that_is_named_takes_the_config_of_the_folder(self):
        self.config('[source]\nconnect_timeout = "1s"\n' + A_ROOT)
        for arguments in (["plan"], ["run"], ["why", "users"], ["--dry-run"], ["run", "--dry-run"], ["-c", "twin.toml"]):
            with self.subTest(arguments=arguments):  # as far as a server that is not there
                code, _, stderr = self.run_program(*arguments)
                self.assertEqual(code, 1, stderr)
                self.assertEqual("note: the config is twin.toml, from the working folder" in stderr, "-c" not in arguments, stderr)
                self.assertIn("127.0.0.1", stderr)
        self.assert_refused([], 2, "no config is named")
        self.assertIn("subset --config twin.toml", self.run_program()[2])

    def test_a_log_for_machines_is_json_from_the_first_line_on(self):
        for arguments, status, message in (
                (["--log-format", "json", "--confg", "x"], 2, 'unknown option "--confg"'),
                (["plan", "--config", "missing.toml", "--log-format=json"], 2, "cannot read the config"),
                (["--log-format", "json", "--progress", "bar", "--config", "missing.toml"], 2, "--progress bar is drawn for people")):
            with self.subTest(arguments=arguments):
                code, stdout, stderr = self.run_program(*arguments)
                self.assertEqual((code, stdout), (status, ""), stderr)
                events = [json.loads(line) for line in stderr.splitlines()]
                self.assertIn(message, events[0]["message"])
                self.assertEqual(events[0]["event"], "error")
                self.assertTrue(events[0]["hint"])
        code, _, stderr = self.run_program("plan", "--config", "missing.toml", "--log-format=json", "--quiet")
        self.assertEqual([json.loads(line)["event"] for line in stderr.splitlines()], ["error"])

    def test_metrics_are_written_of_a_command_that_fails(self):
        path = self.folder / "subset.prom"
        self.assertEqual(self.run_program("plan", "--config", "missing.toml", "--metrics", "subset.prom")[0], 2)
        self.assertIn('subset_last_run_exit_status{command="plan",config="missing.toml"} 2\n', path.read_text())
        self.assertEqual([entry.name for entry in self.folder.iterdir()], ["subset.prom"])
        self.assert_refused(["--config", "missing.toml", "--metrics", "missing/subset.prom"], 1, "cannot write the metrics")
        for arguments, message in ((["--html", "x.html", "--since", "missing.json"], "--since: cannot read"), (["--since", "x.json"], "none is written"),
                                   (["plan", "--since", "x.json"], "none is written"), (["--html", "x.html", "--since", "twin.toml"], "is no report of subset")):
            self.assert_refused([*arguments, "--config", self.config(A_ROOT)], 2, message)
        self.assert_refused(["graph", "--metrics", "subset.prom"], 2, "--metrics is an option of run, plan, take and verify alone")

    def test_an_argument_that_may_be_a_connection_string_is_not_shown(self):
        for argument in (f"postgres://u:{SECRET}@h/d", f"password={SECRET}", f"--sorce=postgres://u:{SECRET}@h/d"):
            self.assert_refused(["--config", self.config(A_ROOT), argument], 2, "un")

    def test_options_of_one_command_are_refused_with_another(self):
        config = self.config(A_ROOT)
        for arguments, message in (
                (["why", "--config", config], "table is required"),
                (["graph", "--config", config, "--format", "text"], "--format"),
                (["plan", "--config", config, "--format", "svg"], "--format"),
                (["verify", "--config", config, "--format", "html"], "--format"),
                (["plan", "--config", config, "--html", "x"], "--html is an option of run alone"),
                (["--config", config, "--html", "-"], "--html names no file"),
                (["verify", "--config", config, "--locked"], "--locked is an option of run and plan alone"),
                (["plan", "--config", config, "--masks", "--estimate"], "excludes"),
                (["graph", "--config", config, "--plan", "--estimate"], "excludes"),
                (["init", "--report", "x"], "init makes no report"),
                (["run", "--config", config, "--estimate"], 'unknown option "--estimate"'),
                (["init"], "twin.toml")):
            with self.subTest(arguments=arguments):
                self.assert_refused(arguments, 2, message)

    # configs

    def test_a_config_that_cannot_be_read_exits_with_2(self):
        self.assert_refused(["--config", "missing.toml"], 2, 'cannot read the config "missing.toml": No such file')
        self.assert_refused(["--config", "."], 2, "Is a directory")
        self.assert_refused(["plan", "--config", self.config("[root\n")], 2, "not valid TOML")

    # reports

    def test_a_report_that_cannot_be_written_is_told_before_anything_else(self):
        for report in ("missing/report.json", "."):
            self.assert_refused(["--config", "missing.toml", "--report", report], 1, "cannot write the report")

    def test_a_failed_run_leaves_the_report_as_it_was(self):
        (self.folder / "report.json").write_text("old")
        code, _, _ = self.run_program("--config", "missing.toml", "--report", "report.json")
        self.assertEqual(code, 2)
        self.assertEqual((self.folder / "report.json").read_text(), "old")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["report.json"])

    # signals and the process list: a server that accepts and never answers keeps the program waiting

    def start_waiting(self, *arguments, hangup=signal.SIG_DFL):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        url = f"postgresql://u:{SECRET}@127.0.0.1:{listener.getsockname()[1]}/prod"
        process = self.start("--config", self.config(A_ROOT), "--source", url, f"--target={url}", *arguments,
                             preexec_fn=lambda: signal.signal(signal.SIGHUP, hangup))
        self.addCleanup(process.kill)
        listener.settimeout(10)
        connection, _ = listener.accept()
        self.addCleanup(connection.close)
        return process

    def test_a_signal_interrupts_a_run_that_waits_for_a_server(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(signal=number):
                process = self.start_waiting()
                process.send_signal(number)
                start = time.monotonic()
                _, stderr = process.communicate(timeout=20)
                self.assertLess(time.monotonic() - start, 5)
                self.assertEqual(process.returncode, 130, stderr)
                self.assertTrue(stderr.endswith("error: interrupted\nhint: The target is as it was.\n"), stderr)

    def test_nohup_keeps_a_run_going_when_the_terminal_goes(self):
        process = self.start_waiting(hangup=signal.SIG_IGN)
        process.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        self.assertEqual(process.returncode, 130)

    def test_urls_of_the_command_line_are_not_in_the_process_list(self):
        process = self.start_waiting()
        shown = pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes()
        self.assertNotIn(SECRET.encode(), shown)
        self.assertIn(b"--source", shown)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)

    # what a terminal is shown

    def on_terminal(self, **environment):
        """All that comes to a terminal on standard error, of a run that finds no server."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
        config = self.config('[source]\nconnect_timeout = "1s"\n' + A_ROOT)
        process = subprocess.Popen([BINARY, "--config", config], cwd=self.folder, env={**self.environment, **environment},
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=slave)
        os.close(slave)
        shown = read_terminal(master)
        self.assertEqual(process.wait(), 1)
        return shown

    def test_progress_is_rewritten_in_place_and_coloured_where_that_is_wanted(self):
        without = {name: value for name, value in self.environment.items() if name != "NO_COLOR"}
        self.environment = without
        shown = self.on_terminal(TERM="xterm-256color")
        self.assertIn("\r\x1b[1mconnect", shown)
        self.assertIn("\x1b[31merror\x1b[0m: ", shown)
        shown = self.on_terminal(TERM="xterm-256color", NO_COLOR="1")
        self.assertIn("\rconnect", shown)
        self.assertNotRegex(shown, r"\x1b\[[0-9;]*m")
        self.assertIn("\nerror: ", "\n" + shown.replace("\r", "\n").replace("\x1b[K", ""))
        shown = self.on_terminal(TERM="dumb")
        self.assertNotIn("\x1b", shown)
        self.assertIn("connect: connecting\r\n", shown)
        self.assertNotIn("\r", shown.replace("\r\n", ""))

    def test_quiet_prints_nothing_but_the_error(self):
        process = self.start_waiting("--quiet")
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=20)
        self.assertEqual((stdout, stderr), ("", "error: interrupted\nhint: The target is as it was.\n"))


if __name__ == "__main__":
    unittest.main()
