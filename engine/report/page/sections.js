// All that stands around the graph: header, sizes, time, advice and the list of tables.

// ---- Header -------------------------------------------------------------------------------------

// Rows by why they are there: a whole table's are asked for, and nothing need require them.
function rowsByReason() {
  const sum = (of) => tables.reduce((total, table) => total + of(table), 0);
  const chosen = sum((table) => table.chosen);
  const whole = sum((table) => table.rule === 'all' ? table.rows - table.chosen : 0);
  return [[chosen, 'chosen'], [report.rows - chosen - whole, 'required'], [whole, 'of whole tables']];
}

function drawProof() {
  const proof = byId('proof');
  const target = report.target;
  const number = references.filter((reference) => reference.proven !== false).length, absent = references.length - number;
  if (report.command !== 'run') {
    proof.append(report.estimated ? 'An estimate from statistics: no row was read, and nothing was written' : 'Nothing was written');
  } else if (report.verified) {
    byId('mark').removeAttribute('hidden');
    proof.classList.add('proven');
    proof.append(`${counted(number, 'reference')} proven${target.database ? ` in ${target.database}` : ''}`,
      absent ? `; ${count(absent)} not, of tables that the target lacks` : '');
  } else {
    proof.append(target.mode === 'file' ? 'The file proves itself when it is loaded' : 'Not proven');
  }
}

function drawHeader() {
  byId('title').textContent = document.title;
  const way = { replace: 'schema and rows replaced', keep: 'rows replaced, schema kept', file: 'written to a file' }[report.target.mode];
  const facts = [report.snapshot_time && `Snapshot of ${report.snapshot_time}`, `PostgreSQL ${report.source.server_version}`, report.command === 'run' && way];
  byId('facts').append(...facts.filter(Boolean).map((fact) => el('span', null, fact)));
  drawProof();
  const filled = tables.filter((table) => table.rows > 0).length;
  const reasons = rowsByReason().filter(([rows]) => rows > 0).map(([rows, text]) => `${count(rows)} ${text}`);
  const queries = report.queries.catalog + report.queries.closure + report.queries.load;
  const figures = [
    ['Rows', roughly + rowsOf(report.rows), report.counted && reasons.join(', ')],
    ['Bytes', about + bytes(report.bytes), `of ${bytes(tables.reduce((sum, table) => sum + table.source_bytes, 0))} in the source`],
    ['Tables', count(filled), `with rows, of ${count(tables.length)}`],
    ['References', count(references.length), `${count(references.filter((reference) => reference.walked).length)} followed`],
    ['Time', duration(report.seconds.total), counted(queries, 'query', 'queries')]];
  byId('figures').append(...figures.map(([name, value, more]) => el('div', null, el('dt', null, name), el('dd', null, value, more && el('small', null, more)))));
}

// What somebody should know before handing the twin on: columns that nothing was said of, and rows that dangle.
function drawNotes() {
  const open = report.columns.filter((column) => column.state === 'unclassified');
  const dangling = references.map((reference, index) => [reference, index]).filter(([reference]) => reference.dangling > 0);
  const note = (text, items) => el('details', null, el('summary', { class: 'warn' }, text), el('ul', null, items.map((item) => el('li', null, item))));
  if (open.length) {
    byId('notes').append(note(`${counted(open.length, 'column that may hold personal data is', 'columns that may hold personal data are')} neither masked nor kept`,
      open.map((column) => [tableLink(column.table), el('span', { class: 'name' }, `.${column.column}`)])));
  }
  if (dangling.length) {
    const rows = dangling.reduce((sum, [reference]) => sum + reference.dangling, 0);
    byId('notes').append(note(`${counted(rows, 'row references', 'rows reference')} a parent row that the source does not have`,
      dangling.map(([reference, index]) => [referenceLink(index, reference.name), ` ${count(reference.dangling)}`])));
  }
}

// ---- Sizes and time -----------------------------------------------------------------------------

const barsShown = 12;

function bar(table, value, total, most, index) {
  const width = (part) => `width:${most ? part / most * 100 : 0}%`;
  const rows = state.measure === 'rows';
  const track = el('span', { class: 'track' }, rows && table.chosen ? el('i', { class: 'chosen', style: width(table.chosen) }) : null,
    el('i', { class: rows && table.rule === 'all' ? 'all' : null, style: width(rows ? value - table.chosen : value) }));
  const cells = el('span', { class: 'row' }, el('span', { class: index < 0 ? 'muted' : 'name', title: table.table }, table.table), track,
    el('span', { class: 'number' }, rows ? count(value) : bytes(value)), el('span', { class: 'number muted' }, percent(value, total)));
  return el('li', { 'data-table': index < 0 ? null : index, class: state.selected?.kind === 'table' && state.selected.index === index ? 'on' : null },
    index < 0 ? cells : el('button', { type: 'button', onclick: (event) => select('table', index, true, event) }, cells));
}

function drawBars() {
  const { measure } = state;
  for (const button of document.querySelectorAll('[data-measure]')) button.setAttribute('aria-pressed', button.dataset.measure === measure);
  byId('measure-name').textContent = measure;
  const sorted = tables.map((table, index) => ({ table, index })).filter(({ table }) => table[measure] > 0).sort((a, b) => b.table[measure] - a.table[measure]);
  const total = sorted.reduce((sum, { table }) => sum + table[measure], 0);
  const shown = sorted.length > barsShown + 1 ? sorted.slice(0, barsShown) : sorted;
  const rest = sorted.slice(shown.length);
  const others = { table: `${count(rest.length)} others`, rows: 0, bytes: 0, chosen: 0 };
  for (const { table } of rest) for (const key of ['rows', 'bytes', 'chosen']) others[key] += table[key];
  const most = Math.max(shown[0]?.table[measure] ?? 0, others[measure]);
  byId('bars').replaceChildren(...shown.map(({ table, index }) => bar(table, table[measure], total, most, index)),
    ...rest.length ? [bar(others, others[measure], total, most, -1)] : []);
  if (!sorted.length) byId('bars').append(el('li', { class: 'empty-note' }, report.counted ? 'There are none.' : 'They were not counted.'));
  const key = (tone, text) => el('li', null, el('span', { class: 'swatch', style: `--tone:var(${tone})` }), text);
  byId('bars-key').replaceChildren(...measure === 'rows' && sorted.length ? [key('--accent', 'chosen'), key('--accent-half', 'required'),
    ...shown.some(({ table }) => table.rule === 'all') ? [key('--whole', 'of a whole table')] : []] : []);
}

function drawLeftOut() {
  const notes = report.notes ?? [];
  byId('left-out').hidden = notes.length === 0;
  byId('note-lines').append(...notes.map((note) => el('li', null, note)));
}

function drawTime() {
  const { seconds, queries } = report;
  const { mode } = report.target;
  const what = { catalog: 'what the source has', closure: 'which rows are needed', schema: mode === 'keep' ? 'tables emptied' : mode === 'file' ? 'the schema written' : 'tables rebuilt',
    load: mode === 'file' ? 'rows written' : 'rows copied', finish: 'indexes, references, the proof', other: 'connecting and waiting' };
  const parts = { catalog: seconds.catalog, closure: seconds.closure, schema: seconds.schema, load: seconds.load, finish: seconds.finish };
  const rest = seconds.total - Object.values(parts).reduce((sum, part) => sum + part, 0);
  if (rest > seconds.total * 0.02) parts.other = rest;
  const stages = Object.entries(parts).filter(([stage, part]) => part > 0 || stage === 'catalog' || stage === 'closure');
  byId('line').append(...stages.filter(([, part]) => part > 0).map(([stage, part]) => el('i', { class: stage, style: `--part:${part / seconds.total}` })));
  const line = (name, kind, text, asked, part) => el('tr', null, el('td', null, kind && el('span', { class: `swatch ${kind}` }), name), el('td', { class: 'what' }, text),
    el('td', { class: 'muted' }, asked ? counted(asked, 'query', 'queries') : ''), el('td', null, duration(part)), el('td', { class: 'muted' }, percent(part, seconds.total)));
  byId('stages').append(...stages.map(([stage, part]) => line(stage, stage, what[stage], queries[stage], part)), line('total', '', '', 0, seconds.total));
  if (report.command === 'run') drawSlowest('Slowest tables of the load', tables, (index, table) => tableLink(table.table));
  drawSlowest('Slowest references of the closure', references, (index, reference) => referenceLink(index, reference.name));
}

function drawSlowest(title, list, link) {
  const slow = list.map((entry, index) => ({ entry, index })).filter(({ entry }) => entry.seconds >= 0.005).sort((a, b) => b.entry.seconds - a.entry.seconds).slice(0, 5);
  if (!slow.length) return;
  byId('slowest').append(el('h3', { class: 'gap' }, title), el('table', null, el('tbody', null, slow.map(({ entry, index }) =>
    el('tr', null, el('td', null, link(index, entry)), el('td', null, duration(entry.seconds)))))));
}

// ---- Advice -------------------------------------------------------------------------------------

function bringer(entry) {
  const index = references.findIndex((reference) => reference.name === entry.reference && reference.table === entry.table && reference.parent === entry.parent);
  const [from, to] = entry.direction === 'down' ? [entry.parent, entry.table] : [entry.table, entry.parent];
  return el('div', null, el('p', null, index < 0 ? el('span', { class: 'name' }, entry.reference) : referenceLink(index, entry.reference)),
    el('p', null, `${roughly}${counted(entry.edges, 'pair')} of rows, ${entry.direction} from `, tableLink(from), ' to ', tableLink(to)),
    entry.advice ? block(entry.advice) : el('p', { class: 'muted' }, 'No line of the config would bring less.'));
}

const indexesShown = 5;

function drawAdvice() {
  byId('bringers').append(...report.bringers.length ? report.bringers.map(bringer) : [el('p', { class: 'empty-note' }, 'No reference brought a row.')]);
  const missing = references.map((reference, index) => ({ reference, index })).filter(({ reference }) => reference.index).sort((a, b) => b.reference.seconds - a.reference.seconds);
  const advice = ({ reference, index }) => el('div', null,
    el('p', null, referenceLink(index, reference.name), report.estimated ? null : el('span', { class: 'muted' }, `, asked for ${duration(reference.seconds)}`)), block(reference.index));
  const shown = missing.slice(0, indexesShown), rest = missing.slice(indexesShown);
  byId('indexes').append(...shown.map(advice), ...rest.length ? [el('details', { class: 'more' }, el('summary', null, `${count(rest.length)} more`), rest.map(advice))] : [],
    ...missing.length ? [] : [el('p', { class: 'empty-note' }, 'None: every question for child rows found its index.')]);
  if (missing.length > 1) byId('copy-all').append(copyButton('Copy all', missing.map(({ reference }) => `${reference.index};\n`).join('')));
}

// ---- All tables ---------------------------------------------------------------------------------

const unclassified = (table) => (columnsByTable.get(table.table) ?? []).filter((column) => column.state === 'unclassified').length;
const masked = (table) => (columnsByTable.get(table.table) ?? []).filter((column) => column.state === 'masked').length;
const zero = (value, text) => el('span', { class: value ? null : 'zero' }, text);

// Of each column: its head, what it is sorted by, and what it shows.
const listColumns = [
  { key: 'table', head: 'Table', value: (table) => table.table, cell: (table) => [tableLink(table.table), tableTags(table).filter((element) => !element.matches('.root, .none:not(.cycle)'))] },
  { key: 'rows', head: 'Rows', value: (table) => table.rows, cell: (table) => zero(table.rows, rowsOf(table.rows)) },
  { key: 'share', head: 'Of the source', value: (table) => share(table) ?? -1, cell: (table) => share(table) === null ? zero(0, '\u2013') : zero(table.rows, percent(share(table), 1)) },
  { key: 'chosen', head: 'Chosen', value: (table) => table.chosen, cell: (table) => zero(table.chosen, rowsOf(table.chosen)) },
  { key: 'bytes', head: 'Bytes', value: (table) => table.bytes, cell: (table) => zero(table.bytes, bytes(table.bytes)) },
  { key: 'source', head: 'Source bytes', value: (table) => table.source_bytes, cell: (table) => bytes(table.source_bytes) },
  { key: 'position', head: 'Load order', value: (table) => table.load_position || Infinity, cell: (table) => table.load_position ? count(table.load_position) : '' },
  { key: 'seconds', head: 'Load time', value: (table) => table.seconds, cell: (table) => zero(table.seconds, duration(table.seconds)), only: report.command === 'run' },
  { key: 'masked', head: 'Masked', value: masked, cell: (table) => zero(masked(table), count(masked(table))), only: report.columns.length > 0 },
  { key: 'unclassified', head: 'Unclassified', value: unclassified, cell: (table) => unclassified(table) ? el('span', { class: 'warn' }, count(unclassified(table))) : zero(0, '0'), only: report.columns.length > 0 }
].filter((column) => column.only !== false);

const listRows = tables.map((table) => el('tr', null, listColumns.map((column) => el('td', null, column.cell(table)))));
const isEmpty = (table) => report.counted ? table.rows === 0 : !table.reached;

function drawHeads() {
  byId('heads').append(...listColumns.map((column) => el('th', { scope: 'col', 'data-key': column.key }, el('button', { type: 'button', onclick: () => sortBy(column.key) }, column.head))));
  const empty = tables.filter(isEmpty).length;
  byId('empty-label').hidden = empty === 0;
  byId('empty-text').textContent = report.counted ? `Show ${counted(empty, 'table')} without rows` : `Show ${counted(empty, 'table')} that no row reaches`;
}

// Names begin at A, numbers with the largest.
function sortBy(key) {
  const { sort } = state;
  update({ sort: { key, descending: sort.key === key ? !sort.descending : key !== 'table' && key !== 'position' } });
}

function drawList() {
  const { sort, query } = state;
  const { value } = listColumns.find((column) => column.key === sort.key);
  const sign = sort.descending ? -1 : 1;
  const compare = (a, b) => a === b ? 0 : (a < b ? -1 : 1) * sign;
  const shown = tables.map((_, index) => index).filter((index) => (state.empty || !isEmpty(tables[index])) && (query === '' || matches(tables[index])))
    .sort((a, b) => compare(value(tables[a]), value(tables[b])) || a - b);
  byId('rows').replaceChildren(...shown.map((index) => listRows[index]));
  const hidden = query === '' ? 0 : tables.filter((table) => matches(table) && isEmpty(table)).length;
  byId('listed').textContent = query === '' ? '' : `${counted(shown.length, 'match', 'matches')} for \u201c${query}\u201d${!state.empty && hidden ? `, and ${count(hidden)} without rows` : ''}`;
  for (const head of byId('heads').children) {
    if (head.dataset.key === sort.key) head.setAttribute('aria-sort', sort.descending ? 'descending' : 'ascending');
    else head.removeAttribute('aria-sort');
  }
}
