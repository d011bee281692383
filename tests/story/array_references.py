#!/usr/bin/env python3
"""References by the elements of arrays: up and down, what is cut or dangles, masks, and what tells of them.

    tests/support/with_postgres tests/story/array_references.py [NAME...]
"""
import subprocess
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql
from program import binary

SOURCE = """
CREATE TABLE labels (id int PRIMARY KEY, word text NOT NULL UNIQUE, code uuid NOT NULL UNIQUE);
INSERT INTO labels SELECT n, 'label ' || n, ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid FROM generate_series(1, 300) AS n;
CREATE TABLE notes (id int PRIMARY KEY, label_ids int[] NOT NULL DEFAULT '{}', wide bigint[], narrow smallint[], words text[], codes uuid[],
                    data jsonb, kind text);
INSERT INTO notes SELECT n, ARRAY[a, b], ARRAY[a, b], ARRAY[a, b], ARRAY['label ' || a, 'label ' || b],
                         ARRAY[('00000000-0000-0000-0000-' || lpad(a::text, 12, '0'))::uuid, NULL],
                         jsonb_build_object('ids', ARRAY[a, b]), CASE n % 2 WHEN 0 THEN 'even' ELSE 'odd' END
FROM (SELECT n, n % 300 + 1 AS a, n * 7 % 300 + 1 AS b FROM generate_series(1, 1000) AS n) AS s;
UPDATE notes SET label_ids = '{}', words = NULL, data = '{}' WHERE id = 999;
UPDATE notes SET label_ids = '{5,NULL,5}', wide = '{3000000005,5}', words = '{label 5,NULL}' WHERE id = 998;
UPDATE notes SET label_ids = '{{1,2},{NULL,3}}', wide = '[3:4]={1,2}', narrow = '{{1},{2}}' WHERE id = 997;
"""
MASK = '[mask]\nunclassified = "allow"\n'
LATEST = '[[root]]\ntable = "notes"\norder_by = "id DESC"\nlimit = 10\n'
BY_IDS = '[[reference]]\ntable = "notes"\ncolumns = ["label_ids"]\nparent = "labels"\n'
CUT = '[[cut]]\ntable = "notes"\ncolumns = ["label_ids"]\n'


def _begin(shop, more=""):
    run_psql(shop.playground.source, text="DROP SCHEMA public CASCADE; CREATE SCHEMA public;" + SOURCE + more + "ANALYZE;")
    shop.playground.grant_reader()


def _write(shop, text, source="", target="", mask=MASK):
    path = shop.folder / "arrays.toml"
    path.write_text(f"[source]\n{source}\n[target]\n{target}\n{text}\n{mask}")
    return path


def _run(shop, text, status=0, **more):
    outcome = shop.run(config=_write(shop, text, **more))
    assert outcome.status == status, outcome.told()
    return outcome


def _query(database, sql):
    with Session(database) as session:
        return session.query(sql)


def _twin(shop, sql):
    return _query(shop.playground.target, sql)


def _source(shop, sql):
    return _query(shop.playground.source, sql)


def _reference(outcome, name="notes(label_ids) -> labels"):
    return next(each for each in outcome.report["references"] if each["name"] == name)


def each_element_brings_its_parent(shop):
    """NULLs and empty arrays bring none; arrays of several dimensions are read through."""
    _begin(shop)
    outcome = _run(shop, LATEST + BY_IDS)
    wanted = "SELECT DISTINCT unnest(label_ids) FROM notes WHERE id > 990 ORDER BY 1"
    assert _twin(shop, "SELECT id FROM labels ORDER BY 1") == [row for row in _source(shop, wanted) if row[0]]
    assert _twin(shop, "SELECT label_ids FROM notes ORDER BY id") == _source(shop, "SELECT label_ids FROM notes WHERE id > 990 ORDER BY id")
    found = _reference(outcome)
    assert (found["up"], found["down"], found["dangling"]) == (9, 0, 0), found
    assert found["parent"] == "public.labels" and found["columns"] == ["label_ids"], found
    verified = shop.run("verify", config=shop.folder / "arrays.toml")
    assert verified.status == 0 and "1 reference holds" in verified.told(), verified.told()
    _twin(shop, "UPDATE notes SET label_ids = label_ids || 4711 WHERE id = 995")
    verified = shop.run("verify", config=shop.folder / "arrays.toml")
    assert verified.status == 4 and "4711" in verified.told(), verified.told()


def the_proof_looks_at_each_element(shop):
    """What `after` does to one of them is found, and the twin of before stays."""
    _begin(shop)
    _run(shop, LATEST + BY_IDS)
    (shop.folder / "after.sql").write_text("UPDATE notes SET label_ids = '{{6,NULL},{4711,4712}}' WHERE id = 998;")
    broken = _run(shop, LATEST + BY_IDS, status=4, target='after = "after.sql"')
    assert "public.notes (notes(label_ids) -> labels) to public.labels: 3 elements without their parent row, 0 expected" in broken.told(), broken.told()
    assert _twin(shop, "SELECT label_ids FROM notes WHERE id = 998") == [("{5,NULL,5}",)]


def a_parent_brings_the_rows_that_hold_its_key(shop):
    """With an index over the elements and without one; and all that those rows refer to comes, too."""
    for index in ("", "CREATE INDEX ON notes USING gin (label_ids); CREATE INDEX ON notes (label_ids);"):
        _begin(shop, index)
        root = '[[root]]\ntable = "labels"\nwhere = "id = 5"\nchildren = true\n'
        outcome = _run(shop, root + BY_IDS)
        assert _twin(shop, "SELECT id FROM notes ORDER BY 1") == _source(shop, "SELECT id FROM notes WHERE 5 = ANY (label_ids) ORDER BY 1")
        assert _reference(outcome)["down"] == int(_twin(shop, "SELECT count(*) FROM notes")[0][0])
        child = '[[child]]\ntable = "notes"\nparent = "labels"\norder_by = "c.id DESC"\nlimit = 2\nwhere = "c.kind = \'even\'"\n'
        planned = shop.run("plan", config=shop.folder / "arrays.toml")
        advice = 'CREATE INDEX CONCURRENTLY ON "public"."notes" USING gin ("label_ids")'
        assert (advice in planned.told()) == (not index), planned.told()
        estimated = shop.run("plan", "--estimate", config=shop.folder / "arrays.toml")
        assert estimated.status == 0 and next(each["rows"] for each in estimated.report["tables"] if each["table"] == "public.notes") in range(3, 15)
        root = root.replace("id = 5", "id IN (5, 6)")
        outcome = _run(shop, root + BY_IDS + child)
        limited = """SELECT DISTINCT x.id FROM labels AS p CROSS JOIN LATERAL (SELECT c.id FROM notes AS c WHERE p.id = ANY (c.label_ids)
                     AND c.kind = 'even' ORDER BY c.id DESC LIMIT 2) AS x WHERE p.id IN (5, 6) ORDER BY 1"""
        assert _twin(shop, "SELECT id FROM notes ORDER BY 1") == _source(shop, limited), outcome.told()
        assert _reference(outcome)["down"] == len(_source(shop, limited))
        why = shop.run("why", "notes", "998", config=shop.folder / "arrays.toml")
        assert why.status == 0 and "labels" in why.told() and "notes(label_ids) -> labels" in why.told(), why.told()


def elements_of_many_types(shop):
    """What the elements are need not be the parent's own type, and the array may be computed."""
    _begin(shop, """CREATE DOMAIN label AS int CHECK (VALUE > 0); CREATE DOMAIN labels_of AS int[];
        ALTER TABLE notes ADD of_domain label[], ADD domain_of labels_of, ADD numbers numeric[], ADD lengths varchar(20)[];
        UPDATE notes SET of_domain = label_ids::label[], domain_of = label_ids, numbers = ARRAY[id % 300 + 1, 2.50], lengths = words;
        CREATE EXTENSION citext SCHEMA public; ALTER TABLE labels ADD loud citext UNIQUE; UPDATE labels SET loud = upper(word);
        ALTER TABLE notes ADD loud citext[]; UPDATE notes SET loud = words::citext[];""")
    kinds = {"wide": ("id", "c.wide"), "narrow": ("id", "c.narrow"), "words": ("word", "c.words"), "codes": ("code", "c.codes"),
             "of_domain": ("id", "c.of_domain"), "domain_of": ("id", "c.domain_of"), "numbers": ("id", "c.numbers"),
             "lengths": ("word", "c.lengths"), "loud": ("loud", "c.loud"),
             "(ARRAY(SELECT jsonb_array_elements_text(c.data->'ids')::bigint))": ("id", "ARRAY(SELECT jsonb_array_elements_text(c.data->'ids')::bigint)")}
    for column, (key, array) in kinds.items():
        reference = f'[[reference]]\ntable = "notes"\ncolumns = ["{column}"]\nparent = "labels"\nparent_columns = ["{key}"]\n'
        _run(shop, LATEST + reference)
        matching = f"SELECT DISTINCT p.id FROM notes AS c, LATERAL unnest({array}) AS e (v) JOIN labels AS p ON p.{key} = e.v"
        assert _twin(shop, "SELECT id FROM labels ORDER BY 1") == _source(shop, f"{matching} WHERE c.id > 990 ORDER BY 1"), column
        root = '[[root]]\ntable = "labels"\nwhere = "id IN (5, 17)"\nchildren = true\n'
        outcome = _run(shop, root + reference)
        wanted = f"SELECT DISTINCT c.id FROM notes AS c, LATERAL unnest({array}) AS e (v) JOIN labels AS p ON p.{key} = e.v WHERE p.id IN (5, 17)"
        assert _twin(shop, "SELECT id FROM notes ORDER BY 1") == _source(shop, wanted + " ORDER BY 1"), (column, outcome.told())


def a_cut_takes_elements_out(shop):
    """The others stay in order, also where the column is NOT NULL; several dimensions keep their shape."""
    roots = LATEST + '[[root]]\ntable = "labels"\nwhere = "id IN (2, 5, 996 % 300 + 1)"\n'
    want = [("991", "{}"), ("992", "{}"), ("993", "{}"), ("994", "{}"), ("995", "{}"), ("996", "{97}"), ("997", "{{NULL,2},{NULL,NULL}}"),
            ("998", "{5,NULL,5}"), ("999", "{}"), ("1000", "{}")]
    for target in ("", 'atomic = "database"', 'atomic = "none"', 'mode = "keep"'):
        _begin(shop)
        shop.playground.allow_databases()
        outcome = _run(shop, roots + BY_IDS + CUT, target=target)
        assert _twin(shop, "SELECT id, label_ids FROM notes ORDER BY id") == want, (target, _twin(shop, "SELECT id, label_ids FROM notes ORDER BY id"))
        assert _reference(outcome)["up"] == 0, outcome.report["references"]
        notes = " ".join(outcome.report["notes"])
        assert "public.notes.label_ids loses the elements that reference no row of public.labels" in notes, notes
    # A table that stays empty cuts what references it.
    outcome = _run(shop, LATEST + BY_IDS + '[[table]]\nname = "labels"\nrows = "none"\n')
    assert _twin(shop, "SELECT label_ids FROM notes WHERE id IN (995, 997, 998) ORDER BY id") == [("{}",), ("{{NULL,NULL},{NULL,NULL}}",), ("{NULL}",)]
    expression = BY_IDS.replace('"label_ids"', '"(c.label_ids)"')
    wrong = _run(shop, LATEST + expression + CUT.replace('"label_ids"', '"(c.label_ids)"'), status=2)
    assert "computed by an expression" in wrong.told(), wrong.told()


def elements_that_dangle(shop):
    """They are counted one by one; what becomes of them is as for other references."""
    _begin(shop, "INSERT INTO notes VALUES (2000, '{4711,5,4712,4711}'), (2001, '{4711}'), (2002, '{6}');")
    root = '[[root]]\ntable = "notes"\nwhere = "id >= 2000"\n'
    refused = _run(shop, root + BY_IDS, status=4, source='dangling = "fail"')
    assert "4 elements in rows of public.notes reference rows of public.labels that do not exist" in refused.told(), refused.told()
    assert "4711, 4712" in refused.told(), refused.told()
    for dangling, arrays in (("keep", ["{4711,5,4712,4711}", "{4711}", "{6}"]), ("null", ["{5}", "{}", "{6}"]), ("drop", ["{6}"])):
        outcome = _run(shop, root + BY_IDS, source=f'dangling = "{dangling}"')
        assert _twin(shop, "SELECT label_ids FROM notes ORDER BY id") == [(each,) for each in arrays], dangling
        assert _reference(outcome)["dangling"] == 4, outcome.report["references"]
        verified = shop.run("verify", config=shop.folder / "arrays.toml")
        assert verified.status == 0, verified.told()


def some_rows_alone(shop):
    """`when` says for which rows; other columns of the reference hold as ever."""
    _begin(shop, """CREATE TABLE tags (tenant int, id int, PRIMARY KEY (tenant, id)); INSERT INTO tags SELECT n % 3, n FROM generate_series(1, 50) AS n;
        CREATE TABLE tagged (id int PRIMARY KEY, tenant int, tag_ids bigint[]);
        INSERT INTO tagged VALUES (1, 1, '{1,4,3}'), (2, 2, '{2,NULL}'), (3, NULL, '{3}'), (4, 0, '{3,6}');""")
    even = BY_IDS + "when = \"c.kind = 'even'\"\n"
    _run(shop, LATEST + even)
    wanted = "SELECT DISTINCT unnest(label_ids) FROM notes WHERE id > 990 AND kind = 'even' ORDER BY 1"
    assert _twin(shop, "SELECT id FROM labels ORDER BY 1") == [row for row in _source(shop, wanted) if row[0]]
    _run(shop, LATEST + even + CUT)
    assert _twin(shop, "SELECT id, label_ids FROM notes WHERE id IN (994, 995, 997) ORDER BY id") == [
        ("994", "{}"), ("995", "{96,66}"), ("997", "{{1,2},{NULL,3}}")]
    pair = '[[reference]]\ntable = "tagged"\ncolumns = ["tenant", "tag_ids"]\nparent = "tags"\n'
    outcome = _run(shop, '[[root]]\ntable = "tagged"\n' + pair)
    assert _twin(shop, "SELECT tenant, id FROM tags ORDER BY 2") == [("1", "1"), ("2", "2"), ("0", "3"), ("1", "4"), ("0", "6")]
    found = _reference(outcome, "tagged(tenant, tag_ids) -> tags")
    assert (found["up"], found["dangling"]) == (3, 1), found  # tenant 1 has no tag 3
    _run(shop, '[[root]]\ntable = "tags"\nwhere = "id = 3"\nchildren = true\n' + pair)
    assert _twin(shop, "SELECT id FROM tagged") == [("4",)]


def whole_tables(shop):
    """They go into the twin as they are read, and their elements are asked of the server."""
    _begin(shop)
    outcome = _run(shop, '[[table]]\nname = "notes"\nrows = "all"\n' + BY_IDS)
    assert _twin(shop, "SELECT count(*) FROM labels") == _source(shop, "SELECT count(DISTINCT v) FROM notes, unnest(label_ids) AS v")
    assert _reference(outcome)["up"] == 999, outcome.report["references"]
    _run(shop, '[[table]]\nname = "*"\nrows = "all"\n' + BY_IDS)
    _source(shop, "INSERT INTO notes VALUES (2000, '{4711,5}')")
    refused = _run(shop, '[[table]]\nname = "*"\nrows = "all"\n' + BY_IDS, status=4, source='dangling = "fail"')
    assert "1 elements in rows of public.notes" in refused.told(), refused.told()


def masks_go_along_by_element(shop):
    """The parent's mask is that of each element, whatever its dimensions; and the reference holds by it."""
    _begin(shop)
    for mask in ("@id", "c.id + 1000", "CASE WHEN c.id = 5 THEN c.id ELSE @id END"):
        words = '[[reference]]\ntable = "notes"\ncolumns = ["words"]\nparent = "labels"\nparent_columns = ["word"]\n'
        table = f'[[table]]\nname = "labels"\nmask = {{ id = "{mask}", word = "@hash" }}\n'
        config = dict(mask='[mask]\nkey = "a key of this test"\nunclassified = "allow"\n')
        _run(shop, LATEST + BY_IDS + words + table, **config)
        joined = "SELECT n.id, e.o, l.code FROM notes AS n, unnest(n.label_ids) WITH ORDINALITY AS e (v, o) JOIN labels AS l ON l.id = e.v ORDER BY 1, 2"
        assert _twin(shop, joined) == _source(shop, joined.replace("ORDER", "WHERE n.id > 990 ORDER")), mask
        assert _twin(shop, "SELECT array_dims(label_ids) FROM notes WHERE id = 997") == [("[1:2][1:2]",)]
        assert _twin(shop, "SELECT id FROM labels WHERE code::text LIKE '%001'") != [("1",)]
        left = _twin(shop, "SELECT count(*) FROM notes, unnest(words) AS w WHERE w LIKE 'label%'")
        assert left == [("0",)], left
    own = _run(shop, LATEST + BY_IDS + '[[table]]\nname = "notes"\nmask = { label_ids = "@id" }\n', status=2, **config)
    assert "public.notes.label_ids references public.labels.id, and cannot have a mask of its own" in own.told(), own.told()
    cut = _run(shop, LATEST + BY_IDS + CUT + table.replace(", word", ", code") .replace("@hash", "@uuid"), **config)
    assert _twin(shop, "SELECT DISTINCT label_ids FROM notes WHERE id <> 998 AND id <> 997") == [("{}",)], cut.told()


def what_cannot_be_meant(shop):
    """A config that is wrong says so before anything is read."""
    _begin(shop)
    wrong = _run(shop, LATEST + BY_IDS.replace('"label_ids"', '"words"'), status=2)
    assert "compares elements of type text with public.labels.id, which is integer" in wrong.told(), wrong.told()
    assert "((c.words)::integer[])" in wrong.told(), wrong.told()
    wrong = _run(shop, LATEST + BY_IDS.replace('"label_ids"', '"(unnest(c.label_ids))"'), status=2)
    assert "One that is an array references by each of its elements" in wrong.told(), wrong.told()
    for columns in ('"label_ids"', '"(c.label_ids || 1)"'):
        wrong = _run(shop, LATEST + BY_IDS.replace('"label_ids"', columns) + 'when = "c.nothing = 1"\n', status=2)
        assert "in [[reference]] when does not exist in public.notes" in wrong.told(), wrong.told()
    two = '[[reference]]\ntable = "notes"\ncolumns = ["label_ids", "words"]\nparent = "labels"\nparent_columns = ["id", "word"]\n'
    wrong = _run(shop, LATEST + two, status=2)
    assert "pairs two arrays with columns of public.labels" in wrong.told(), wrong.told()


def a_case_beside_what_is_there(shop):
    """`take` brings the rows that the elements name; a cut takes out of the rows that come alone, and a row of the target counts."""
    _begin(shop)
    rows = '[[root]]\ntable = "notes"\nwhere = "id = 996"\n[[root]]\ntable = "labels"\nwhere = "id = 2"\n' + BY_IDS
    _run(shop, rows)
    taken = shop.run("take", "notes", "998", config=shop.folder / "arrays.toml")
    assert taken.status == 0, taken.told()
    assert _twin(shop, "SELECT label_ids FROM notes WHERE id = 998") == [("{5,NULL,5}",)]
    assert ("5",) in _twin(shop, "SELECT id FROM labels"), taken.told()
    _twin(shop, "INSERT INTO notes VALUES (3000, '{4711}'); INSERT INTO labels VALUES (1, 'own', gen_random_uuid())")
    taken = shop.run("take", "notes", "997", config=_write(shop, rows + CUT))
    assert taken.status == 0, taken.told()
    assert _twin(shop, "SELECT label_ids FROM notes WHERE id IN (997, 3000) ORDER BY id") == [("{{1,2},{NULL,NULL}}",), ("{4711}",)]


def init_proposes_them(shop):
    """By the name of the column, where the elements are keys of the table."""
    _begin(shop, "CREATE TABLE sizes (id int PRIMARY KEY); INSERT INTO sizes VALUES (1), (2); ALTER TABLE notes ADD size_ids int[];"
                 "UPDATE notes SET size_ids = ARRAY[7, 8];")
    done = subprocess.run([binary(), "init", "--source", shop.playground.source_url(), "--config", "-"], cwd=shop.folder, text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '# table   = "notes"\n# columns = ["label_ids"]\n# parent  = "labels"\n' in done.stdout, done.stdout
    assert '"size_ids"]' not in done.stdout, done.stdout


def a_script_takes_elements_out(shop):
    """So do kept rows whose elements would refer to rows that are gone."""
    _begin(shop)
    shop.playground.recreate_target()
    _run(shop, LATEST + BY_IDS + CUT, target='file = "twin.sql"')
    run_psql(shop.playground.target_as_owner, [shop.folder / "twin.sql"], single_transaction=True)
    assert _twin(shop, "SELECT label_ids FROM notes WHERE id IN (996, 997, 998) ORDER BY id") == [("{}",), ("{{NULL,NULL},{NULL,NULL}}",), ("{NULL}",)]
    shop.playground.recreate_target()
    everything = '[[table]]\nname = "*"\nrows = "all"\n'
    _run(shop, everything + BY_IDS)
    kept = '[[table]]\nname = "notes"\nrows = "keep"\n[[root]]\ntable = "labels"\nwhere = "id = 5"\n'
    refused = _run(shop, kept + BY_IDS, status=4, source='dangling = "fail"')
    assert "would refer by notes(label_ids) -> labels to rows of public.labels" in refused.told(), refused.told()
    outcome = _run(shop, kept + BY_IDS, source='dangling = "null"')
    assert "elements taken out" in outcome.told(), outcome.told()
    assert _twin(shop, "SELECT label_ids FROM notes WHERE id IN (996, 998) ORDER BY id") == [("{}",), ("{5,NULL,5}",)]
    verified = shop.run("verify", config=shop.folder / "arrays.toml")
    assert verified.status == 0, verified.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
