"""One fault put into a random config on purpose, with the exit statuses that it must give."""
WRONG_SQL = ("no_such_column = 1", "c.n >", "c.n = 'a' + ", "no_such_function(c.n)", "true; SELECT 1", "true) OR (true", "p.no_such = 1")


def put_in_fault(chance, tables, config, pointers):
    fault = chance.choice(list(FAULTS))
    return FAULTS[fault](chance, tables, config, pointers)


def _unknown_table(chance, tables, config, pointers):
    section = chance.choice(("root", "child", "reference", "cut"))
    entry = {"table": "no_such_table"}
    if section in ("child", "reference"):
        entry["parent"] = tables[0].label
    if section in ("reference", "cut"):
        entry["columns"] = ["n"]
    config.setdefault(section, []).append(entry)
    return {2}


def _unknown_column(chance, tables, config, pointers):
    section = chance.choice(("child", "reference", "cut"))
    config.setdefault(section, []).append({"table": tables[0].label, "parent": tables[-1].label, "columns": ["no such column"]})
    return {2}


def _two_rules(chance, tables, config, pointers):
    if not pointers:
        return _unknown_column(chance, tables, config, pointers)
    pointer, _ = chance.choice(pointers)
    config.setdefault("child", []).extend([dict(pointer), {**pointer, "follow": "never"}])
    return {2}


def _limit_beside_never(chance, tables, config, pointers):
    if not pointers:
        return _unknown_table(chance, tables, config, pointers)
    pointer, _ = chance.choice(pointers)
    config["child"] = [{**pointer, "follow": "never", **chance.choice(({"limit": 1}, {"where": "true"}, {"order_by": "c.n"}))}]
    return {2}


def _wrong_sql(chance, tables, config, pointers):
    key = chance.choice(("where", "order_by", "when", "expression", "root"))
    sql = chance.choice(WRONG_SQL)
    if key in ("where", "order_by") and pointers:
        config["child"] = [{**chance.choice(pointers)[0], key: sql, "limit": 2}]
    elif key == "root":
        config["root"] = [{"table": tables[0].label, "where": sql}]
    else:
        rule = {"table": tables[0].label, "parent": tables[-1].label, "columns": ["n"], "parent_columns": ["n"], "name": "w9"}
        rule |= {"when": sql} if key == "when" else {"columns": [f"({sql})"]}
        config.setdefault("reference", []).append(rule)
    return {2}


def _types_that_do_not_compare(chance, tables, config, pointers):
    config.setdefault("reference", []).append(
        {"table": tables[0].label, "parent": tables[-1].label, "columns": [chance.choice(("kind", "(now())", "extra"))], "parent_columns": ["n"]})
    return {2}


def _counts_differ(chance, tables, config, pointers):
    config.setdefault("reference", []).append(
        {"table": tables[0].label, "parent": tables[-1].label, "columns": ["n"], "parent_columns": ["n", "kind"]})
    return {2}


def _empty_table_named(chance, tables, config, pointers):
    named = chance.choice(tables)
    config.setdefault("table", []).append({"name": named.label, "rows": "none"})
    config.setdefault("root", []).append({"table": named.label})
    return {2}


def _unset_variable(chance, tables, config, pointers):
    config.setdefault("root", []).append({"table": tables[0].label, "where": "n = ${NO_SUCH_VARIABLE_HERE}"})
    return {2}


def _cut_of_an_expression(chance, tables, config, pointers):
    config.setdefault("reference", []).append({"table": tables[0].label, "parent": tables[-1].label, "columns": ["(c.n + 0)"],
                                               "parent_columns": ["n"], "name": "w9"})
    config.setdefault("cut", []).append({"table": tables[0].label, "name": "w9"})
    return {2}


def _nothing_asked_for(chance, tables, config, pointers):
    config.pop("root", None)
    config.pop("table", None)
    return {2}


FAULTS = {name.strip("_"): function for name, function in list(globals().items()) if name.startswith("_") and callable(function)
          and getattr(function, "__module__", None) == __name__}
