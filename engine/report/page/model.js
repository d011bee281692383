'use strict';

// What the report says, and how numbers are written.

const report = JSON.parse(document.getElementById('report').textContent);
const { tables, references } = report;
// What differs from run to run stands apart in the report.
references.forEach((reference, index) => { reference.seconds ??= report.reference_seconds?.[index] ?? 0; });
tables.forEach((table, index) => {
  const [rows, bytes] = report.source_tables?.[index] ?? [null, 0];
  table.source_rows ??= rows;
  table.source_bytes ??= bytes;
});

// ---- Words and numbers --------------------------------------------------------------------------

const count = new Intl.NumberFormat('en-US').format;
const counted = (number, one, several = one + 's') => `${count(number)} ${number === 1 ? one : several}`;
const rowsOf = (number) => report.counted ? count(number) : '\u2013';
const about = report.command === 'plan' ? 'about ' : '';  // bytes: only a run has seen them
const roughly = report.estimated ? 'about ' : '';         // everything else

// As the program prints them elsewhere: units of 1024.
function bytes(number) {
  if (number < 1024) return `${number} B`;
  const units = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  let unit = 0;
  for (number /= 1024; number >= 1023.95 && unit + 1 < units.length; ++unit) number /= 1024;
  return `${number.toFixed(1)} ${units[unit]}`;
}

function duration(seconds) {
  if (seconds < 120) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  return `${count(Math.floor(whole / 60))} min ${whole % 60} s`;
}

function percent(part, whole) {
  if (!whole) return '';
  const share = Math.min(part / whole, 1) * 100;
  if (share > 0 && share < 0.1) return '< 0.1 %';
  return `${share >= 99.95 ? '100' : share.toFixed(1)} %`;
}

const columnsOf = (names) => `(${names.join(', ')})`;
const share = (table) => table.source_rows === null || !report.counted ? null : table.rows / Math.max(table.source_rows, table.rows, 1);

// ---- What is looked up --------------------------------------------------------------------------

const indexOf = new Map(tables.map((table, index) => [table.table, index]));
// A reference of a single partition names that; what is drawn is the partitioned table.
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

function kinds(table) {
  return [table.chosen > 0 && 'root', table.rule === 'all' && 'all', table.cycle > 0 && 'cycle',
    (table.rule === 'none' || table.rule === 'absent' || (report.counted && table.rows === 0)) && 'none'].filter(Boolean);
}
