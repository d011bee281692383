// This file shows the graph: what is seen of it, and what pointer and keys do to it.

// ---- The graph: elements and places -------------------------------------------------------------

const area = byId('area');
const svg = area.querySelector('svg');
const nodes = new Map();  // by index of the table: { element, x, y, width, height }, in the units of the SVG
const edges = new Map();  // by index of the reference: its element
const letters = svg && document.createElementNS(svg.namespaceURI, 'g');
let extent = { x: 0, y: 0, width: 1, height: 1 };
let size = { width: 1, height: 1 };  // of the window, in pixels

// The layout is read once, when the page opens; later only the window is measured.
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
    node.corner = { x: box.x, y: box.y };  // in the units of the element
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
    setTitle(element, tableTitle(table));
    names.set(index, element.querySelector('text')?.textContent ?? table.table);
    if (table.root) addMark(nodes.get(index));
  }
  letters.setAttribute('class', 'letters');
  letters.setAttribute('aria-hidden', 'true');
  svg.append(letters);
  for (const [index, element] of edges) {
    const reference = references[index];
    const classes = [reference.cut && 'cut', reference.in_cycle && 'cycle', !reference.declared && 'written'].filter(Boolean);
    element.classList.add(...classes);
    setTitle(element, `${reference.table} ${columnsOf(reference.columns)} to ${reference.parent}`);
    addHitPath(element);
  }
  nodes.values().next().value?.element.setAttribute('tabindex', 0);
}

// A table that a [[root]] names has a dot at the corner of its box.
function addMark({ element, corner }) {
  const mark = document.createElementNS(svg.namespaceURI, 'circle');
  for (const [name, value] of [['class', 'mark'], ['cx', corner.x], ['cy', corner.y], ['r', 5]]) mark.setAttribute(name, value);
  (element.querySelector('path, polygon, ellipse')?.parentNode ?? element).append(mark);
}

// A line of one pixel is hard to hit, so the same path is there again, wide and not painted.
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

// However fast the pointer is, one attribute is written for each frame; no element is touched.
function moveView(view) {
  state.view = clampView(view, extent, size);
  frame ||= requestAnimationFrame(drawView);
}

function drawView() {
  frame = 0;
  svg.setAttribute('viewBox', viewBox(state.view, size));
  svg.classList.toggle('far', state.view.scale < 0.32);
  svg.classList.toggle('small', state.view.scale < smallest);
  // The letters depend on the scale alone; some hundredths of it are not worth writing them anew.
  if (Math.abs(Math.log(state.view.scale / lettersAt)) > 0.04) drawLetters();
}

// Where names in the boxes would be smaller than this, as many as have room stand over the boxes, in letters that can be read.
const smallest = 0.62, letterSize = 11;
let lettersAt = 0;  // the scale that they were drawn at
const names = new Map();  // by index of the table, as dot wrote them

function drawLetters() {
  if (!svg) return;
  const { selected, view: { scale } } = state, near = selected ? nearOf(selected).ends : new Set();
  const weight = (index) => (near.has(index) ? 4e15 : 0) + (state.query !== '' && matches(tables[index], state.query) ? 2e15 : 0)
    + (tables[index].root ? 1e15 : 0) + tables[index].rows;
  const order = [...nodes.keys()].sort((a, b) => weight(b) - weight(a));
  const shown = scale < smallest ? namesThatFit(nodes, names, order, { width: letterSize * 0.58 / scale, height: letterSize * 1.35 / scale }) : [];
  lettersAt = scale;
  svg.style.setProperty('--letters', `${letterSize / scale}px`);
  letters.replaceChildren(...shown.map((index) => {
    const text = document.createElementNS(svg.namespaceURI, 'text');
    for (const [name, value] of [['x', nodes.get(index).x], ['y', nodes.get(index).y], ['text-anchor', 'middle'], ['dominant-baseline', 'central']]) text.setAttribute(name, value);
    text.textContent = names.get(index);
    return text;
  }));
}

function glideTo(to) {
  cancelAnimationFrame(animation);
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return moveView(to);
  const from = state.view, start = performance.now();
  const step = (now) => {
    const part = clamp((now - start) / 220, 0, 1);
    moveView(viewBetween(from, to, part));
    if (part < 1) animation = requestAnimationFrame(step);
  };
  animation = requestAnimationFrame(step);
}

const fitted = () => fittedView(extent, size);

// The view shows all of the graph where its names can be read then; otherwise the place where it begins: a root, or the table that
// most others reference.
function opening() {
  if (fitted().scale >= 0.35) return fitted();
  const first = mainTable([...nodes.keys()]);
  return first < 0 ? fitted() : { x: nodes.get(first).x, y: nodes.get(first).y, scale: 0.6 };
}

// By default the view zooms about the middle of the window.
function zoomAt(factor, px = size.width / 2, py = size.height / 2) {
  cancelAnimationFrame(animation);
  moveView(zoomedView(state.view, clampScale(state.view.scale * factor, extent, size), px, py, size));
}

function panBy(dx, dy) {
  cancelAnimationFrame(animation);
  moveView(pannedView(state.view, dx, dy));
}

function centre(index) {
  const node = nodes.get(index);
  if (node) glideTo({ x: node.x, y: node.y, scale: state.view.scale < 0.55 ? 0.85 : state.view.scale });
}

// The view moves only where the table could not be seen or read.
function reveal(index) {
  const node = nodes.get(index);
  if (node && (!isInView(node, state.view, size) || state.view.scale < 0.45)) centre(index);
}

// A reference is seen where both its ends are.
function revealReference(index) {
  const ends = [references[index].table, references[index].parent].map((name) => nodes.get(indexOf.get(name))).filter(Boolean);
  if (ends.length && edges.has(index)) glideTo(viewOfAll(ends, state.view, size));
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
    // The pointer is captured only now, as a click of a captured pointer would not reach the table.
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
  const factor = wheelFactor(event);
  if (clampScale(state.view.scale * factor, extent, size) === state.view.scale && !event.ctrlKey) return;  // the page goes on
  event.preventDefault();
  const box = area.getBoundingClientRect();
  zoomAt(factor, event.clientX - box.left, event.clientY - box.top);
}

const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

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
  else if (node && direction) focusNode(neighbourIn(nodes, index, direction));
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
  // The listener is not on the SVG, as a listener for the focus would make that a tab stop of its own.
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
  const items = [['named', 'a root of the config', has('named')], ['root', 'has chosen rows', has('root')], ['', 'required rows', true], ['all', 'the whole table', has('all')], ['none', 'no rows', has('none')],
    ['cycle', 'in a circle, or to itself', references.some((reference) => reference.in_cycle)],
    ['both', 'two ends: children are followed, too', references.some((reference) => reference.follow !== 'never')], ['cut', 'cut: not followed up', references.some((reference) => reference.cut)],
    ['written', 'written in the config', references.some((reference) => !reference.declared)]];
  byId('legend').append(...items.filter(([, , shown]) => shown).map(([kind, text]) => el('li', null, el('i', { class: kind }), text)));
}
