// This file says what the model holds in words: numbers, the whole, and single tables and references.

const count = new Intl.NumberFormat('en-US').format;
const counted = (number, one, several = one + 's') => `${count(number)} ${number === 1 ? one : several}`;
const rowsOf = (number) => report.counted ? count(number) : '\u2013';
const about = report.command === 'plan' ? 'about ' : '';  // bytes: only a run has seen them
const roughly = report.estimated ? 'about ' : '';         // everything else

// Sizes are in units of 1024, as the program prints them elsewhere.
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

// ---- What is said of the whole ------------------------------------------------------------------

// The text says what was proven of the references, or why nothing was.
function describeProof() {
  const { target } = report;
  if (report.command !== 'run') {
    return { proven: false, text: report.estimated ? 'An estimate from statistics: no row was read, and nothing was written' : 'Nothing was written' };
  }
  if (!report.verified) return { proven: false, text: target.mode === 'file' ? 'The file proves itself when it is loaded' : 'Not proven' };
  const number = references.filter((reference) => reference.proven !== false).length, absent = references.length - number;
  const where = target.database ? ` in ${target.database}` : '', but = absent ? `; ${count(absent)} not, of tables that the target lacks` : '';
  return { proven: true, text: `${counted(number, 'reference')} proven${where}${but}` };
}

function listFacts() {
  const way = { replace: 'schema and rows replaced', keep: 'rows replaced, schema kept', file: 'written to a file', rows: 'rows by difference' }[report.target.way === 'rows' ? 'rows' : report.target.mode];
  const snapshot = report.snapshot_time && `Snapshot of ${report.snapshot_time}`;
  return [snapshot, `PostgreSQL ${report.source.server_version}`, report.command === 'run' && way].filter(Boolean);
}

// Each figure at the top has a name, a value, and a text that is added in small letters.
function listFigures() {
  const filled = tables.filter((table) => table.rows > 0).length;
  const reasons = rowsByReason().filter(([rows]) => rows > 0).map(([rows, text]) => `${count(rows)} ${text}`);
  const queries = report.queries.catalog + report.queries.closure + report.queries.load;
  return [
    ['Rows', roughly + rowsOf(report.rows), report.counted && reasons.join(', ')],
    ['Bytes', about + bytes(report.bytes), `of ${bytes(tables.reduce((sum, table) => sum + table.source_bytes, 0))} in the source`],
    ['Tables', count(filled), `with rows, of ${count(tables.length)}`],
    ['References', count(references.length), `${count(references.filter((reference) => reference.walked).length)} followed`],
    ['Time', duration(report.seconds.total), counted(queries, 'query', 'queries')]];
}

// The list of tables tells what it was narrowed to, and how many that match are not shown.
function listedText({ query, empty }, shown) {
  if (query === '') return '';
  const hidden = tables.filter((table) => matches(table, query) && isEmpty(table)).length;
  return `${counted(shown, 'match', 'matches')} for \u201c${query}\u201d${!empty && hidden ? `, and ${count(hidden)} without rows` : ''}`;
}

// ---- What is said of one table or reference -----------------------------------------------------

// Each tag is [kind, text]; the kind gives it its colour.
function tagsOf(table) {
  const none = { none: 'left empty', absent: 'not in the twin' }[table.rule] ?? 'no rows';
  const text = { named: 'root', root: 'chosen', all: 'whole table', cycle: `circle ${table.cycle}`, none };
  return kinds(table).map((kind) => [kind, text[kind]]);
}

function warningsOf(reference) {
  return [
    reference.cut && ['cut', 'cut'],
    !reference.declared && ['', 'written in the config'],
    reference.in_cycle && ['cycle', reference.table === reference.parent ? 'to itself' : 'in a circle'],
    !reference.walked && !reference.cut && ['', 'not followed up'],
    report.command === 'run' && reference.proven === false && ['', 'the target lacks a table of it'],
    reference.dangling > 0 && ['cut', counted(reference.dangling, 'row dangles', 'rows dangle')],
    reference.index && ['cycle', 'an index is missing']
  ].filter(Boolean);
}

const followed = (reference) => report.counted ? `${count(reference.up)} up, ${count(reference.down)} down` : '';

function howFollowed(reference) {
  const down = { chosen: 'Down from chosen rows', always: 'Down from every row', never: 'Never down' }[reference.follow] ?? reference.follow;
  return down + (reference.limit === undefined || reference.limit === null ? '' : `, at most ${count(reference.limit)} for each`);
}

function tableTitle(table) {
  const rows = report.counted ? counted(table.rows, 'row') : 'rows not counted';
  return `${table.table}: ${rows}${table.chosen ? `, ${count(table.chosen)} chosen` : ''}`;
}

function sourceShare(table) {
  if (table.source_rows === null) return 'the source does not know how many it has';
  return `${percent(table.rows, table.source_rows) || '0 %'} of about ${count(table.source_rows)} in the source`;
}
