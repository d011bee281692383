#!/usr/bin/env python3
"""samples/recipes: the config of each framework and platform, on a look-alike of what it makes (recipes/NAME.sql).

    tests/support/with_postgres tests/story/recipes.py [NAME...]

The platforms themselves are not here: what README.md says of their endpoints and roles is what their documentation says.
"""
import base64
import hashlib
import pathlib
import re
import shutil
import sys

from named_tests import run_named_tests
from playground import Playground
from postgres import Session, identifier, run_psql
from program import CHECKOUT, run_subset

RECIPES = CHECKOUT / "samples" / "recipes"
LOOKALIKES = pathlib.Path(__file__).parent / "recipes"
RAW = r"mail\.test|Person [0-9]|Last[0-9]|person[0-9]"  # what the look-alikes call people


class Recipe:
    """A look-alike as the source, an empty target, and the config in a folder of its own."""

    def __init__(self, shop, name, roles=()):
        self.name, self.roles, self.folder = name, roles, shop.folder / name
        self.playground = Playground("recipe_" + name)

    def __enter__(self):
        self.playground.__enter__()
        self.made = [role for role in self.roles if not self.playground.admin(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'")]
        try:
            for role in self.made:
                self.playground.admin(f"CREATE ROLE {identifier(role)}")
            self.playground.load_source(LOOKALIKES / f"{self.name}.sql")
            self.playground.grant_reader()
        except BaseException:
            self.__exit__()
            raise
        self.folder.mkdir()
        for path in RECIPES.glob(f"{self.name}*"):
            shutil.copy(path, self.folder)
        return self

    def __exit__(self, *_):
        self.playground.admin(f"DROP DATABASE IF EXISTS {identifier(self.playground.source)} WITH (FORCE)")
        self.playground.recreate_target()
        for role in self.made:
            self.playground.admin(f"DROP ROLE {identifier(role)}")
        self.playground.__exit__()

    def run(self, *command, status=0, config=None):
        outcome = run_subset(config or self.folder / f"{self.name}.toml", self.playground.source_url(), self.playground.target_url(),
                             command=command, folder=self.folder, extra={"MASK_KEY": "a key of these tests"})
        assert outcome.status == status, outcome.told()
        return outcome

    def changed(self, old, new):
        """The config with one thing changed."""
        text = (self.folder / f"{self.name}.toml").read_text()
        assert old in text, f"{old} is not in the config"
        path = self.folder / "changed.toml"
        path.write_text(text.replace(old, new))
        return path

    def check(self, chosen):
        """The rows of the root, two nights running, nobody who can be found, and what migrations need. Returns what was told."""
        self.run("plan")
        for _ in range(2):
            outcome = self.run()
        assert not re.search("^warning", outcome.stderr, re.MULTILINE), outcome.told()
        left = [column for column in outcome.report["columns"] if column["state"] == "unclassified" and column["asked"]]
        assert not left and outcome.report["verified"], left
        self.run("verify")
        with Session(self.playground.source) as source, Session(self.playground.target) as twin:
            (root,) = re.findall(r'\[\[root\]\]\ntable +=\s*"(.+?)"', (self.folder / f"{self.name}.toml").read_text())
            found = [table["chosen"] for table in outcome.report["tables"] if table["table"] in (root, "public." + root)]
            assert found == [chosen], f"{root}: {found}"
            for name in _tables(twin):
                told = twin.query(f"SELECT t::text FROM {name} AS t WHERE t::text ~ '{RAW}' LIMIT 1")
                assert not told, f"{name}: {told}"
            raw = [name for name in _tables(source) if source.query(f"SELECT 1 FROM {name} AS t WHERE t::text ~ '{RAW}' LIMIT 1")]
            assert raw, "the look-alike has nothing to find"
        return outcome.stderr

    def twin(self, sql):
        with Session(self.playground.target) as session:
            return session.query(sql)

    def same(self, sql):
        """What both ends say, which is something."""
        with Session(self.playground.source) as source:
            found = source.query(sql)
        assert found and found == self.twin(sql), (sql, found, self.twin(sql))


def _tables(session):
    return [identifier(*name) for name in session.query("""SELECT nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')""")]


def _bcrypt_fits(recipe, column, table):
    """By the server's own bcrypt, that it has in pgcrypto."""
    (found,) = recipe.twin(f"SELECT DISTINCT {column} FROM {table}")
    with Session(recipe.playground.source) as session:
        session.query("CREATE EXTENSION pgcrypto")
        for password, fits in (("password", "t"), ("secret", "f")):
            assert session.value(f"SELECT crypt('{password}', '{found[0]}') = '{found[0]}'") == fits, found


def rails(shop):
    with Recipe(shop, "rails") as recipe:
        recipe.check(chosen=30)
        recipe.same("SELECT version FROM schema_migrations ORDER BY 1")
        assert recipe.twin("SELECT value FROM ar_internal_metadata WHERE key = 'environment'") == [("development",)]
        assert recipe.twin("SELECT count(*) FROM solid_queue_jobs") == [("0",)], "a worker would find production's jobs"
        for kind, table in (("Project", "projects"), ("Invoice", "invoices")):
            found = recipe.twin(f"SELECT count(*) > 0, count(*) FILTER (WHERE p.id IS NULL) FROM comments c LEFT JOIN {table} p ON p.id = commentable_id "
                                f"WHERE commentable_type = '{kind}'")
            assert found == [("t", "0")], (kind, found)
        assert recipe.twin("SELECT count(*) > 0, bool_and(EXISTS (SELECT FROM users u WHERE u.id = m)) FROM projects, unnest(member_ids) AS m") == [("t", "t")]
        assert recipe.twin("SELECT count(*) = (SELECT count(*) FROM comments) FROM action_text_rich_texts") == [("t",)]
        assert recipe.twin("SELECT count(*) FROM users WHERE preferences ->> 'theme' = 'dark' AND preferences ->> 'reply_to' = email") != [("0",)]
        _bcrypt_fits(recipe, "encrypted_password", "users")


def django(shop):
    with Recipe(shop, "django") as recipe:
        recipe.check(chosen=30)
        for table in ("django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"):
            recipe.same(f"SELECT t::text FROM {table} AS t ORDER BY 1")
        assert recipe.twin("SELECT (SELECT count(*) FROM django_session), (SELECT count(*) FROM django_admin_log)") == [("0", "0")]
        for kind, table in ((3, "shop_order"), (1, "auth_user")):
            found = recipe.twin(f"SELECT count(*) > 0, bool_and(EXISTS (SELECT FROM {table} p WHERE p.id = object_id)) FROM shop_note WHERE content_type_id = {kind}")
            assert found == [("t", "t")], (kind, found)
        (found,) = recipe.twin("SELECT DISTINCT password FROM auth_user")
        kind, rounds, salt, digest = found[0].split("$")
        assert kind == "pbkdf2_sha256"
        assert base64.b64encode(hashlib.pbkdf2_hmac("sha256", b"password", salt.encode(), int(rounds))).decode() == digest


def prisma(shop):
    with Recipe(shop, "prisma") as recipe:
        recipe.check(chosen=30)
        recipe.same("SELECT id FROM _prisma_migrations ORDER BY 1")
        assert recipe.twin('SELECT count(*) FROM "Session"') == [("0",)]
        assert recipe.twin('SELECT count(*) > 0, bool_and(EXISTS (SELECT FROM "User" u WHERE u.id = l."userId")) FROM "Like" l') == [("t", "t")]
        assert recipe.twin('SELECT count(*) > 0, bool_and(EXISTS (SELECT FROM "User" u WHERE u.id = r)) FROM "Post", unnest("reviewerIds") AS r') == [("t", "t")]
        assert recipe.twin('SELECT count(*) = (SELECT count(*) FROM "Post") FROM "_CategoryToPost"') == [("t",)]
        # As it stands in a .env, with parameters that only Prisma knows.
        url = recipe.playground.source_url() + "&schema=public&connection_limit=5&pgbouncer=true"
        outcome = run_subset(recipe.folder / "prisma.toml", url, "", command=["plan"], folder=recipe.folder, extra={"MASK_KEY": "a key of these tests"})
        assert outcome.status == 0 and "connection_limit" in outcome.stderr, outcome.told()


def supabase(shop):
    with Recipe(shop, "supabase", roles=("anon", "authenticated", "service_role")) as recipe:
        refused = recipe.run(status=1)
        assert "BYPASSRLS" in refused.stderr, refused.told()
        recipe.playground.admin(f"ALTER ROLE {identifier(recipe.playground.reader)} BYPASSRLS")
        recipe.check(chosen=30)
        recipe.same("SELECT version FROM supabase_migrations.schema_migrations ORDER BY 1")
        recipe.same("SELECT version FROM auth.schema_migrations ORDER BY 1")
        for table in ("sessions", "refresh_tokens", "audit_log_entries"):
            assert recipe.twin(f"SELECT count(*) FROM auth.{table}") == [("0",)], table
        assert recipe.twin("SELECT count(*) FROM auth.users u JOIN profiles USING (id) JOIN auth.identities i ON i.user_id = u.id WHERE i.email = lower(u.email)") == [("30",)]
        assert recipe.twin("SELECT DISTINCT confirmation_token || recovery_token FROM auth.users") == [("",)]
        assert recipe.twin("SELECT count(*) FROM pg_policies WHERE 'authenticated' = ANY (roles)") == [("2",)]
        assert recipe.twin("SELECT to_regnamespace('storage')") == [(None,)]
        _bcrypt_fits(recipe, "encrypted_password", "auth.users")


def neon(shop):
    with Recipe(shop, "neon") as recipe:
        recipe.check(chosen=30)
        recipe.same("SELECT hash FROM drizzle.__drizzle_migrations ORDER BY 1")
        assert recipe.twin("SELECT count(*) FROM workspaces w JOIN neon_auth.users_sync u ON u.id = owner_id AND email = raw_json ->> 'primary_email'") == [("30",)]


def rds(shop):
    with Recipe(shop, "rds") as recipe:
        told = recipe.check(chosen=30)
        assert "pg_stat_statements" in told, "left out in silence: " + told
        assert recipe.twin("SELECT count(*) FROM pg_extension WHERE extname = 'pg_stat_statements'") == [("0",)]
        assert recipe.twin("SELECT count(*) > 0, max(paid_at) < '2025-02-01' FROM payments") == [("t", "t")]
        assert recipe.twin("SELECT count(*) FROM reports.exports") == [("0",)]
        refused = recipe.run(status=1, config=recipe.changed('skip_extensions = ["pg_stat_statements"] #', "#"))
        assert "skip_extensions" in refused.stderr and "pg_stat_statements" in refused.stderr, refused.told()


def heroku(shop):
    with Recipe(shop, "heroku") as recipe:
        recipe.check(chosen=30)
        recipe.same("SELECT name FROM knex_migrations ORDER BY 1")
        assert recipe.twin("SELECT to_regnamespace('_heroku')") == [(None,)]
        assert recipe.twin("SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 'members'::regclass AND attname = 'email'") == [("heroku_ext.citext",)]
        # As Heroku writes it.
        url = recipe.playground.source_url().replace("postgresql://", "postgres://")
        outcome = run_subset(recipe.folder / "heroku.toml", url, "", command=["plan"], folder=recipe.folder, extra={"MASK_KEY": "a key of these tests"})
        assert outcome.status == 0, outcome.told()


def hasura(shop):
    with Recipe(shop, "hasura") as recipe:
        # The development Hasura has a catalog of its own in the same database.
        target = recipe.playground.target_as_owner
        run_psql(target, text="CREATE SCHEMA hdb_catalog; CREATE TABLE hdb_catalog.hdb_metadata (id int PRIMARY KEY, metadata json); "
                              "INSERT INTO hdb_catalog.hdb_metadata VALUES (1, '{\"webhook\": \"http://localhost\"}')")
        told = recipe.check(chosen=30)
        assert "notify_hasura_order_placed_INSERT" in told, "a trigger left out in silence: " + told
        assert recipe.twin("SELECT metadata ->> 'webhook' FROM hdb_catalog.hdb_metadata") == [("http://localhost",)]
        assert recipe.twin("SELECT to_regclass('hdb_catalog.event_log')") == [(None,)], "events of production, about to be sent"
        recipe.same("SELECT value FROM order_state ORDER BY 1")
        assert recipe.twin("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1") == [("set_public_orders_created_at",)]


def each_recipe_is_told_in_three_things(shop):
    text = (RECIPES / "README.md").read_text()
    sections = dict(re.findall(r"^## (\w+).*?\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    names = {path.stem for path in RECIPES.glob("*.toml")}
    assert {name.lower() for name in sections} == names == {path.stem for path in LOOKALIKES.glob("*.sql")}, (set(sections), names)
    for name, section in sections.items():
        assert re.findall(r"^(\d)\. ", section, re.MULTILINE) == ["1", "2", "3"], f"{name}: not three things"
        assert f"({name.lower()}.toml)" in section, f"{name}: its config is not linked"


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
