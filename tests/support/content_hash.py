"""A database's content as one hash: rows, constraints, indexes, sequences and the rest of its schema."""
import hashlib

from postgres import Session, identifier

_SCHEMA = (  # one query a kind of object; what a failed refresh could leave behind or take away
    "SELECT n.nspname, n.nspowner::regrole, n.nspacl::text FROM pg_namespace n WHERE n.nspname {user}",
    "SELECT n.nspname, c.relname, c.relkind, c.relowner::regrole, c.relacl::text, c.relispopulated, c.relrowsecurity, c.relforcerowsecurity "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname {user}",
    "SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull FROM pg_attribute a "
    "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname {user} AND a.attnum > 0 AND NOT a.attisdropped",
    "SELECT conrelid::regclass, conname, pg_get_constraintdef(con.oid), convalidated FROM pg_constraint con "
    "JOIN pg_namespace n ON n.oid = con.connamespace WHERE n.nspname {user}",
    "SELECT schemaname, indexname, indexdef FROM pg_indexes n WHERE schemaname {user}",
    "SELECT tgrelid::regclass, pg_get_triggerdef(t.oid), tgenabled FROM pg_trigger t WHERE NOT tgisinternal",
    "SELECT n.nspname, p.proname, md5(p.prosrc), p.proacl::text FROM pg_proc p "
    "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname {user}",
    "SELECT n.nspname, t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname {user}",
    "SELECT extname, extversion FROM pg_extension",
    "SELECT defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype, defaclacl::text FROM pg_default_acl",
)


def content_hash(database, with_comment=False):
    """Taken in one snapshot. The database's comment holds the stamp, in which each refresh has its own time."""
    digest = hashlib.sha256()
    with Session(database) as session:
        session.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for sql in _SCHEMA:
            _add(digest, sql, session.query(sql.replace("{user}", "!~ '^(pg_|information_schema$)'")))
        for schema, name, kind in session.query("""
                SELECT n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'm', 'S') AND c.relispopulated AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                ORDER BY 1, 2"""):
            table = identifier(schema, name)
            sql = f"SELECT last_value, is_called FROM {table}" if kind == "S" else f"SELECT t::text FROM ONLY {table} AS t"
            _add(digest, table, session.query(sql))
        if with_comment:
            _add(digest, "comment", [(stamp(session),)])
    return digest.hexdigest()


def stamp(session):
    return session.value("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()")


def _add(digest, what, rows):
    digest.update(what.encode())
    for row in sorted(rows, key=str):
        digest.update(repr(row).encode())
