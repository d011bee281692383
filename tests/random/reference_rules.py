"""What the config says about single references, held against the catalog by the reference closure."""
from dataclasses import dataclass

from postgres import identifier
from reference_catalog import Reference, is_expression
from reference_config import ConfigWrong


def default_name(rule):
    return f"{rule.table[1]}({', '.join(rule.columns)}) -> {rule.parent[1]}"


def add_written_references(catalog, rules, is_left_out):
    """[[reference]]: they stand beside the declared ones; one that equals a declared one is that one."""
    for rule in rules:
        child, parent = (catalog.tree(_whole_table(catalog, name), is_left_out) for name in (rule.table, rule.parent))
        parent_columns = rule.parent_columns or parent.key
        unknown = [c for c in rule.columns if not is_expression(c) and c not in child.columns]
        unknown += [c for c in parent_columns if c not in parent.columns]
        if unknown or not parent_columns or len(parent_columns) != len(rule.columns):
            raise ConfigWrong(f"[[reference]] of {child.label}: {rule.columns} to {parent_columns}")
        made = Reference([rule.name or default_name(rule)], child, parent, child, parent, list(rule.columns),
                         list(parent_columns), "", validated=False, when=rule.when)
        made.elements = next((pair for pair, (column, to) in enumerate(zip(made.columns, parent_columns))
                              if (column in child.arrays or is_array(column)) and to not in parent.arrays), None)
        made.match = " AND ".join(f"p.{identifier(column)} = " + (f"ANY ({made.guarded(value)})" if pair == made.elements else made.guarded(value))
                                  for pair, (value, column) in enumerate(zip(made.values, parent_columns)))
        if made.when:
            made.match += f" AND (\n{made.when}\n)"
        equal = next((other for other in catalog.references + catalog.left_out if _same(made, other)), None)
        if equal is not None:
            equal.names += made.names
            continue
        (catalog.references if parent.tables[0] in catalog.tables else catalog.left_out).append(made)


def is_array(expression):
    """Of the expressions that random cases have."""
    return expression.startswith("(ARRAY")


def _same(one, other):
    return ((one.child.oid, one.parent.oid, one.when) == (other.child.oid, other.parent.oid, other.when)
            and (one.child.members, one.parent.members) == (other.child.members, other.parent.members)
            and set(zip(one.columns, one.parent_columns)) == set(zip(other.columns, other.parent_columns)))


def _whole_table(catalog, name):
    table = catalog.find(*name)
    if table is None or catalog.is_partition(table):
        raise ConfigWrong(f"no table {name}")
    return table


def resolve(catalog, rule):
    """The one reference that a [[child]] or [[cut]] means."""
    found = [reference for reference in catalog.references + catalog.left_out + catalog.outside
             if (reference.child.schema, reference.child.name) == rule.table
             and (rule.parent is None or (reference.parent.schema, reference.parent.name) == rule.parent)
             and (rule.columns is None or sorted(rule.columns) == sorted(reference.columns))
             and (rule.name is None or rule.name in reference.names)]
    if len(found) != 1:
        raise ConfigWrong(f"{rule} means {len(found)} references")
    return found[0]


@dataclass
class Following:
    """How a reference is gone down: the pairs of DESIGN.md, rule 3, in the order in which its limit takes them."""
    follow: str = "chosen"
    where: str | None = None
    order_by: str | None = None
    limit: int | None = None

    def sql(self, reference):
        tie = ", ".join(f"c.{identifier(column)}" for column in reference.child_table.key) or "c.tableoid, c.ctid"
        tie += ", c.tableoid, c.ctid" if reference.child.members else ""
        return (f"SELECT c.tableoid, c.ctid, p.tableoid, p.ctid FROM {reference.parent.rows_of} AS p, {reference.child.rows_of} AS c\n"
                f"WHERE {reference.match}" + (f" AND (\n{self.where}\n)" if self.where else "")
                + "\nORDER BY " + (f"{self.order_by}\n, " if self.order_by else "") + tie)

    def pairs(self, session, reference):
        taken, pairs = {}, []
        for c_oid, c_tid, p_oid, p_tid in session.query(self.sql(reference)):
            parent = (p_oid, p_tid)
            taken[parent] = taken.get(parent, 0) + 1
            if self.limit is None or taken[parent] <= self.limit:
                pairs.append(((c_oid, c_tid), parent))
        return pairs


def child_rules(catalog, config, is_left_out):
    """{reference label: Following} for those that a [[child]] names."""
    rules = {}
    for rule in config.child_rules:
        reference = resolve(catalog, rule)
        if reference.label in rules:
            raise ConfigWrong(f"two [[child]] for {reference.label}")
        if is_left_out(reference.child_table) or is_left_out(reference.parent_table):
            raise ConfigWrong(f"[[child]] {reference.label} names a table that stays empty")
        rules[reference.label] = Following(rule.follow, rule.where, rule.order_by, rule.limit)
    return rules


def cut_references(catalog, config):
    """Labels of the references that a [[cut]] names."""
    labels = set()
    for rule in config.cuts:
        reference = resolve(catalog, rule)
        if is_expression(reference.columns[reference.elements]) if reference.elements is not None else not reference.by_columns:
            raise ConfigWrong(f"[[cut]] of the expression {reference.label}")
        labels.add(reference.label)
    return labels
