"""Bugs to plant in the engine, one at a time: what a hasty change could do to it. Each is (name, [(file, before, after)])."""

FRONTIER, ROWS, SETTLE = "engine/closure/frontier.cpp", "engine/source/statements/row_sql.cpp", "engine/closure/settle.cpp"
FILTER, COMPARED = "engine/source/statements/key_filter.cpp", "engine/source/statements/comparisons.cpp"
EXPANSION = "engine/plan/expansion.cpp"

PLANTED_BUGS = [
    ("of an array only the first element references", [
        ("engine/plan/keys/key_values.hpp", "                sink(*key);\n            }\n        }\n    }", "                sink(*key);\n                return;\n            }\n        }\n    }")]),
    ("a row for which mask_when is NULL stays as it is", [
        ("engine/mask/write_mask.cpp", "(\\n{}\\n) IS FALSE", "(\\n{}\\n) IS NOT TRUE")]),
    ("a referencing column without the mask of the one that it references", [
        ("engine/mask/masks.cpp", "set_mask(each, writer.write(each));", "if (groups_.is_head(each)) { set_mask(each, writer.write(each)); }")]),
    ("`when` dropped on the way down", [
        (ROWS, "if (!found.when.empty() && !keyed.sql.empty()) {", "if (false) {")]),
    ("`when` dropped on the way down, where a [[child]] narrows it", [
        (ROWS, """    for (const std::string* const condition : {&found.when, &reference.where}) {
        pairs""", """    for (const std::string* const condition : {&reference.where, &reference.where}) {
        pairs""")]),
    ("`when` dropped on the way up", [
        ("engine/plan/keys/parent_keys.cpp", "return reference.when.empty() ? raw :", "return true ? raw :")]),
    ("`limit` for all parents together instead of each", [
        (ROWS, "PARTITION BY p.tableoid, p.ctid ORDER BY", "ORDER BY")]),
    ("the tie-break after `order_by` lost", [
        ("engine/plan/reference_plans.cpp", "plan.order_by = render_order(rule.order_by, catalog, reference.child, row_alias);",
         "plan.order_by = rule.order_by ? \"\\n\" + rule.order_by->value + \"\\n\" : "
         "render_order(rule.order_by, catalog, reference.child, row_alias);")]),
    ("a NULL in a composite key taken for a value", [
        ("engine/plan/keys/key_values.cpp", "            parts_[index] = value;",
         "            parts_[index] = value ? value : KeyPart{std::string_view{}};")]),
    ("a reference of one partition taken for one of the whole table", [
        (FRONTIER, "if (!plan_.catalog.reference(role.reference).child.covers(leaf_of(row.id))) {", "if (false) {")]),
    ("a reference to one partition taken for one to the whole table", [
        (FRONTIER, "if (unused || !key.relation.covers(leaf_of(row.id))) {", "if (unused) {")]),
    ("rows of partitions doubled: a second coming of one is not noticed", [
        (FRONTIER, "!walk_.closure.rows[index_of(table)].insert(row.id)) {",
         "(!walk_.closure.rows[index_of(table)].insert(row.id) && leaf_of(row.id) == 0)) {")]),
    ("rows of partitions told apart by ctid alone", [
        ("engine/source/sql_row_source.cpp", "return row_id_in(found->second.second, ctid, named);", "return row_id_in(0, ctid, named);")]),
    ("an inheritance child's rows taken for its parent's", [
        (ROWS, "return (leaf ? \"ONLY \" : \"\") + pg::quote_name(relation.name);", "return pg::quote_name(relation.name);")]),
    ("a cut NULLs a column that an uncut reference shares", [
        ("engine/plan/tables/output.cpp", "!kept.contains(column)) {", "true) {")]),
    ("a cut NULLs although the parent is there", [
        (SETTLE, "const bool known = state_of(walk_.seen[index_of(key.id)], candidates.keys, index) == KeyState::known;",
         "const bool known = false;"),
        (SETTLE, "            if (!there[key_of_row[index]]) {", "            if (true) {")]),
    ("a dropped row does not take along what references it", [
        (SETTLE, "for (bool more = may_drop(plan_); more;) {", "for (bool more = false; more;) {")]),
    ("what dangles is counted after rows are dropped", [
        (SETTLE, "return plan_.table(table).streamable || walk_.closure.rows[index_of(table)].contains(row);",
         "return in_closure(table, row);")]),
    ("`follow = \"always\"` ignored for required parents", [
        (FRONTIER, "if (chosen || plan_.reference(followed).follow == Follow::always) {", "if (chosen) {")]),
    ("rows of a root without children bring theirs", [
        ("engine/plan/root_plans.cpp", "plan.chosen = root.children;", "plan.chosen = true;")]),
    ("a composite key's columns filtered one by one, the pair not tested", [
        ("engine/source/sql_row_source.cpp", "if (found && asked.state_of_bytes(found->bytes) != KeyState::absent) {",
         "if (found) {")]),
    ("keys of every type compared as text", [
        ("engine/plan/keys/parent_keys.cpp", "decidable = decidable && operators[pair].decidable_here;", "decidable = decidable && true;"),
        ("engine/plan/keys/parent_keys.cpp", "plan_.parent_key(found->second).decidable_here && decidable;", "true;")]),
    ("of several parents with one key only the first comes", [
        (FRONTIER, "if (!key.unique || state_of(walk_.seen[index_of(id)], pending, position) == KeyState::wanted) {",
         "if (state_of(walk_.seen[index_of(id)], pending, position) == KeyState::wanted) {"),
        (FRONTIER, "if (key.unique ? is_new : want(asked_up_[index_of(id)], value, key.integers)) {", "if (is_new) {")]),
    ("required rows come first, and are not made chosen when they are chosen too", [
        (EXPANSION, "chosen(TableId table) const { return static_cast<std::uint32_t>(table); }",
         "chosen(TableId table) const { return tables + static_cast<std::uint32_t>(table); }"),
        (EXPANSION, "required(TableId table) const { return tables + static_cast<std::uint32_t>(table); }",
         "required(TableId table) const { return static_cast<std::uint32_t>(table); }"),
        (EXPANSION, "const bool chosen = node < nodes.tables;", "const bool chosen = node >= nodes.tables;"),
        (EXPANSION, "const TableId table{chosen ? node : node - nodes.tables};", "const TableId table{chosen ? node - nodes.tables : node};"),
        (EXPANSION, "reach.chosen.assign(reached.begin(), reached.begin() + nodes.tables);",
         "reach.required.assign(reached.begin(), reached.begin() + nodes.tables);"),
        (EXPANSION, "reach.required.assign(reached.begin() + nodes.tables, reached.end());",
         "reach.chosen.assign(reached.begin() + nodes.tables, reached.end());")]),
    ("a constraint with kept dangling rows is not made NOT VALID", [
        ("engine/script/proof/not_valid.cpp", "entry->sql.insert(end, \" NOT VALID\");", "(void)end;")]),
    ("a key that the child's type cannot hold is asked for all the same", [
        (FILTER, "return value <= most && value >= -most - 1;", "return value <= most || value > most;")]),
    ("the cast of keys swapped: the child's type where the parent's belongs", [
        (COMPARED, "integer ? type.base_type : found.operators[pair].parent_type",
         "integer ? type.base_type : found.operators[pair].child_type")]),
    ("the parents of a [[child]] rule looked up by the child's type", [
        (COMPARED, "comparisons[pair].literal_type = found.operators[pair].parent_type;", "(void)found;")]),
    ("a referencing column without the mask of the one that it references", [
        ("engine/mask/masks.cpp", "set_mask(each, writer.write(each));", "if (groups_.is_head(each)) { set_mask(each, writer.write(each)); }")]),
    ("a row for which mask_when is NULL stays as it is", [
        ("engine/mask/write_mask.cpp", "(\\n{}\\n) IS FALSE", "(\\n{}\\n) IS NOT TRUE")]),
]
