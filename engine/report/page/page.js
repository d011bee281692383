'use strict';

const byId = (id) => document.getElementById(id);
const report = JSON.parse(byId('report').textContent);
const { tables, references } = report;
// What differs from run to run stands apart in the report.
references.forEach((reference, index) => { reference.seconds ??= report.reference_seconds?.[index] ?? 0; });
tables.forEach((table, index) => {
  const [rows, bytes] = report.source_tables?.[index] ?? [null, 0];
  table.source_rows ??= rows;
  table.source_bytes ??= bytes;
});

// Everything that can change after the page is there. Only update() and moveView() write it.
const state = {
  theme: document.documentElement.dataset.theme,  // 'light', 'dark', or '' for the system's
  query: '',
  match: -1,                     // the table that Enter went to
  selected: null,                // { kind: 'table' | 'reference', index }
  measure: 'rows',               // of the bars
  sort: { key: 'rows', descending: true },
  empty: false,                  // list tables without rows too
  view: { x: 0, y: 0, scale: 1 } // the middle of the graph's window, and its pixels for each unit
};

function update(change) {
  Object.assign(state, change);
  if ('theme' in change) drawTheme();
  if ('query' in change || 'match' in change) drawMatches();
  if ('query' in change || 'sort' in change || 'empty' in change) drawList();
  if ('measure' in change) drawBars();
  if ('selected' in change) { drawSelection(); drawPanel(); }
}

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

// ---- Elements -----------------------------------------------------------------------------------

// Names may hold any character: they only ever become text nodes and attribute values.
function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name === 'onclick') element.addEventListener('click', value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ''));
  return element;
}

const tag = (kind, text) => el('span', { class: `tag ${kind}` }, text);

function tableLink(name, reveal = true) {
  const index = indexOf.get(name);
  if (index === undefined) return el('span', { class: 'name' }, name);
  return el('button', { class: 'link name', type: 'button', 'data-table': index, onclick: (event) => select('table', index, reveal, event) }, name);
}

const referenceLink = (index, text) =>
  el('button', { class: 'link name', type: 'button', 'data-reference': index, onclick: (event) => select('reference', index, true, event) }, text);

// A page that was opened from a file may be refused the clipboard; then the text is left selected.
async function copy(button, text, from) {
  let done = true;
  try { await navigator.clipboard.writeText(text); } catch { done = false; }
  if (!done && from) getSelection().selectAllChildren(from);
  button.textContent = done ? 'Copied' : 'Selected';
  setTimeout(() => { button.textContent = button.dataset.label; }, 1600);
}

function copyButton(label, text, from) {
  return el('button', { class: 'button', type: 'button', 'data-label': label, onclick: (event) => copy(event.currentTarget, text, from) }, label);
}

function block(text) {
  const pre = el('pre', null, text);
  return el('div', { class: 'block' }, pre, copyButton('Copy', text, pre));
}

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

function tableTags(table) {
  const text = { root: 'chosen', all: 'whole table', cycle: `circle ${table.cycle}`, none: table.rule === 'none' ? 'left empty' : table.rule === 'absent' ? 'not in the twin' : 'no rows' };
  return [...table.root && !table.chosen ? [tag('', 'root')] : [], ...kinds(table).map((kind) => tag(kind, text[kind]))];
}

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

// ---- The graph: elements and places -------------------------------------------------------------

const area = byId('area');
const svg = area.querySelector('svg');
const nodes = new Map();  // by index of the table: { element, x, y, width, height }, in the units of the SVG
const edges = new Map();  // by index of the reference: its element
let extent = { x: 0, y: 0, width: 1, height: 1 };
let size = { width: 1, height: 1 };  // of the window, in pixels

// One layout when the page opens; later nothing is measured but the window.
function readGraph() {
  const box = svg.viewBox.baseVal;
  extent = { x: box.x, y: box.y, width: box.width || 1, height: box.height || 1 };
  svg.removeAttribute('width');
  svg.removeAttribute('height');
  svg.setAttribute('role', 'group');
  svg.setAttribute('aria-label', 'Tables; Enter selects one, arrow keys go to the next');
  for (const element of svg.querySelectorAll('g.node, g.edge')) {
    const index = Number(element.id.slice(1));
    if (element.id[0] === 't' && tables[index]) nodes.set(index, { element });
    if (element.id[0] === 'r' && references[index]) edges.set(index, element);
  }
  for (const node of nodes.values()) {
    const box = (node.element.querySelector('path, polygon, ellipse') ?? node.element).getBBox();
    const matrix = node.element.parentNode.transform?.baseVal.consolidate()?.matrix ?? { a: 1, d: 1, e: 0, f: 0 };
    Object.assign(node, { x: (box.x + box.width / 2) * matrix.a + matrix.e, y: (box.y + box.height / 2) * matrix.d + matrix.f, width: box.width, height: box.height });
  }
}

function setTitle(element, text) {
  const title = element.querySelector('title') ?? element.insertBefore(document.createElementNS(svg.namespaceURI, 'title'), element.firstChild);
  title.textContent = text;
  element.setAttribute('aria-label', text);
  for (const anchor of element.querySelectorAll('a')) anchor.removeAttribute('xlink:title');  // dot's own, nearer to the pointer
}

function dressGraph() {
  svg.querySelector('g.graph > title')?.remove();  // it would be shown wherever the pointer rests
  for (const [index, { element }] of nodes) {
    const table = tables[index];
    element.classList.remove('root');  // what its config says; what is shown is what came of that
    element.classList.add(...kinds(table));
    element.setAttribute('role', 'button');
    element.setAttribute('tabindex', -1);
    setTitle(element, `${table.table}: ${report.counted ? counted(table.rows, 'row') : 'rows not counted'}${table.chosen ? `, ${count(table.chosen)} chosen` : ''}`);
  }
  for (const [index, element] of edges) {
    const reference = references[index];
    const classes = [reference.cut && 'cut', reference.in_cycle && 'cycle', !reference.declared && 'written'].filter(Boolean);
    element.classList.add(...classes);
    setTitle(element, `${reference.table} ${columnsOf(reference.columns)} to ${reference.parent}`);
    addHitPath(element);
  }
  nodes.values().next().value?.element.setAttribute('tabindex', 0);
}

// A line of one pixel is hard to hit: the same path again, wide and not painted.
function addHitPath(element) {
  const path = element.querySelector('path');
  if (!path) return;
  const hit = path.cloneNode(false);
  hit.setAttribute('class', 'hit');
  element.append(hit);
}

// ---- The graph: what part is seen ---------------------------------------------------------------

let frame = 0;      // asked for, to write the view
let animation = 0;  // running, from one view to another

const fitScale = () => Math.min(size.width / (extent.width + 24), size.height / (extent.height + 24), 1.4);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const clampScale = (scale) => clamp(scale, Math.min(fitScale() * 0.7, 0.5), 4);

// However fast the pointer is, one attribute is written for each frame; no element is touched.
function moveView(view) {
  const scale = clampScale(view.scale);
  const beyondX = size.width / scale * 0.4, beyondY = size.height / scale * 0.4;  // some of the graph is always seen
  state.view = {
    scale,
    x: clamp(view.x, extent.x - beyondX, extent.x + extent.width + beyondX),
    y: clamp(view.y, extent.y - beyondY, extent.y + extent.height + beyondY)
  };
  frame ||= requestAnimationFrame(drawView);
}

function drawView() {
  frame = 0;
  const { x, y, scale } = state.view;
  const width = size.width / scale, height = size.height / scale;
  svg.setAttribute('viewBox', `${x - width / 2} ${y - height / 2} ${width} ${height}`);
  svg.classList.toggle('far', scale < 0.32);  // text of four pixels is only noise, and slow
}

function glideTo(to) {
  cancelAnimationFrame(animation);
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return moveView(to);
  const from = state.view, start = performance.now();
  const step = (now) => {
    const part = clamp((now - start) / 220, 0, 1), eased = 1 - (1 - part) ** 3;
    const between = (key) => from[key] + (to[key] - from[key]) * eased;
    moveView({ x: between('x'), y: between('y'), scale: between('scale') });
    if (part < 1) animation = requestAnimationFrame(step);
  };
  animation = requestAnimationFrame(step);
}

const fitted = () => ({ x: extent.x + extent.width / 2, y: extent.y + extent.height / 2, scale: fitScale() });

// All of it where its names can be read then; else where it begins: a root, or the table that most others reference.
function opening() {
  if (fitScale() >= 0.35) return fitted();
  const weight = (index) => (tables[index].root ? references.length + 1 : 0) + fromChildren[index].length;
  const first = [...nodes.keys()].reduce((best, index) => best < 0 || weight(index) > weight(best) ? index : best, -1);
  return first < 0 ? fitted() : { x: nodes.get(first).x, y: nodes.get(first).y, scale: 0.6 };
}

// The point under the pointer stays where it is.
function zoomAt(factor, px = size.width / 2, py = size.height / 2) {
  cancelAnimationFrame(animation);
  const { x, y, scale } = state.view;
  const next = clampScale(scale * factor);
  const dx = px - size.width / 2, dy = py - size.height / 2;
  moveView({ x: x + dx / scale - dx / next, y: y + dy / scale - dy / next, scale: next });
}

function panBy(dx, dy) {
  cancelAnimationFrame(animation);
  moveView({ ...state.view, x: state.view.x - dx / state.view.scale, y: state.view.y - dy / state.view.scale });
}

function centre(index) {
  const node = nodes.get(index);
  if (node) glideTo({ x: node.x, y: node.y, scale: state.view.scale < 0.55 ? 0.85 : state.view.scale });
}

// Moves only where the table could not be seen or read.
function reveal(index) {
  const node = nodes.get(index), { x, y, scale } = state.view;
  if (!node) return;
  const inside = Math.abs(node.x - x) + node.width / 2 < size.width / scale / 2 && Math.abs(node.y - y) + node.height / 2 < size.height / scale / 2;
  if (!inside || scale < 0.45) centre(index);
}

// A reference is seen where both its ends are.
function revealReference(index) {
  const ends = [references[index].table, references[index].parent].map((name) => nodes.get(indexOf.get(name))).filter(Boolean);
  if (!ends.length || !edges.has(index)) return;
  const [left, right] = [Math.min(...ends.map((end) => end.x - end.width)), Math.max(...ends.map((end) => end.x + end.width))];
  const [top, bottom] = [Math.min(...ends.map((end) => end.y - end.height * 2)), Math.max(...ends.map((end) => end.y + end.height * 2))];
  glideTo({ x: (left + right) / 2, y: (top + bottom) / 2, scale: Math.min(size.width / (right - left), size.height / (bottom - top), Math.max(state.view.scale, 0.85)) });
}

// ---- The graph: pointer and keys ----------------------------------------------------------------

const pointers = new Map();  // those that are down, and where
let dragged = false;         // since the last one went down: its click is none

function pointerDown(event) {
  if (event.button !== 0) return;
  if (pointers.size === 0) dragged = false;
  pointers.set(event.pointerId, { x: event.clientX, y: event.clientY, fromX: event.clientX, fromY: event.clientY });
}

function pointerMove(event) {
  const pointer = pointers.get(event.pointerId);
  if (!pointer) return;
  if (event.pointerType === 'mouse' && event.buttons === 0) return pointerUp(event);  // let go outside of the window
  if (!dragged && Math.hypot(event.clientX - pointer.fromX, event.clientY - pointer.fromY) < 4) return;
  if (!dragged) {
    // Captured only now: a click of a captured pointer would not reach the table.
    dragged = true;
    area.setPointerCapture(event.pointerId);
    area.classList.add('dragging');
  }
  const other = [...pointers.entries()].find(([id]) => id !== event.pointerId)?.[1];
  if (other) {
    const box = area.getBoundingClientRect();
    const before = Math.hypot(pointer.x - other.x, pointer.y - other.y), now = Math.hypot(event.clientX - other.x, event.clientY - other.y);
    zoomAt(now / Math.max(before, 1), other.x - box.left, other.y - box.top);
  } else {
    panBy(event.clientX - pointer.x, event.clientY - pointer.y);
  }
  pointer.x = event.clientX;
  pointer.y = event.clientY;
}

function pointerUp(event) {
  pointers.delete(event.pointerId);
  if (pointers.size > 0) return;
  area.classList.remove('dragging');
  setTimeout(() => { dragged = false; });  // behind the click that belongs to it
}

function clicked(event) {
  if (dragged) return;
  const element = event.target.closest('.node, .edge');
  if (!element) return update({ selected: null });
  select(element.classList.contains('node') ? 'table' : 'reference', Number(element.id.slice(1)), false);
}

let scrolledAt = -Infinity;  // a page that is being scrolled goes on scrolling when the graph comes under the pointer

function wheeled(event) {
  if (performance.now() - scrolledAt < 200 && !event.ctrlKey) return;
  const pixels = event.deltaY * [1, 20, 400][event.deltaMode];
  const factor = Math.exp(-clamp(pixels, -240, 240) * (event.ctrlKey ? 0.008 : 0.0018));
  if (clampScale(state.view.scale * factor) === state.view.scale && !event.ctrlKey) return;  // the page goes on
  event.preventDefault();
  const box = area.getBoundingClientRect();
  zoomAt(factor, event.clientX - box.left, event.clientY - box.top);
}

const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The nearest table in that direction, those straight ahead before those aside.
function neighbourIn(index, [dx, dy]) {
  const from = nodes.get(index);
  let best = -1, least = Infinity;
  for (const [other, node] of nodes) {
    const ahead = (node.x - from.x) * dx + (node.y - from.y) * dy;
    const aside = Math.abs((node.x - from.x) * dy) + Math.abs((node.y - from.y) * dx);
    if (other !== index && ahead > 1 && ahead + 2 * aside < least) { best = other; least = ahead + 2 * aside; }
  }
  return best;
}

function focusNode(index) {
  if (!nodes.has(index)) return;
  svg.querySelector('.node[tabindex="0"]')?.setAttribute('tabindex', -1);
  nodes.get(index)?.element.setAttribute('tabindex', 0);
  nodes.get(index)?.element.focus({ preventScroll: true });
}

function graphKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const node = event.target.closest('.node'), index = node ? Number(node.id.slice(1)) : -1, direction = directions[event.key];
  if (event.key === '+' || event.key === '=') zoomAt(1.3);
  else if (event.key === '-') zoomAt(1 / 1.3);
  else if (event.key === '0' || event.key === 'f') glideTo(fitted());
  else if (node && direction) focusNode(neighbourIn(index, direction));
  else if (node && (event.key === 'Enter' || event.key === ' ')) select('table', index, false);
  else if (direction) panBy(-60 * direction[0], -60 * direction[1]);
  else return;
  event.preventDefault();
}

function startGraph() {
  if (!svg) {
    byId('stage').classList.add('bare');
    area.style.cursor = 'auto';
    byId('zoom').hidden = byId('legend').hidden = true;
    return;
  }
  readGraph();
  dressGraph();
  area.tabIndex = 0;
  area.setAttribute('role', 'application');
  area.setAttribute('aria-label', 'Graph of tables. Arrow keys move it, plus and minus zoom, 0 shows all, Tab goes to the tables.');
  area.addEventListener('pointerdown', pointerDown);
  area.addEventListener('pointermove', pointerMove);
  area.addEventListener('pointerup', pointerUp);
  area.addEventListener('pointercancel', pointerUp);
  area.addEventListener('click', clicked);
  area.addEventListener('wheel', wheeled, { passive: false });
  area.addEventListener('keydown', graphKey);
  // Not on the SVG: a listener for the focus would make that a tab stop of its own.
  area.addEventListener('focusin', (event) => { if (event.target.matches('.node:focus-visible')) reveal(Number(event.target.id.slice(1))); });
  addEventListener('scroll', () => { scrolledAt = performance.now(); }, { passive: true });
  byId('zoom-in').addEventListener('click', () => zoomAt(1.4));
  byId('zoom-out').addEventListener('click', () => zoomAt(1 / 1.4));
  byId('fit').addEventListener('click', () => glideTo(fitted()));
  size = { width: area.clientWidth, height: area.clientHeight };
  moveView(opening());
  drawView();
  let opened = state.view;
  new ResizeObserver(() => {
    const moved = ['x', 'y', 'scale'].some((key) => Math.abs(state.view[key] - opened[key]) > 1e-6);
    size = { width: area.clientWidth || 1, height: area.clientHeight || 1 };
    moveView(moved ? state.view : opening());
    if (!moved) opened = state.view;
  }).observe(area);
}

function drawLegend() {
  const has = (kind) => tables.some((table) => kinds(table).includes(kind));
  const items = [['root', 'has chosen rows', has('root')], ['', 'required rows', true], ['all', 'the whole table', has('all')], ['none', 'no rows', has('none')],
    ['cycle', 'in a circle, or to itself', references.some((reference) => reference.in_cycle)],
    ['both', 'two ends: children are followed, too', references.some((reference) => reference.follow !== 'never')], ['cut', 'cut: not followed up', references.some((reference) => reference.cut)],
    ['written', 'written in the config', references.some((reference) => !reference.declared)]];
  byId('legend').append(...items.filter(([, , shown]) => shown).map(([kind, text]) => el('li', null, el('i', { class: kind }), text)));
}

// ---- Search -------------------------------------------------------------------------------------

const matches = (table) => table.table.toLowerCase().includes(state.query.toLowerCase());

function drawMatches() {
  const searching = state.query !== '';
  const found = tables.flatMap((table, index) => searching && matches(table) ? [index] : []);
  byId('found').textContent = !searching ? '' : state.match >= 0 ? `${count(found.indexOf(state.match) + 1)} / ${count(found.length)}` : `${count(found.length)} of ${count(tables.length)}`;
  if (!svg) return;
  svg.classList.toggle('searching', searching);
  for (const [index, { element }] of nodes) element.classList.toggle('match', searching && matches(tables[index]));
}

function nextMatch(step) {
  const found = tables.map((_, index) => index).filter((index) => matches(tables[index]));
  if (state.query === '' || !found.length) return;
  const at = found.indexOf(state.match);
  const next = found[at < 0 ? (step > 0 ? 0 : found.length - 1) : (at + step + found.length) % found.length];
  update({ match: next, selected: { kind: 'table', index: next } });
  showGraph();
  centre(next);
}

function searchKey(event) {
  if (event.key === 'Enter') nextMatch(event.shiftKey ? -1 : 1);
  else if (event.key === 'Escape') { event.stopPropagation(); event.target.value = ''; update({ query: '', match: -1 }); }
}

function pageKey(event) {
  if (event.target.matches('input[type=search]')) return;
  if (event.key === '/' && !event.ctrlKey && !event.metaKey) { event.preventDefault(); byId('search').select(); byId('search').focus(); }
  else if (event.key === 'Escape' && (state.query || state.selected)) { byId('search').value = ''; update({ query: '', match: -1, selected: null }); }
}

// ---- Selection and panel ------------------------------------------------------------------------

function showGraph() {
  const box = byId('graph').getBoundingClientRect();
  if (box.bottom < 200 || box.top > innerHeight - 200) byId('graph').scrollIntoView();
}

function select(kind, index, moves, event = null) {
  update({ selected: { kind, index } });
  if (event?.detail === 0) byId('panel').querySelector('h2').focus({ preventScroll: true });  // by the keyboard: go on reading there
  if (!moves) return;
  showGraph();
  if (svg) (kind === 'table' ? reveal : revealReference)(index);
}

function nearOf({ kind, index }) {
  const links = kind === 'table' ? [...toParents[index], ...fromChildren[index]] : [index];
  const names = links.flatMap((link) => [references[link].table, references[link].parent]);
  return { links: new Set(links), ends: new Set([...names.map((name) => indexOf.get(name)), ...kind === 'table' ? [index] : []]) };
}

function drawSelection() {
  const { selected } = state;
  const is = (kind, index) => selected?.kind === kind && selected.index === index;
  const near = selected ? nearOf(selected) : { links: new Set(), ends: new Set() };
  svg?.classList.toggle('picking', selected !== null);
  for (const [index, { element }] of nodes) {
    element.classList.toggle('near', near.ends.has(index));
    element.classList.toggle('selected', is('table', index));
    element.setAttribute('aria-pressed', is('table', index));
    if (is('table', index)) { svg.querySelector('.node[tabindex="0"]')?.setAttribute('tabindex', -1); element.setAttribute('tabindex', 0); }
  }
  for (const [index, element] of edges) {
    element.classList.toggle('near', near.links.has(index));
    element.classList.toggle('selected', is('reference', index));
  }
  for (const [index, row] of listRows.entries()) row.classList.toggle('on', is('table', index));
  for (const row of byId('bars').children) row.classList.toggle('on', is('table', Number(row.dataset.table ?? -1)));
}

function drawPanel() {
  const panel = byId('panel');
  const inside = panel.contains(document.activeElement);
  const { selected } = state;
  panel.replaceChildren(...selected === null ? emptyPanel() : selected.kind === 'table' ? tablePanel(selected.index) : referencePanel(selected.index));
  panel.scrollTop = 0;
  if (inside) panel.querySelector('h2').focus();  // the button that had the focus is gone
}

function panelTitle(text, tags) {
  return [el('div', { class: 'title' }, el('h2', { class: 'name', tabindex: -1 }, text),
    el('button', { class: 'close', type: 'button', 'aria-label': 'Close', title: 'Close (Esc)', onclick: () => update({ selected: null }) }, '\u00d7')),
    tags.length ? el('div', { class: 'tags' }, tags) : null].filter(Boolean);
}

function emptyPanel() {
  const keys = [['Drag', 'move'], ['Wheel', 'zoom'], ['+ \u2212', 'zoom'], ['0', 'show all'], ['/', 'find a table'], ['Tab', 'go to the tables'], ['Enter', 'select'], ['Esc', 'select nothing']];
  return [el('h2', { tabindex: -1 }, 'Nothing selected'),
    el('p', { class: 'muted gap' }, 'Select a table to see its rows, its references and what is done about its columns; or an arrow to see one reference.'),
    svg && el('dl', { class: 'pairs keys' }, keys.map(([key, what]) => [el('dt', null, el('kbd', null, key)), el('dd', null, what)]))].filter(Boolean);
}

const pairs = (entries) => el('dl', { class: 'pairs' }, entries.filter(Boolean).map(([name, ...value]) => [el('dt', null, name), el('dd', null, value)]));

function tablePanel(index) {
  const table = tables[index];
  const rules = { closure: 'what is chosen or required', all: 'the whole table', none: 'stays empty', absent: 'not in the twin' };
  const ofSource = table.source_rows === null ? 'the source does not know how many it has' : `${percent(table.rows, table.source_rows) || '0 %'} of about ${count(table.source_rows)} in the source`;
  const facts = pairs([
    ['Rows', el('strong', null, roughly + rowsOf(table.rows)), report.counted && el('div', { class: 'muted' }, ofSource)],
    report.counted && ['Chosen', roughly + count(table.chosen)],
    report.counted && table.rule !== 'all' && ['Required', roughly + count(table.rows - table.chosen)],
    ['Bytes', about + bytes(table.bytes), el('span', { class: 'muted' }, ` of ${bytes(table.source_bytes)}`)],
    ['Rule', rules[table.rule] ?? table.rule],
    table.load_position > 0 && [report.command === 'run' ? 'Loaded' : 'Load order', `${count(table.load_position)} of ${count(lastPosition)}`, report.command === 'run' && `, ${duration(table.seconds)}`],
    table.cycle > 0 && ['Circle', circleOf(table)]]);
  return [...panelTitle(table.table, [...tableTags(table), ...table.reached ? [] : [tag('none', 'not reached')]]), facts,
    ...referenceList('References to parents', toParents[index], 'parent'), ...referenceList('Referenced by children', fromChildren[index], 'table'), ...columnList(table.table)];
}

function circleOf(table) {
  const others = tables.filter((other) => other.cycle === table.cycle && other !== table);
  if (!others.length) return 'references itself';
  return ['with ', ...others.flatMap((other, at) => [at > 0 && ', ', tableLink(other.table)])];
}

function referenceList(title, list, end) {
  return [el('h3', null, `${title} (${list.length})`),
    list.length ? el('ul', { class: 'entries' }, list.map((index) => referenceEntry(index, end))) : el('p', { class: 'muted' }, 'None')];
}

function referenceEntry(index, end) {
  const reference = references[index];
  const columns = `${columnsOf(reference.columns)} to ${columnsOf(reference.parent_columns)}`;
  return el('li', null,
    el('div', { class: 'first' }, tableLink(reference[end]), el('span', { class: 'counts' }, followed(reference))),
    el('div', { class: 'sub name' }, columns),
    el('div', { class: 'sub' }, howFollowed(reference), '. ', referenceLink(index, reference.name)),
    warnings(reference), reference.index && block(reference.index));
}

const followed = (reference) => report.counted ? `${count(reference.up)} up, ${count(reference.down)} down` : '';

function howFollowed(reference) {
  const down = { chosen: 'Down from chosen rows', always: 'Down from every row', never: 'Never down' }[reference.follow] ?? reference.follow;
  return down + (reference.limit === undefined || reference.limit === null ? '' : `, at most ${count(reference.limit)} for each`);
}

function warnings(reference) {
  const tags = [reference.cut && tag('cut', 'cut'), !reference.declared && tag('', 'written in the config'), reference.in_cycle && tag('cycle', reference.table === reference.parent ? 'to itself' : 'in a circle'),
    !reference.walked && !reference.cut && tag('', 'not followed up'), report.command === 'run' && reference.proven === false && tag('', 'the target lacks a table of it'),
    reference.dangling > 0 && tag('cut', `${counted(reference.dangling, 'row dangles', 'rows dangle')}`), reference.index && tag('cycle', 'an index is missing')].filter(Boolean);
  return tags.length ? el('div', { class: 'tags' }, tags) : null;
}

function columnList(name) {
  const columns = columnsByTable.get(name) ?? [];
  if (!columns.length) return [];
  const words = { masked: 'masked', kept: 'kept as it is', unclassified: 'neither masked nor kept' };
  return [el('h3', null, `Columns that may hold personal data (${columns.length})`), el('ul', { class: 'entries' }, columns.map((column) =>
    el('li', null, el('div', { class: 'first' }, el('span', { class: 'name' }, column.column),
      el('span', { class: column.state === 'unclassified' ? 'warn' : 'muted' }, words[column.state] ?? column.state)), column.mask && el('div', { class: 'sub name' }, column.mask))))];
}

function referencePanel(index) {
  const reference = references[index];
  return [...panelTitle(reference.name, []), warnings(reference), pairs([
    ['Child', tableLink(reference.table), el('div', { class: 'sub name' }, columnsOf(reference.columns))],
    ['Parent', tableLink(reference.parent), el('div', { class: 'sub name' }, columnsOf(reference.parent_columns))],
    report.counted && ['Up', `${roughly}${counted(reference.up - reference.dangling, 'row has', 'rows have')} a parent by it`],
    report.counted && ['Down', `${roughly}${counted(reference.down, 'child row')} came by it`],
    ['Followed', howFollowed(reference)],
    reference.cut && ['Cut', 'not followed up: NULL in the twin where the parent row did not come otherwise'],
    report.counted && ['Dangling', report.estimated ? 'not looked for' : reference.dangling ? counted(reference.dangling, 'row') : 'none'],
    reference.seconds > 0 && ['Time', `${duration(reference.seconds)} to ask for child rows`]]),
  reference.index && el('h3', null, 'An index in the source would help'), reference.index && block(reference.index)].filter(Boolean);
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

// ---- Theme --------------------------------------------------------------------------------------

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const isDark = () => state.theme ? state.theme === 'dark' : systemDark.matches;

function drawTheme() {
  document.documentElement.dataset.theme = state.theme;
  const label = `Use the ${isDark() ? 'light' : 'dark'} theme`;
  byId('theme').setAttribute('aria-label', label);
  byId('theme').title = label;
}

function toggleTheme() {
  update({ theme: isDark() ? 'light' : 'dark' });
  try { localStorage.setItem('subset-theme', state.theme); } catch { /* then it is forgotten */ }
}

// ---- Start --------------------------------------------------------------------------------------

drawHeader();
drawNotes();
drawLegend();
drawHeads();
drawTime();
drawLeftOut();
drawAdvice();
byId('footer').textContent = `subset ${report.version}. Peak memory ${bytes(report.peak_memory_bytes)}.`;
startGraph();
update({ theme: state.theme, query: '', measure: 'rows', selected: null });

byId('search').addEventListener('input', (event) => update({ query: event.target.value.trim(), match: -1 }));
byId('search').addEventListener('keydown', searchKey);
byId('empty').addEventListener('change', (event) => update({ empty: event.target.checked }));
byId('theme').addEventListener('click', toggleTheme);
systemDark.addEventListener('change', drawTheme);
document.addEventListener('keydown', pageKey);
for (const button of document.querySelectorAll('[data-measure]')) button.addEventListener('click', () => update({ measure: button.dataset.measure }));
addEventListener('beforeprint', () => { if (svg) { moveView(fitted()); drawView(); } });
