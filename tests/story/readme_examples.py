#!/usr/bin/env python3
"""What README.md and samples/guide/ show of commands beside a server, and the config that they explain: run, and compared.

    tests/support/with_postgres tests/story/readme_examples.py [--write]

Blocks behind "<!-- output of: subset ... -->" are what the command prints on the shop of samples/, with its twin in "dev"; a line "..."
stands for lines that are left out. A block
of TOML that is a whole config must pass `subset plan` on a schema that has what it names. The C++ of "embedding" must compile. The
picture of masked users is drawn of what the source and the twin hold. With --write the blocks and the picture are replaced by what
came out; read them.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

from draw_tables import render_tables
from draw_terminal import render_terminal
from postgres import Session, require_server
from program import binary, environment, require_binary

TOP = pathlib.Path(__file__).resolve().parents[2]
PAGES = [TOP / "README.md", *sorted((TOP / "samples/guide").glob("*.md"))]
BLOCK = re.compile(r"(<!-- output of: (subset [^\n]+?) -->\n```\w*\n)(\$ [^\n]+\n)?(.*?)(```)", re.DOTALL)
SERVER = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"]
DATABASES = ("shop", "dev", "explained", "prod")  # the last: samples/README.md
# What the config of README.md names: it explains every key, so it needs a schema with something for each.
CONFIG_SCHEMA = """
CREATE TABLE users (user_id int PRIMARY KEY, plan text, referred_by int REFERENCES users, email text, full_name text, born date, phone text);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int REFERENCES users, status text, placed_at timestamptz);
CREATE TABLE disputes (dispute_id int PRIMARY KEY, order_id int);
CREATE TABLE products (product_id int PRIMARY KEY);
CREATE TABLE accounts (account_id int PRIMARY KEY);
CREATE TABLE countries (code text PRIMARY KEY, phone text);
CREATE TABLE comments (comment_id int PRIMARY KEY, subject_type text, subject_id int);
INSERT INTO users SELECT n, 'pro' FROM generate_series(1, 60) AS n;
INSERT INTO products SELECT generate_series(1, 100);
CREATE SCHEMA billing;
"""


def psql(database, *arguments, text=None):
    subprocess.run([*SERVER, "-d", database, *arguments], input=text, text=True, check=True, stdout=subprocess.DEVNULL)


def url(database):
    return f"host={os.environ['PGHOST']} port={os.environ['PGPORT']} user={os.environ['PGUSER']} dbname={database}"


def without_times(text):
    """What differs from run to run: times, and how long ago something was."""
    text = re.sub(r"\d+\.\d\d s\b", "0.00 s", text)
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC,[^\n]*", "THEN, SOME TIME AGO", text)
    return text.strip().splitlines()


def is_output(shown, printed):
    """Whether that is what was printed. Its parts between lines of "..." must stand there in this order."""
    lines = without_times(printed)
    if "..." not in shown.splitlines():
        return lines == without_times(shown)
    part = r"(?:^.*\n)*?"
    wanted = "".join(part if line == "..." else re.escape(line) + "\n" for line in without_times(shown))
    return re.fullmatch(wanted, "".join(line + "\n" for line in lines), re.MULTILINE) is not None


def drop_databases():
    for database in DATABASES:
        psql("postgres", "-c", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def make_databases(scratch):
    drop_databases()
    for database in DATABASES:
        psql("postgres", "-c", f"CREATE DATABASE {database}")
    psql("shop", "-f", str(TOP / "samples/shop/schema.sql"), "-f", str(TOP / "samples/shop/data.sql"))
    psql("shop", "-c", "ANALYZE")
    psql("explained", text=CONFIG_SCHEMA)
    shutil.copytree(TOP / "samples", scratch / "samples")


def check_length(readme, faults):
    longest = 400
    if (lines := len(readme.splitlines())) > longest:
        faults.append(f"README.md has {lines} lines, and {longest} are enough: put the rest on a page of samples/guide/")


def check_links(faults):
    """What the pages of the checkout link to is there, headings too."""
    for path in [*TOP.glob("*.md"), *TOP.glob("samples/**/*.md"), *TOP.glob("engine/*.md"), *TOP.glob("bench/*.md"), *TOP.glob(".github/*.md")]:
        for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", path.read_text()):
            name, _, anchor = link.partition("#")
            page = (path.parent / name).resolve() if name else path
            if not page.exists():
                faults.append(f"{path.relative_to(TOP)} links to {link}, which is not there")
            elif anchor and page.suffix == ".md":
                heads = [re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)]
                if anchor not in heads:
                    faults.append(f"{path.relative_to(TOP)} links to {link}, and there is no such heading")


def check_outputs(texts, scratch, faults):
    """The texts with what was printed in the place of each block."""
    def run(command):
        return subprocess.run([binary(), *command.split()[1:]], text=True, capture_output=True, cwd=scratch, timeout=120,
                              env=environment(url("shop"), url("dev")))
    twin = run("subset --config samples/shop/twin.toml")
    assert twin.returncode == 0, twin.stderr
    count = 0

    def replace(match):
        nonlocal count
        head, command, prompt, text, tail = match.groups()
        if "--help" in command:
            return match[0]  # lint/readme has that
        count += 1
        if prompt and prompt != f"$ {command}\n":
            faults.append(f"README.md shows {prompt.strip()} above the output of {command}")
        done = run(command)
        if done.returncode != 0:
            faults.append(f"{command}: exit {done.returncode}\n{done.stderr}")
        elif not is_output(text, done.stdout):
            faults.append(f"README.md's block of {command} is not what it prints:\n{done.stdout}")
        elif "..." in text.splitlines():
            return match[0]
        return head + (prompt or "") + done.stdout.strip("\n") + "\n" + tail
    written = [BLOCK.sub(replace, text) for text in texts]
    assert count >= 4, f"only {count} examples were found"
    return written


def check_config(readme, scratch, faults):
    whole = [text for text in re.findall(r"```toml\n(.*?)```", readme, re.DOTALL) if "[[root]]" in text and "[[cut]]" in text]
    assert len(whole) == 1, "the config of README.md is not found"
    config = scratch / "explained.toml"
    config.write_text(whole[0])
    (scratch / "dev-logins.sql").write_text("SELECT 1;\n")  # that it names
    done = subprocess.run([binary(), "plan", "--config", str(config)], text=True, capture_output=True, timeout=120,
                          env=environment(url("explained"), "", {"MASK_KEY": "a key of these tests"}))
    if done.returncode != 0:
        faults.append(f"the config of README.md is refused:\n{done.stderr}")


def check_masks(readme, scratch, faults):
    """The block of masks, with a root."""
    (block,) = [text for text in re.findall(r"```toml\n(.*?)```", readme, re.DOTALL) if '"@email"' in text and "[[root]]" not in text]
    config = scratch / "masks.toml"
    config.write_text('[[root]]\ntable = "users"\nlimit = 5\n' + block.replace('keep = [', 'keep = ["users.plan", "orders.placed_at", '))
    done = subprocess.run([binary(), "plan", "--config", str(config)], text=True, capture_output=True, timeout=120,
                          env=environment(url("explained"), "", {"MASK_KEY": "a key of these tests"}))
    if done.returncode != 0 or "email masked by @email" not in done.stdout:
        faults.append(f"the masks of README.md are refused:\n{done.stdout}{done.stderr}")


PICTURE = TOP / "bench/masked_users.svg"
MASKS_OF_PICTURE = """
[mask]
key = "a key of these tests"
locale = ["en", "de", "fr"]
[[root]]
table = "users"
order_by = "user_id DESC"
limit = 8
children = true
[[table]]
name = "users"
identity = "user_id"
mask = { name = "@name", email = "@email", created_at = "@date" }
"""


def draw_masked_users(scratch, faults):
    """The users of the shop as they are and as the twin has them, with the orders that both have."""
    config = scratch / "masked_users.toml"
    config.write_text(MASKS_OF_PICTURE)
    done = subprocess.run([binary(), "--config", str(config)], text=True, capture_output=True, timeout=120, env=environment(url("shop"), url("dev")))
    if done.returncode != 0:
        faults.append(f"the masked users of the picture: exit {done.returncode}\n{done.stderr}")
    tables = []
    for database, title in (("shop", "users in production (invented, as all rows of samples/)"), ("dev", "the same users in the twin")):
        with Session(database) as session:
            rows = session.query("""SELECT user_id, name, email, created_at::date AS joined, country_code AS country, count(order_id) AS orders
                FROM users LEFT JOIN orders USING (user_id) GROUP BY user_id ORDER BY user_id DESC LIMIT 8""")
            tables.append({"title": title, "columns": session.columns, "rows": rows, "shaded": ("name", "email", "joined") if database == "dev" else ()})
    return render_tables(tables)


def check_picture(readme, scratch, faults):
    """README.md shows the picture, and it is what comes out today, or what --write has made of it."""
    check_drawing(PICTURE, draw_masked_users(scratch, faults), readme, faults)


def check_drawing(path, drawn, readme, faults):
    if "--write" in sys.argv:
        path.write_text(drawn)
    if not path.exists() or path.read_text() != drawn:
        faults.append(f"{path.name} is not what the program makes: tests/story/readme_examples.py --write draws it anew")
    if f"({path.relative_to(TOP)})" not in readme:
        faults.append(f"README.md does not show {path.name}")


RECORDING = TOP / "samples/guide/terminal.svg"


def check_recording(readme, scratch, faults):
    """What the picture of a terminal shows is what the commands print today, but for times."""
    psql("postgres", "-c", "DROP DATABASE dev WITH (FORCE)")
    psql("postgres", "-c", "CREATE DATABASE dev")
    commands = []
    for typed in ("subset --config samples/shop/twin.toml", "subset why --config samples/shop/twin.toml users 144", "subset take orders 1234 --config samples/shop/twin.toml"):
        done = subprocess.run([binary(), *typed.split()[1:]], text=True, capture_output=True, cwd=scratch, timeout=120,
                              env=environment(url("shop"), url("dev")))
        if done.returncode != 0:
            faults.append(f"{typed}: exit {done.returncode}\n{done.stderr}")
        lines = [re.sub(r"\d\.\d\d$", "0.00", line) for line in done.stdout.strip().splitlines() if not re.search(r"^[\d,]+ rows in|finish \d", line)]
        commands.append((typed, [line for line in lines if not line.startswith("s, ")]))
    drawn = render_terminal("A twin of a shop, why one of its rows is there, and one case more", commands)
    check_drawing(RECORDING, drawn, readme, faults)


def check_commands(readme, scratch, faults):
    """The commands of "Your own database", one after the other, as they stand."""
    (block,) = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)
    folder = scratch / "own"
    folder.mkdir()
    commands = [line.split("#")[0].split() for line in block.splitlines() if line.startswith("subset")]
    assert [command[1] for command in commands] == ["init", "plan", "--config", "verify"], commands
    for command in commands:
        done = subprocess.run([binary(), *command[1:]], text=True, capture_output=True, cwd=folder, timeout=120,
                              env=environment(url("shop"), url("dev")))
        if done.returncode != 0:
            faults.append(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")


def check_action(readme, faults):
    """The step of a workflow gives the action inputs that it has, all that it must have, and one that exists by its version."""
    ((step,),) = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)]
    action = yaml.safe_load((TOP / "action.yml").read_text())
    needed = {name for name, each in action["inputs"].items() if each.get("required")}
    if not needed <= set(step["with"]) <= set(action["inputs"]):
        faults.append(f"README.md's step has {sorted(step['with'])}, the action {sorted(action['inputs'])}")
    version = re.search(r"VERSION (\d+\.\d+\.\d+)", (TOP / "CMakeLists.txt").read_text())[1]
    if not step["uses"].endswith(f"@v{version}"):
        faults.append(f"README.md uses {step['uses']}, and this is {version}")
    if set(action["outputs"]) != {"rows", "report"}:
        faults.append(f"the action's outputs are {sorted(action['outputs'])}")


def check_error(readme, scratch, faults):
    """The error that README.md shows, with the config that it is of."""
    (shown,) = re.findall(r"```\n(error: column.*?)```", readme, re.DOTALL)
    (scratch / "twin.toml").write_text('[[root]]\ntable    = "orders"\nwhere    = "state = 1"\n')
    done = subprocess.run([binary(), "plan", "--config", "twin.toml"], text=True, capture_output=True, cwd=scratch, timeout=120,
                          env=environment(url("shop"), ""))
    if done.returncode != 2 or shown not in done.stderr:
        faults.append(f"the error of README.md is another:\n{done.stderr}")


def check_report(readme, scratch, faults):
    """What README.md shows of a report is in one, and what does not depend on the moment is the same."""
    (block,) = re.findall(r"```json\n(.*?)```", readme, re.DOTALL)
    path = scratch / "report.json"
    subprocess.run([binary(), "--config", "samples/shop/twin.toml", "--report", str(path), "--quiet"], cwd=scratch, check=True, timeout=120,
                   stderr=subprocess.DEVNULL, env=environment(url("shop"), url("dev")))
    _compare(json.loads(block), json.loads(path.read_text()), "", faults)


def _compare(shown, real, place, faults):
    if isinstance(shown, dict):
        for key, value in shown.items():
            if key not in real:
                faults.append(f"README.md's report has {place}.{key}, and a real one has not")
            elif key not in ("queries", "seconds", "peak_memory_bytes", "server_version"):
                _compare(value, real[key], f"{place}.{key}", faults)
            elif isinstance(value, dict) and set(value) - set(real[key]):
                faults.append(f"README.md's report has {set(value)} in {place}.{key}, a real one {set(real[key])}")
    elif isinstance(shown, list):
        for each in shown:  # one of many, by its name
            name = "name" if "name" in each else "table"
            _compare(each, next((other for other in real if other[name] == each[name]), {}), f"{place}.{each[name]}", faults)
    elif shown != real:
        faults.append(f"README.md's report says {place} = {shown}, a real one {real}")


def check_samples(scratch, faults):
    """The lines of samples/README.md to try a sample by hand, in a shell that has the program."""
    text = (TOP / "samples/README.md").read_text()
    (block,) = [block for block in re.findall(r"(?:^    .*\n)+", text, re.MULTILINE) if "createdb prod" in block]
    lines = re.sub(r"(?m)^    ", "", block).replace("createdb prod &&", "").replace("createdb dev\n", "")
    psql("postgres", "-c", "DROP DATABASE dev WITH (FORCE)")
    psql("postgres", "-c", "CREATE DATABASE dev")
    done = subprocess.run(["bash", "-euc", f'subset() {{ "{binary()}" "$@"; }}\n{lines}'], text=True, capture_output=True, cwd=scratch, timeout=120)
    if done.returncode != 0 or "proven" not in done.stdout:
        faults.append(f"the lines of samples/README.md fail:\n{done.stdout}{done.stderr}")


def check_embedding(readme, scratch, faults):
    code = re.findall(r"```cpp\n(.*?)```", readme, re.DOTALL)
    assert len(code) == 1, "the C++ of README.md is not found"
    includes, body = code[0].split("\n\n", 1)
    source = scratch / "embedding.cpp"
    source.write_text(f"{includes}\nint main() {{\n{body}\nreturn report.rows > 0 ? 0 : 1;\n}}\n")
    done = subprocess.run(["c++", "-std=c++20", "-fsyntax-only", "-I", str(TOP / "include"), str(source)], text=True, capture_output=True)
    if done.returncode != 0:
        faults.append(f"the C++ of README.md does not compile:\n{done.stderr}")


def main():
    require_server()
    require_binary()
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        make_databases(scratch)
        texts = [path.read_text() for path in PAGES]
        written = check_outputs(texts, scratch, faults)
        readme = "\n".join(texts)  # what is shown once may stand on any of the pages
        check_length(texts[0], faults)
        check_links(faults)
        check_config(readme, scratch, faults)
        check_masks(readme, scratch, faults)
        check_error(readme, scratch, faults)
        check_action(readme, faults)
        check_report(readme, scratch, faults)
        check_picture(readme, scratch, faults)
        check_recording(readme, scratch, faults)
        check_commands(readme, scratch, faults)
        check_samples(scratch, faults)
        check_embedding(readme, scratch, faults)
        drop_databases()
    if "--write" in sys.argv:
        for path, text in zip(PAGES, written):
            path.write_text(text)
    print("\n".join(faults) or "README.md's examples are true")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
