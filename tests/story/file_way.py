#!/usr/bin/env python3
"""A script as the target: where it goes, and what becomes of the file that is there already.

    tests/support/with_postgres tests/story/file_way.py [NAME...]
"""
import fcntl
import os
import signal
import stat
import subprocess
import sys

from named_tests import NotPossibleHere, run_named_tests
from postgres import Session, run_psql
from program import end_of, environment, binary, start_subset

ROOT = '[[root]]\ntable = "users"\nwhere = "user_id > 100"\nchildren = true\n'


def config(shop, target, root=ROOT, more=""):
    path = shop.folder / "file.toml"
    path.write_text(f"{more}\n[target]\n{target}\n{root}")
    return path


def load(shop, script):
    shop.playground.recreate_target()
    run_psql(shop.playground.target_as_owner, [script], single_transaction=True)
    with Session(shop.playground.target) as target:
        return target.query("SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM orders)")


def _leftovers(shop):
    return sorted(path.name for path in shop.folder.iterdir() if ".subset-" in path.name)


def a_script_needs_no_target(shop):
    outcome = shop.run(config=config(shop, 'file = "twin.sql"'), extra={"DEV_DATABASE_URL": ""})
    assert outcome.status == 0, outcome.told()
    assert outcome.report["target"] == {"database": None, "mode": "file"}, outcome.report["target"]
    assert outcome.report["verified"] is False, "nothing was proven in a server"
    assert stat.S_IMODE(os.stat(shop.folder / "twin.sql").st_mode) == 0o600, "others may read production's rows"
    assert load(shop, shop.folder / "twin.sql") == [("400", "16000")]


def the_same_again(shop):
    texts = []
    for _ in range(2):
        assert shop.run(config=config(shop, 'file = "twin.sql"')).status == 0
        # In any order: a scan by several workers has none. pg_restore's meta-commands have a random word: none may be left.
        texts.append(sorted((shop.folder / "twin.sql").read_text().splitlines()))
    differing = sorted(set(texts[0]) ^ set(texts[1]))
    assert texts[0] == texts[1], differing[:5]


def standard_output_carries_the_script_alone(shop):
    process = start_subset(config(shop, 'file = "-"'), shop.playground.source_url(), "")
    stdout, stderr = end_of(process)
    assert process.returncode == 0, stderr
    assert "16,000" in stderr and "16,000" not in stdout, stderr
    script = shop.folder / "piped.sql"
    script.write_text(stdout)
    assert load(shop, script) == [("400", "16000")]


def two_cannot_have_standard_output(shop):
    outcome = shop.run("--report", "-", config=config(shop, 'file = "-"'))
    assert outcome.status == 2 and outcome.hints, outcome.told()


def a_target_on_the_command_line_comes_first(shop):
    outcome = shop.run("--target", shop.playground.target_url(), config=config(shop, 'file = "twin.sql"'))
    assert outcome.status == 0, outcome.told()
    assert outcome.report["target"]["mode"] == "replace" and not (shop.folder / "twin.sql").exists()


def a_failure_leaves_the_old_file(shop):
    script = shop.folder / "twin.sql"
    script.write_text("the old one")
    failing = [
        ("[limits]\nrows = 10", ROOT, 1),
        ("", ROOT.replace("users", "nobody"), 2),
        ("", '[[table]]\nname = "orders"\nrows = "all"\n[limits]\nbytes = 1000\n', 1),
    ]
    for more, root, status in failing:
        outcome = shop.run(config=config(shop, 'file = "twin.sql"', root, more))
        assert outcome.status == status and outcome.errors and outcome.hints, outcome.told()
        assert script.read_text() == "the old one" and _leftovers(shop) == [], _leftovers(shop)


def an_interruption_leaves_the_old_file(shop):
    script = shop.folder / "twin.sql"
    script.write_text("the old one")
    slow = ROOT.replace("user_id > 100", "user_id > 100 AND pg_sleep(0.1) IS NOT NULL")
    process = start_subset(config(shop, 'file = "twin.sql"', slow), shop.playground.source_url(), "")
    with Session("postgres") as watcher:
        shop.playground.wait_for_reading(watcher, process)
    process.send_signal(signal.SIGINT)
    _, stderr = end_of(process, 30)
    assert process.returncode == 130, stderr
    assert script.read_text() == "the old one" and _leftovers(shop) == []


def a_full_disk_is_told(shop):
    outcome = shop.run(config=config(shop, 'file = "/dev/full"'))
    assert outcome.status == 1 and "No space left" in outcome.stderr and outcome.hints, outcome.told()


def a_folder_that_is_not_there_is_told_at_once(shop):
    outcome = shop.run(config=config(shop, 'file = "nowhere/twin.sql"'))
    assert outcome.status == 1 and "nowhere/twin.sql" in outcome.stderr and outcome.hints, outcome.told()


def a_symbolic_link_stays_one(shop):
    (shop.folder / "kept").mkdir()
    (shop.folder / "kept" / "real.sql").write_text("the old one")
    os.chmod(shop.folder / "kept" / "real.sql", 0o640)
    (shop.folder / "twin.sql").symlink_to("kept/real.sql")
    assert shop.run(config=config(shop, 'file = "twin.sql"')).status == 0
    assert (shop.folder / "twin.sql").is_symlink()
    # Rows of production are the owner's alone, whatever stood there.
    assert stat.S_IMODE(os.stat(shop.folder / "kept" / "real.sql").st_mode) == 0o600
    assert load(shop, shop.folder / "twin.sql") == [("400", "16000")]


def nothing_is_written_through_what_others_made_in_a_shared_folder(shop):
    if os.getuid() != 0:
        raise NotPossibleHere("only root can make files of another user")
    shared = shop.folder / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    (shared / "precious").write_text("theirs")
    (shared / "link.sql").symlink_to("precious")
    (shared / "file.sql").write_text("theirs")
    (shared / "folder").symlink_to(".")
    for name in ("link.sql", "file.sql", "folder"):
        os.chown(shared / name, 1234, 1234, follow_symlinks=False)
    for option in (["shared/link.sql"], ["shared/file.sql"], ["shared/folder/new.sql"]):
        outcome = shop.run(config=config(shop, f'file = "{option[0]}"'))
        assert outcome.status == 1 and "is another user's" in outcome.stderr and outcome.hints, outcome.told()
        assert 'the "' not in outcome.errors[0], outcome.told()
    for option in ("--html", "--report"):
        process = start_subset(config(shop, 'file = "twin.sql"'), shop.playground.source_url(), "", option, str(shared / "link.sql"))
        _, stderr = end_of(process)
        assert process.returncode == 1 and "is another user's" in stderr, stderr
    assert (shared / "precious").read_text() == "theirs" and (shared / "file.sql").read_text() == "theirs"
    # One's own is written to.
    os.chown(shared / "link.sql", 0, 0, follow_symlinks=False)
    assert shop.run(config=config(shop, 'file = "shared/link.sql"')).status == 0
    assert "CREATE TABLE" in (shared / "precious").read_text()


def what_a_kill_left_beside_is_removed(shop):
    left = shop.folder / f"twin.sql.subset-{'0123456789abcdef' * 2}"
    in_use = shop.folder / f"twin.sql.subset-{'f' * 32}"
    report = shop.folder / "r.json.tmp999999999"
    others = [shop.folder / "twin.sql.subset-notes", shop.folder / f"other.sql.subset-{'f' * 32}"]
    for path in (left, in_use, report, *others):
        path.write_text("rows")
    with in_use.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        process = start_subset(config(shop, 'file = "twin.sql"'), shop.playground.source_url(), "", "--report",
                               str(shop.folder / "r.json"))
        _, stderr = end_of(process)
    assert process.returncode == 0, stderr
    assert not left.exists() and not report.exists()
    assert in_use.exists() and all(path.exists() for path in others)


def a_kill_leaves_nothing_beside(shop):
    slow = ROOT.replace("user_id > 100", "user_id > 100 AND pg_sleep(0.1) IS NOT NULL")
    process = start_subset(config(shop, 'file = "twin.sql"', slow), shop.playground.source_url(), "", "--report",
                           str(shop.folder / "r.json"))
    with Session("postgres") as watcher:
        shop.playground.wait_for_reading(watcher, process)
    process.kill()
    process.communicate()
    beside = [path.name for path in shop.folder.iterdir() if path.name.startswith(("twin.sql", "r.json"))]
    assert not beside, beside


def a_limit_of_file_sizes_is_an_error(shop):
    done = subprocess.run(["bash", "-c", 'ulimit -f 100; exec "$0" --config "$1"', binary(), config(shop, 'file = "twin.sql"')],
                          text=True, capture_output=True, env=environment(shop.playground.source_url(), ""))
    assert done.returncode == 1 and "File too large" in done.stderr and "ulimit -f" in done.stderr, (done.returncode, done.stderr)
    assert not (shop.folder / "twin.sql").exists() and _leftovers(shop) == []


def a_reader_that_has_enough_is_told(shop):
    """As `subset ... | head` does: the script is not complete, and the status says so."""
    done = subprocess.run(["bash", "-c", '"$0" --config "$1" | head -n 1; exit "${PIPESTATUS[0]}"', binary(),
                           config(shop, 'file = "-"')], text=True, capture_output=True,
                          env=environment(shop.playground.source_url(), ""))
    assert done.returncode == 1 and "standard output" in done.stderr, (done.returncode, done.stderr)


def the_script_runs_after_and_proves_itself(shop):
    (shop.folder / "logins.sql").write_text("UPDATE users SET name = 'it''s' || chr(10) || name WHERE user_id = 101;\n")
    outcome = shop.run(config=config(shop, 'file = "twin.sql"\nafter = "logins.sql"'))
    assert outcome.status == 0, outcome.told()
    load(shop, shop.folder / "twin.sql")
    with Session(shop.playground.target) as target:
        assert target.value("SELECT name FROM users WHERE user_id = 101") == "it's\nuser 101"
    # An `after` that breaks a written reference: psql says so, and the database stays empty.
    (shop.folder / "logins.sql").write_text("UPDATE orders SET note = 'nobody' WHERE order_id = 200;\n")
    written = ROOT + '[[reference]]\ntable = "orders"\ncolumns = ["(nullif(c.note, repeat(\'x\', 200)))"]\nparent = "users"\nparent_columns = ["name"]\n'
    assert shop.run(config=config(shop, 'file = "twin.sql"\nafter = "logins.sql"', written)).status == 0
    try:
        load(shop, shop.folder / "twin.sql")
    except Exception as error:  # SqlError
        assert "without their parent row" in str(error), error
    else:
        raise AssertionError("the script loads a twin that is not whole")


def a_name_cannot_leave_its_comment(shop):
    r"""A name may hold a line end; what stands behind it is no meta-command of psql's."""
    with Session(shop.playground.source) as source:
        source.query(f"""CREATE MATERIALIZED VIEW "x\n\\! touch {shop.folder}/ran" AS SELECT 1; CREATE TABLE "y\n\\! touch {shop.folder}/ran" (a int)""")
    shop.playground.grant_reader()
    outcome = shop.run(config=config(shop, 'file = "twin.sql"', '[[table]]\nname = "*"\nrows = "all"\n'))
    assert outcome.status == 0, outcome.told()
    load(shop, shop.folder / "twin.sql")
    assert not (shop.folder / "ran").exists(), "psql ran what a name held"


def large_objects_are_told(shop):
    with Session(shop.playground.source) as source:
        source.query("SELECT lo_from_bytea(0, 'x')")
    outcome = shop.run(config=config(shop, 'file = "twin.sql"'))
    assert outcome.status == 0 and "1 large objects" in outcome.stderr, outcome.told()


def an_extension_that_requires_a_skipped_one_goes_too(shop):
    with Session(shop.playground.source) as source:
        source.query("CREATE EXTENSION cube; CREATE EXTENSION earthdistance")
    outcome = shop.run(config=shop.config(target='skip_extensions = ["cube"]'))
    assert outcome.status == 0 and "earthdistance" in outcome.stderr, outcome.told()


def extensions_may_be_skipped(shop):
    """In a database: the owner may not create pageinspect, the script's reader neither."""
    with Session(shop.playground.source) as source:
        source.query("CREATE EXTENSION pageinspect; CREATE VIEW pages AS SELECT (page_header(get_raw_page('users', 0))).*")
    shop.playground.grant_reader()
    refused = shop.run()
    assert refused.status == 1 and "pageinspect" in refused.stderr, refused.told()
    assert any("skip_extensions" in hint for hint in refused.hints), refused.told()
    outcome = shop.run(config=shop.config(target='skip_extensions = ["pageinspect"]'))
    assert outcome.status == 0, outcome.told()
    assert "pages" in outcome.stderr and "skip_extensions" in outcome.stderr, outcome.told()
    with Session(shop.playground.target) as target:
        assert target.query("SELECT to_regclass('pages')") == [(None,)]
    outcome = shop.run(config=config(shop, 'file = "twin.sql"\nskip_extensions = ["pageinspect"]'))
    assert outcome.status == 0, outcome.told()
    assert load(shop, shop.folder / "twin.sql") == [("400", "16000")]


def a_table_that_needs_a_skipped_extension_is_told(shop):
    with Session(shop.playground.source) as source:
        source.query("CREATE EXTENSION citext; CREATE TABLE names_of (name citext PRIMARY KEY)")
    shop.playground.grant_reader()
    outcome = shop.run(config=shop.config(target='skip_extensions = ["citext"]'))
    left_out = "note: left out: table column public.names_of.name, which needs type public.citext"
    assert outcome.status == 0 and left_out in outcome.stderr, outcome.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
