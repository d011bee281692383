"""What the globs of [[root]], [[reference]] and schemas mean, for the reference closure."""
import fnmatch
from dataclasses import replace

from reference_config import ConfigWrong, split_name


def schemas_of(session, patterns):
    """The schemas that [source] schemas means; None for all."""
    if patterns is None:
        return None
    known = [row[0] for row in session.query("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'")]
    out = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    into = [pattern for pattern in patterns if not pattern.startswith("!")] or ["*"]
    return [name for name in known if any(fnmatch.fnmatchcase(name, each) for each in into)
            and not any(fnmatch.fnmatchcase(name, each) for each in out)]


def _matches(glob, table, columns):
    schema, name = split_name(glob)
    named = glob == "*" or fnmatch.fnmatchcase(table.schema, schema) and fnmatch.fnmatchcase(table.name, name)
    return named and set(columns) <= set(table.columns)


def _tops(tables):
    """Without those that inherit from another one of them, whose rows the other one's are."""
    return [table for table in tables if not any(other in table.ancestors for other in tables)]


def roots_of(catalog, config, rule):
    """The roots, with one for each table that a glob means. A config of which nothing is left is wrong."""
    roots = []
    for root in config.roots:
        if root.glob is None:
            roots.append(root)
            continue
        tables = _tops([table for table in catalog.tables
                        if _matches(root.glob, table, root.columns) and rule[table.label] not in ("none", "absent", "keep")])
        roots += [replace(root, table=(table.schema, table.name), glob=None) for table in tables]
    if config.roots and not roots and not any(entry.get("rows") == "all" for entry in config.table_rules):
        raise ConfigWrong("no root means a table")
    return roots


def written_of(catalog, config, rule):
    """The [[reference]] entries, those of one table first, with one for each table that a glob means."""
    own = [entry for entry in config.written if entry.glob is None]
    written = list(own)
    for entry in config.written:
        if entry.glob is None:
            continue
        tables = [table for table in catalog.tables if _matches(entry.glob, table, entry.columns)
                  and rule[table.label] not in ("none", "absent") and (table.schema, table.name) != entry.parent
                  and not _references(catalog, own, table, entry)]
        written += [replace(entry, table=(table.schema, table.name), glob=None) for table in _tops(tables)]
    return written


def _references(catalog, own, table, entry):
    """Whether the table references the parent by these columns already: in the schema, or by an entry of its own."""
    declared = any(each.child is table and (each.parent.schema, each.parent.name) == entry.parent and set(each.columns) == set(entry.columns)
                   for each in catalog.references + catalog.left_out + catalog.outside)
    names = {(each.schema, each.name) for each in [table, *table.ancestors]}
    return declared or any(each.table in names and each.parent == entry.parent and _speaks_of(each.columns, entry.columns) for each in own)


def _speaks_of(own, columns):
    return len(own) == len(columns) and all(any(value == column or value.startswith("(") and column in value for value in own) for column in columns)
