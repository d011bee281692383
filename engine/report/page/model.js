'use strict';

// This file holds what the report says, and what follows from it. It and words.js read nothing of the page but the report, so
// that each of their functions can be tested without a browser.

const report = JSON.parse(document.getElementById('report').textContent);
const { tables, references } = report;
// The report keeps what differs from run to run in lists of its own.
references.forEach((reference, index) => { reference.seconds ??= report.reference_seconds?.[index] ?? 0; });
tables.forEach((table, index) => {
  table.columns = report.column_names?.[index] ?? [];
  const [rows, bytes] = report.source_tables?.[index] ?? [null, 0];
  table.source_rows ??= rows;
  table.source_bytes ??= bytes;
});

// ---- What is looked up --------------------------------------------------------------------------

const indexOf = new Map(tables.map((table, index) => [table.table, index]));
// A reference of a single partition names the partition, but the partitioned table is drawn.
for (const reference of references) {
  if (reference.child_table) indexOf.set(reference.table, indexOf.get(reference.child_table));
  if (reference.parent_table) indexOf.set(reference.parent, indexOf.get(reference.parent_table));
}
const toParents = tables.map(() => []);     // of each table: the references that it has
const fromChildren = tables.map(() => []);  // and those to it
references.forEach((reference, index) => {
  toParents[indexOf.get(reference.table)]?.push(index);
  fromChildren[indexOf.get(reference.parent)]?.push(index);
});
const columnsByTable = new Map(report.columns.map((column) => [column.table, []]));
for (const column of report.columns) columnsByTable.get(column.table).push(column);
const lastPosition = tables.reduce((last, table) => Math.max(last, table.load_position), 0);

// ---- Tables -------------------------------------------------------------------------------------

// The graph, the legend and the tags tell these apart: 'named' has a [[root]] of the config, 'root' has chosen rows.
function kinds(table) {
  return [table.root && 'named', table.chosen > 0 && 'root', table.rule === 'all' && 'all', table.cycle > 0 && 'cycle',
    (table.rule === 'none' || table.rule === 'absent' || (report.counted && table.rows === 0)) && 'none'].filter(Boolean);
}

const isEmpty = (table) => report.counted ? table.rows === 0 : !table.reached;
const share = (table) => table.source_rows === null || !report.counted ? null : table.rows / Math.max(table.source_rows, table.rows, 1);
const columnsIn = (table, state) => (columnsByTable.get(table.table) ?? []).filter((column) => column.state === state).length;
const masked = (table) => columnsIn(table, 'masked');
const unclassified = (table) => columnsIn(table, 'unclassified');

// This is a root among these tables, or otherwise the table to which the most references lead; -1 where there are no tables.
function mainTable(indexes) {
  const weight = (index) => (tables[index].root ? references.length + 1 : 0) + fromChildren[index].length;
  return indexes.reduce((best, index) => best < 0 || weight(index) > weight(best) ? index : best, -1);
}

// These are drawn as near to a selected table or reference: references, and the tables at their ends.
function nearOf({ kind, index }) {
  const links = kind === 'table' ? [...toParents[index], ...fromChildren[index]] : [index];
  const names = links.flatMap((link) => [references[link].table, references[link].parent]);
  return { links: new Set(links), ends: new Set([...names.map((name) => indexOf.get(name)), ...kind === 'table' ? [index] : []]) };
}

// ---- Search -------------------------------------------------------------------------------------

const isNamed = (name, query) => name.toLowerCase().includes(query.toLowerCase());
const columnsFound = (table, query) => query === '' ? [] : table.columns.filter((column) => isNamed(column, query));
// A table is found by a part of its name or of the name of one of its columns.
const matches = (table, query) => isNamed(table.table, query) || table.columns.some((column) => isNamed(column, query));
// Those that are found by their own name come first.
function foundBy(query) {
  const found = tables.map((_, index) => index).filter((index) => query !== '' && matches(tables[index], query));
  const byName = (index) => isNamed(tables[index].table, query);
  return [...found.filter(byName), ...found.filter((index) => !byName(index))];
}

// ---- An earlier report ---------------------------------------------------------------------------

// What is there of it may be anything: null where it is no report.
function parseEarlier(text) {
  try {
    const earlier = JSON.parse(text);
    return Array.isArray(earlier.tables) && Array.isArray(earlier.references) ? earlier : null;
  } catch {
    return null;
  }
}

// What is other than in the earlier report: rows by table, the largest change first, where a table that is not there has null; what
// is done about columns; and the notes that are new or gone.
function changesSince(earlier) {
  const before = new Map(earlier.tables.map((table) => [table.table, table.rows])), now = new Map(tables.map((table) => [table.table, table.rows]));
  const rows = [...new Set([...before.keys(), ...now.keys()])].map((table) => ({ table, before: before.get(table) ?? null, now: now.get(table) ?? null }))
    .filter((change) => change.before !== change.now)
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before) || (a.table < b.table ? -1 : 1));
  const states = new Map((earlier.columns ?? []).map((column) => [JSON.stringify([column.table, column.column]), column.state]));
  const columns = report.columns.map(({ table, column, state }) => ({ table, column, before: states.get(JSON.stringify([table, column])) ?? null, now: state }))
    .filter((change) => change.before !== change.now);
  const [old, fresh] = [earlier.notes ?? [], report.notes ?? []];
  return { rows, columns, added: fresh.filter((note) => !old.includes(note)), gone: old.filter((note) => !fresh.includes(note)) };
}

// ---- Links --------------------------------------------------------------------------------------

const hashOf = (table) => `#${encodeURIComponent(table.table)}`;

// This is the table that the end of an address means, "#public.users"; -1 where it means none.
function tableOfHash(hash) {
  try {
    return indexOf.get(decodeURIComponent(hash.slice(1))) ?? -1;
  } catch {
    return -1;  // a "%" that begins no character
  }
}

// ---- Columns ------------------------------------------------------------------------------------

// What looks personal and is neither masked nor kept is the first that somebody should see.
const columnOrder = ['unclassified', 'masked', 'kept'];
function personalColumns(table) {
  const place = (column) => (columnOrder.indexOf(column.state) + columnOrder.length + 1) % (columnOrder.length + 1);
  return [...columnsByTable.get(table.table) ?? []].sort((a, b) => place(a) - place(b));
}
function otherColumns(table) {
  const personal = new Set(personalColumns(table).map((column) => column.column));
  return table.columns.filter((column) => !personal.has(column));
}

// This is the match after (step 1) or before (step -1) the current one; after the last comes the first. Where none is current, it is the first or the last.
function nextOf(list, current, step) {
  const at = list.indexOf(current);
  return list[at < 0 ? (step > 0 ? 0 : list.length - 1) : (at + step + list.length) % list.length];
}

// ---- The list of tables -------------------------------------------------------------------------

// The list is sorted by these values, one for each of its columns.
const sortValues = {
  table: (table) => table.table,
  rows: (table) => table.rows,
  share: (table) => share(table) ?? -1,
  chosen: (table) => table.chosen,
  bytes: (table) => table.bytes,
  source: (table) => table.source_bytes,
  position: (table) => table.load_position || Infinity,
  seconds: (table) => table.seconds,
  masked,
  unclassified
};

// These are the indexes of the tables to list, in order; tables that are equal stay in the order of the report.
function listed({ query, sort, empty }) {
  const value = sortValues[sort.key];
  const sign = sort.descending ? -1 : 1;
  const compare = (a, b) => a === b ? 0 : (a < b ? -1 : 1) * sign;
  return tables.map((_, index) => index).filter((index) =>
    (empty || !isEmpty(tables[index])) && (query === '' || matches(tables[index], query)))
    .sort((a, b) => compare(value(tables[a]), value(tables[b])) || a - b);
}

// A first click sorts names from A and numbers from the largest; a second one turns that round.
const nextSort = (sort, key) => ({ key, descending: sort.key === key ? !sort.descending : key !== 'table' && key !== 'position' });

// ---- Sums ---------------------------------------------------------------------------------------

// Rows are counted by the reason why they are there. Those of a whole table are asked for, and nothing need require them.
function rowsByReason() {
  const sum = (of) => tables.reduce((total, table) => total + of(table), 0);
  const chosen = sum((table) => table.chosen);
  const whole = sum((table) => table.rule === 'all' ? table.rows - table.chosen : 0);
  return [[chosen, 'chosen'], [report.rows - chosen - whole, 'required'], [whole, 'of whole tables']];
}

const barsShown = 12;

// A bar stands for each of the largest tables by 'rows' or 'bytes', and one for all others where that saves a bar.
function barsOf(measure) {
  const sorted = tables.map((table, index) => ({ table, index })).filter(({ table }) => table[measure] > 0)
    .sort((a, b) => b.table[measure] - a.table[measure]);
  const total = sorted.reduce((sum, { table }) => sum + table[measure], 0);
  const shown = sorted.length > barsShown + 1 ? sorted.slice(0, barsShown) : sorted;
  const rest = sorted.slice(shown.length);
  const others = { count: rest.length, rows: 0, bytes: 0, chosen: 0 };
  for (const { table } of rest) for (const key of ['rows', 'bytes', 'chosen']) others[key] += table[key];
  return { shown, others, total, most: Math.max(shown[0]?.table[measure] ?? 0, others[measure]) };
}

// These are the stages that took time, and the time that belongs to none of them where that is worth telling.
function timeByStage() {
  const { seconds } = report;
  const parts = { catalog: seconds.catalog, closure: seconds.closure, schema: seconds.schema, load: seconds.load, finish: seconds.finish };
  const rest = seconds.total - Object.values(parts).reduce((sum, part) => sum + part, 0);
  if (rest > seconds.total * 0.02) parts.other = rest;
  return Object.entries(parts).filter(([stage, part]) => part > 0 || stage === 'catalog' || stage === 'closure');
}

// These are the five tables or references that took longest.
const slowestOf = (list) =>
  list.map((entry, index) => ({ entry, index })).filter(({ entry }) => entry.seconds >= 0.005)
    .sort((a, b) => b.entry.seconds - a.entry.seconds).slice(0, 5);

// These are the references that an index would help; those that took longest come first.
const missingIndexes = () =>
  references.map((reference, index) => ({ reference, index })).filter(({ reference }) => reference.index)
    .sort((a, b) => b.reference.seconds - a.reference.seconds);
