#!/usr/bin/env python3
"""What the twin goes without because the target cannot have it, or the config does not want it, and how that is told.

    tests/support/with_postgres tests/story/left_out.py [NAME...]
"""
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql

# Awkward on purpose: commas and parentheses in names, literals and checks; domains, arrays, composites, generated columns.
GOODS = """
CREATE EXTENSION cube;
CREATE EXTENSION citext;
CREATE DOMAIN short_cube AS cube CHECK (VALUE IS NOT NULL);
CREATE TYPE pair AS (a cube, b int);
CREATE TABLE goods (
    id int PRIMARY KEY,
    label text DEFAULT 'a, (b' NOT NULL,
    place cube DEFAULT cube(1) NOT NULL,
    "odd ""name, (" cube,
    price numeric CHECK (price > 0),
    many cube[],
    short short_cube DEFAULT cube(2),
    two pair,
    size float8 GENERATED ALWAYS AS (cube_dim(place)) STORED,
    twice numeric GENERATED ALWAYS AS (price * 2) STORED,
    mail citext UNIQUE,
    CONSTRAINT "place, in" CHECK (cube_dim(place) > 0 AND label <> 'x ) y'));
COMMENT ON COLUMN goods.place IS 'where';
COMMENT ON COLUMN goods.label IS 'what';
COMMENT ON CONSTRAINT "place, in" ON goods IS 'why';
ALTER TABLE goods ALTER place SET STATISTICS 100;
ALTER TABLE goods ALTER label SET STATISTICS 200;
CREATE INDEX goods_by_place ON goods USING gist (place);
CREATE INDEX goods_by_label ON goods (label) WHERE place IS NOT NULL;
CREATE INDEX goods_by_price ON goods (price);
CREATE VIEW places AS SELECT place FROM goods;
CREATE VIEW labels AS SELECT id, label FROM goods;
CREATE FUNCTION size_of(cube) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE heirs (extra int) INHERITS (goods);
CREATE TABLE parts (id int, at int, place cube) PARTITION BY RANGE (at);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
CREATE TABLE parts_2 (place cube, id int, at int);
ALTER TABLE parts ATTACH PARTITION parts_2 FOR VALUES FROM (10) TO (20);
CREATE TABLE baskets (id int PRIMARY KEY, good_id int NOT NULL REFERENCES goods, good_mail citext REFERENCES goods (mail));
INSERT INTO goods (id, price, place, mail) SELECT g, g, cube(g), 'm' || g FROM generate_series(1, 9) AS g;
INSERT INTO heirs (id, price, place, extra) VALUES (100, 1, cube(1), 7);
INSERT INTO parts SELECT g, g, cube(g) FROM generate_series(8, 11) AS g;
INSERT INTO baskets SELECT g, g, 'm' || g FROM generate_series(1, 3) AS g;
"""
CONFIG = """
[target]
skip_extensions = ["cube", "citext"]
{target}
[[root]]
table = "baskets"
[[table]]
name = "parts"
rows = "all"
[[table]]
name = "heirs"
rows = "all"
"""


def _columns(session, table):
    return [name for (name,) in session.query(
        f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname")]


def _expect_goods(target):
    assert _columns(target, "goods") == ["id", "label", "price", "twice"], _columns(target, "goods")
    assert _columns(target, "heirs") == ["extra", "id", "label", "price", "twice"], _columns(target, "heirs")
    assert _columns(target, "parts_2") == ["at", "id"], _columns(target, "parts_2")
    assert _columns(target, "baskets") == ["good_id", "id"], _columns(target, "baskets")
    assert target.query("SELECT id, label, price, twice FROM ONLY goods ORDER BY id") == [
        (str(n), "a, (b", str(n), str(2 * n)) for n in (1, 2, 3)]
    assert target.query("SELECT id, extra FROM heirs") == [("100", "7")]
    assert target.value("SELECT count(*) FROM parts") == "4"
    relations = target.query("SELECT relname FROM pg_class WHERE relkind IN ('i', 'v') AND relname ~ '^(goods|places|labels)' ORDER BY 1")
    assert relations == [
        ("goods_by_price",), ("goods_pkey",), ("labels",)], relations
    assert target.value("SELECT attstattarget FROM pg_attribute WHERE attrelid = 'goods'::regclass AND attname = 'label'") == "200"
    assert target.query("SELECT description FROM pg_description WHERE objoid = 'goods'::regclass") == [("what",)]
    assert target.query("SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'baskets'::regclass") == [("baskets_good_id_fkey",)]
    assert target.query("SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = 'goods'::regclass") == [("goods_price_check",)]


def columns_of_skipped_extensions_are_left_out(shop):
    run_psql(shop.playground.source, text=GOODS)
    shop.playground.grant_reader()
    shop.playground.allow_databases()
    path = shop.folder / "goods.toml"
    for target in ("", 'atomic = "database"', 'atomic = "none"', 'file = "goods.sql"'):
        path.write_text(CONFIG.format(target=target))
        outcome = shop.refresh(config=path)
        for name in ("column public.goods.place,", "column public.goods.many,", "column public.goods.size", "column public.parts.place,",
                     "column public.baskets.good_mail,", "index public.goods_by_place,", "index public.goods_by_label,",
                     'constraint "place, in" on public.goods,', "constraint baskets_good_mail_fkey on public.baskets,",
                     "view public.places,", "function public.size_of(public.cube),"):
            assert f"left out: {name}" in outcome.stderr.replace("table column", "column").replace("table constraint", "constraint"), \
                f"{target}: {name}\n{outcome.stderr}"
        assert any("public.goods.place" in note for note in outcome.report["notes"]), outcome.report["notes"]
        if "file" in target:
            shop.playground.recreate_target()
            run_psql(shop.playground.target_as_owner, [shop.folder / "goods.sql"], single_transaction=True)
        with Session(shop.playground.target) as session:
            _expect_goods(session)
        if "file" not in target:
            verified = shop.run(command=["verify"], config=path)
            assert verified.status == 0, verified.told()


def defaults_by_skipped_extensions_are_left_out(shop):
    run_psql(shop.playground.source, text="""
        CREATE EXTENSION cube;
        CREATE FUNCTION one() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT cube_dim(cube(1)); END;
        CREATE TABLE points (id int DEFAULT cube_dim(cube(1)) NOT NULL PRIMARY KEY, n int DEFAULT one(), m text DEFAULT 'x');
        CREATE TABLE spots (id int DEFAULT cube_dim(cube(1)), at int) PARTITION BY RANGE (at);
        CREATE TABLE spots_1 PARTITION OF spots FOR VALUES FROM (0) TO (9);
        INSERT INTO points SELECT g FROM generate_series(1, 3) AS g; INSERT INTO spots VALUES (7, 7);""")
    shop.playground.grant_reader()
    path = shop.folder / "points.toml"
    path.write_text('[target]\nskip_extensions = ["cube"]\n[[table]]\nname = "points"\nrows = "all"\n'
                    '[[table]]\nname = "spots"\nrows = "all"\n')
    outcome = shop.refresh(config=path)
    for name in ("public.points.id,", "public.points.n,", "public.spots.id,"):
        assert f"left out: default value for {name}" in outcome.stderr.replace("default value of", "default value for"), outcome.stderr
    assert "spots_1" not in outcome.stderr, outcome.stderr
    with Session(shop.playground.target) as session:
        assert session.query("SELECT id, n, m FROM points ORDER BY 1") == [("1", "1", "x"), ("2", "1", "x"), ("3", "1", "x")]
        assert session.query("SELECT * FROM spots") == [("7", "7")]
        defaults = session.query("SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid IN ('points'::regclass, 'spots'::regclass, 'spots_1'::regclass)")
        assert defaults == [("'x'::text",)], defaults
    verified = shop.run(command=["verify"], config=path)
    assert verified.status == 0, verified.told()


def masks_that_no_row_meets_are_told(shop):
    run_psql(shop.playground.source, text="CREATE TABLE shelves (id int PRIMARY KEY); INSERT INTO shelves VALUES (1)")
    shop.playground.grant_reader()
    path = shop.folder / "met.toml"
    for rows in ("absent", "none"):
        path.write_text(f'[[root]]\ntable = "shelves"\n[[table]]\nname = "users"\nrows = "{rows}"\nmask = {{ name = "@name" }}\n'
                        '[mask]\nkey = "abcdefghijklmnopqrstuvwxyz"\n')
        outcome = shop.run(command=["plan"], config=path)
        assert outcome.status == 0, outcome.told()
        assert f'the masks of public.users meet no row: it has rows = "{rows}" (' in outcome.stderr, outcome.told()


def a_partition_key_cannot_be_left_out(shop):
    run_psql(shop.playground.source, text="CREATE EXTENSION citext; CREATE TABLE words (word citext) PARTITION BY LIST (word);"
             "CREATE TABLE words_a PARTITION OF words FOR VALUES IN ('a'); INSERT INTO words VALUES ('a')")
    shop.playground.grant_reader()
    path = shop.folder / "words.toml"
    path.write_text('[target]\nskip_extensions = ["citext"]\n[[table]]\nname = "words"\nrows = "all"\n')
    outcome = shop.run(config=path)
    assert outcome.status == 2 and "table public.words needs type public.citext" in outcome.stderr, outcome.told()


def absent_tables_are_known_to_every_command(shop):
    run_psql(shop.playground.source, text="""
        CREATE TABLE safes (id int PRIMARY KEY, user_id int REFERENCES users); INSERT INTO safes VALUES (1, 1);
        CREATE VIEW safe_count AS SELECT count(*) FROM safes;""")
    path = shop.folder / "absent.toml"
    path.write_text('[[root]]\ntable = "users"\nlimit = 3\n[[table]]\nname = "safes"\nrows = "absent"\n')
    for command in (["plan"], []):
        outcome = shop.run(command=command, config=path)
        assert outcome.status == 0, outcome.told()
        assert "view public.safe_count, which needs table public.safes" in outcome.stderr, outcome.stderr
    rules = {table["table"]: table["rule"] for table in outcome.report["tables"]}
    assert rules["public.safes"] == "absent", rules
    why = shop.run("safes", command=["why"], config=path)
    assert "the twin has no table public.safes" in why.stdout and "absent.toml:6" in why.stdout, why.told()
    graph = shop.run("--all", command=["graph"], config=path)
    assert graph.status == 0 and "safes" in graph.stdout, graph.told()
    verified = shop.run(command=["verify"], config=path)
    assert verified.status == 0, verified.told()


def absent_tables_of_a_target_that_keeps_its_schema_stay(shop):
    tables = """
        CREATE TABLE safes (id int PRIMARY KEY, content text); INSERT INTO safes VALUES (1, 'mine');
        CREATE TABLE keys (id int PRIMARY KEY, safe_id int REFERENCES safes);"""
    run_psql(shop.playground.source, text=tables + "INSERT INTO keys VALUES (1, 1);")
    run_psql(shop.playground.target_as_owner, text=tables)
    shop.playground.grant_reader()
    path = shop.folder / "keep.toml"
    path.write_text('[target]\nmode = "keep"\n[[root]]\ntable = "keys"\n[[table]]\nname = "safes"\nrows = "absent"\n')
    outcome = shop.refresh(config=path)
    assert "left as it is in the target" in outcome.stderr and "public.safes" in outcome.stderr, outcome.told()
    with Session(shop.playground.target) as session:
        assert session.query("SELECT * FROM safes") == [("1", "mine")]
        assert session.query("SELECT * FROM keys") == [("1", None)]
        session.query("ALTER TABLE safes ADD key_id int REFERENCES keys")
        session.query("UPDATE safes SET key_id = 1")
    shop.refresh(config=path)
    with Session(shop.playground.target) as session:
        assert session.query("SELECT * FROM safes") == [("1", "mine", "1")]


SOUNDS = "CREATE FUNCTION sounds(text) RETURNS text LANGUAGE c IMMUTABLE STRICT AS '$libdir/fuzzystrmatch', 'soundex'"


def functions_that_a_superuser_made_stay(shop):
    run_psql(shop.playground.source, text=SOUNDS + """;
        CREATE TABLE songs (id int PRIMARY KEY, title text); INSERT INTO songs VALUES (1, 'a'), (2, 'b');
        CREATE INDEX songs_by_sound ON songs (sounds(title));""")
    shop.playground.grant_reader()
    path = shop.folder / "songs.toml"
    config = '[target]\n{target}\n[[root]]\ntable = "songs"\n'
    path.write_text(config.format(target=""))
    missing = shop.run(config=path)
    assert missing.status == 1 and "index public.songs_by_sound needs function public.sounds" in missing.errors[0], missing.told()
    statement = missing.hints[0].split("in the target: ")[1].split("; it stays")[0]
    shop.playground.recreate_target()
    run_psql(shop.playground.target, text=statement)
    for target in ("", "", 'atomic = "none"'):  # it is no contents that would be lost, and stays
        path.write_text(config.format(target=target))
        shop.refresh(config=path)
        with Session(shop.playground.target) as session:
            assert session.value("SELECT count(*) FROM pg_index WHERE indexrelid = 'songs_by_sound'::regclass") == "1"
            assert session.value("SELECT count(*) FROM pg_proc WHERE proname = 'sounds'") == "1"
    assert "left out" not in shop.refresh(config=path).stderr


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
