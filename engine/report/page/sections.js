// This file shows all that stands around the graph: header, sizes, time, advice and the list of tables.

// ---- Header -------------------------------------------------------------------------------------

function drawHeader() {
  byId('title').textContent = document.title;
  byId('facts').append(...listFacts().map((fact) => el('span', null, fact)));
  const { proven, text } = describeProof();
  byId('proof').append(text);
  byId('proof').classList.toggle('proven', proven);
  if (proven) byId('mark').removeAttribute('hidden');
  byId('figures').append(...listFigures().map(([name, value, more]) => el('div', null, el('dt', null, name), el('dd', null, value, more && el('small', null, more)))));
}

// Somebody should know this before handing the twin on: columns of which the config says nothing, and rows that dangle.
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
  const { shown, others, total, most } = barsOf(measure);
  byId('bars').replaceChildren(...shown.map(({ table, index }) => bar(table, table[measure], total, most, index)),
    ...others.count ? [bar({ table: `${count(others.count)} others`, ...others }, others[measure], total, most, -1)] : []);
  if (!shown.length) byId('bars').append(el('li', { class: 'empty-note' }, report.counted ? 'There are none.' : 'They were not counted.'));
  const key = (tone, text) => el('li', null, el('span', { class: 'swatch', style: `--tone:var(${tone})` }), text);
  byId('bars-key').replaceChildren(...measure === 'rows' && shown.length ? [key('--accent', 'chosen'), key('--accent-half', 'required'),
    ...shown.some(({ table }) => table.rule === 'all') ? [key('--whole', 'of a whole table')] : []] : []);
}

function drawLeftOut() {
  const notes = report.notes ?? [];
  byId('left-out').hidden = byId('to-notes').hidden = notes.length === 0;
  byId('note-lines').append(...notes.map((note) => el('li', null, note)));
}

function drawConfig() {
  const entries = report.config ?? [];
  byId('config').hidden = byId('to-config').hidden = entries.length === 0;
  byId('entries').append(...entries.map((entry) => el('li', null, el('div', { class: 'muted' }, `Line ${entry.line}`, entry.brought && ': ', el('strong', null, entry.brought && roughly + entry.brought)),
    el('pre', null, entry.text.trimEnd()))));
}

function drawChanges() {
  if (!report.since) return;
  byId('changes').hidden = byId('to-changes').hidden = false;
  const earlier = parseEarlier(report.since);
  if (!earlier) {
    byId('changes-sum').append('It cannot be read: it is no report of subset.');
    return;
  }
  const { rows, columns, added, gone } = changesSince(earlier);
  const rest = rows.length + columns.length + added.length + gone.length;
  byId('changes-sum').append(rest ? `${count(earlier.rows ?? 0)} rows then, ${rowsOf(report.rows)} now.` : 'Nothing but times.');
  const number = (value) => value === null ? 'not there' : count(value);
  const part = (title, list, entry) => list.length > 0 && el('div', null, el('h3', null, `${title} (${count(list.length)})`), entry(list));
  const table = (list) => el('table', null, el('tbody', null, list.map((change) => el('tr', null, el('td', null, tableLink(change.table)),
    el('td', { class: 'muted' }, number(change.before)), el('td', null, number(change.now))))));
  const lines = (list) => el('ul', { class: 'entries' }, list.map((note) => el('li', null, note)));
  byId('changed').append(...[part('Tables with other rows: then, now', rows, table),
    part('Columns about which something else is done', columns, (list) => el('ul', { class: 'entries' }, list.map((change) => el('li', null, tableLink(change.table),
      el('span', { class: 'name' }, `.${change.column}`), ` ${change.before ?? 'not there'}, now `, el('span', { class: change.now === 'unclassified' ? 'warn' : null }, change.now))))),
    part('New notes', added, lines), part('Notes that are gone', gone, lines)].filter(Boolean));
}

function drawTime() {
  const { seconds, queries } = report;
  const mode = report.target.way === 'rows' ? 'rows' : report.target.mode;
  const what = { catalog: 'what the source has', closure: 'which rows are needed', schema: mode === 'rows' ? 'what stands' : mode === 'keep' ? 'tables emptied' : mode === 'file' ? 'the schema written' : 'tables rebuilt',
    load: mode === 'file' ? 'rows written' : mode === 'rows' ? 'rows compared' : 'rows copied', finish: 'indexes, references, the proof', other: 'connecting and waiting' };
  const stages = timeByStage();
  byId('line').append(...stages.filter(([, part]) => part > 0).map(([stage, part]) => el('i', { class: stage, style: `--part:${part / seconds.total}` })));
  const line = (name, kind, text, asked, part) => el('tr', null, el('td', null, kind && el('span', { class: `swatch ${kind}` }), name), el('td', { class: 'what' }, text),
    el('td', { class: 'muted' }, asked ? counted(asked, 'query', 'queries') : ''), el('td', null, duration(part)), el('td', { class: 'muted' }, percent(part, seconds.total)));
  byId('stages').append(...stages.map(([stage, part]) => line(stage, stage, what[stage], queries[stage], part)), line('total', '', '', 0, seconds.total));
  if (report.command === 'run') drawSlowest('Slowest tables of the load', tables, (index, table) => tableLink(table.table));
  drawSlowest('Slowest references of the closure', references, (index, reference) => referenceLink(index, reference.name));
}

function drawSlowest(title, list, link) {
  const slow = slowestOf(list);
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
  const missing = missingIndexes();
  const advice = ({ reference, index }) => el('div', null,
    el('p', null, referenceLink(index, reference.name), report.estimated ? null : el('span', { class: 'muted' }, `, asked for ${duration(reference.seconds)}`)), block(reference.index));
  const shown = missing.slice(0, indexesShown), rest = missing.slice(indexesShown);
  byId('indexes').append(...shown.map(advice), ...rest.length ? [el('details', { class: 'more' }, el('summary', null, `${count(rest.length)} more`), rest.map(advice))] : [],
    ...missing.length ? [] : [el('p', { class: 'empty-note' }, 'None: every question for child rows found its index.')]);
  if (missing.length > 1) byId('copy-all').append(copyButton('Copy all', missing.map(({ reference }) => `${reference.index};\n`).join('')));
}

// ---- All tables ---------------------------------------------------------------------------------

const zero = (value, text) => el('span', { class: value ? null : 'zero' }, text);

// Each column has a head, and cells; its key says by which of sortValues it is sorted.
const listColumns = [
  { key: 'table', head: 'Table', cell: (table) => [tableLink(table.table), tags(tagsOf(table).filter(([kind]) => kind !== 'root' && kind !== 'none')), el('span', { class: 'found' })] },
  { key: 'rows', head: 'Rows', cell: (table) => zero(table.rows, rowsOf(table.rows)) },
  { key: 'share', head: 'Of the source', cell: (table) => share(table) === null ? zero(0, '\u2013') : zero(table.rows, percent(share(table), 1)) },
  { key: 'chosen', head: 'Chosen', cell: (table) => zero(table.chosen, rowsOf(table.chosen)) },
  { key: 'bytes', head: 'Bytes', cell: (table) => zero(table.bytes, bytes(table.bytes)) },
  { key: 'source', head: 'Source bytes', cell: (table) => bytes(table.source_bytes) },
  { key: 'position', head: 'Load order', cell: (table) => table.load_position ? count(table.load_position) : '' },
  { key: 'seconds', head: 'Load time', cell: (table) => zero(table.seconds, duration(table.seconds)), only: report.command === 'run' },
  { key: 'masked', head: 'Masked', cell: (table) => zero(masked(table), count(masked(table))), only: report.columns.length > 0 },
  { key: 'unclassified', head: 'Unclassified', cell: (table) => unclassified(table) ? el('span', { class: 'warn' }, count(unclassified(table))) : zero(0, '0'), only: report.columns.length > 0 }
].filter((column) => column.only !== false);

const listRows = tables.map((table) => el('tr', null, listColumns.map((column) => el('td', null, column.cell(table)))));

function drawHeads() {
  byId('heads').append(...listColumns.map((column) => el('th', { scope: 'col', 'data-key': column.key }, el('button', { type: 'button', onclick: () => sortBy(column.key) }, column.head))));
  const empty = tables.filter(isEmpty).length;
  byId('empty-label').hidden = empty === 0;
  byId('empty-text').textContent = report.counted ? `Show ${counted(empty, 'table')} without rows` : `Show ${counted(empty, 'table')} that no row reaches`;
}

function sortBy(key) {
  update({ sort: nextSort(state.sort, key) });
}

function drawList() {
  const { sort } = state;
  const shown = listed(state);
  byId('rows').replaceChildren(...shown.map((index) => listRows[index]));
  for (const index of shown) listRows[index].querySelector('.found').textContent = columnsFound(tables[index], state.query).join(', ');
  byId('listed').textContent = listedText(state, shown.length);
  for (const head of byId('heads').children) {
    if (head.dataset.key === sort.key) head.setAttribute('aria-sort', sort.descending ? 'descending' : 'ascending');
    else head.removeAttribute('aria-sort');
  }
}
