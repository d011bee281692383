// This file shows what is selected, and the panel that tells of it.

// Scrolls to the graph where less than most of it is seen; without a drawing, to the panel.
function showGraph() {
  const stage = byId(svg ? 'stage' : 'panel');
  const box = stage.getBoundingClientRect(), bar = byId('search').closest('header').offsetHeight;
  const seen = Math.min(box.bottom, innerHeight) - Math.max(box.top, bar);
  if (seen < 0.9 * Math.min(box.height, innerHeight - bar)) stage.scrollIntoView({ block: 'start' });
}

function select(kind, index, moves, event = null) {
  update({ selected: { kind, index } });
  if (event?.detail === 0) byId('panel').querySelector('h2').focus({ preventScroll: true });  // by the keyboard: go on reading there
  if (!moves) return;
  showGraph();
  if (svg) (kind === 'table' ? reveal : revealReference)(index);
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

function panelTitle(text, tagList, more = null) {
  return [el('div', { class: 'title' }, el('h2', { class: 'name', tabindex: -1 }, text),
    el('button', { class: 'close', type: 'button', 'aria-label': 'Close', title: 'Close (Esc)', onclick: () => update({ selected: null }) }, '\u00d7')),
    tagList.length || more ? el('div', { class: 'tags' }, tags(tagList), more) : null].filter(Boolean);
}

function emptyPanel() {
  const keys = [['Drag', 'move'], ['Wheel', 'zoom'], ['+ \u2212', 'zoom'], ['0', 'show all'], ['/', 'find a table'], ['Tab', 'go to the tables'], ['Enter', 'select'], ['Esc', 'select nothing']];
  return [el('h2', { tabindex: -1 }, 'Nothing selected'),
    el('p', { class: 'muted gap' }, 'Select a table to see its rows, its references and what is done about its columns; or an arrow to see one reference.'),
    svg && el('dl', { class: 'pairs keys' }, keys.map(([key, what]) => [el('dt', null, el('kbd', null, key)), el('dd', null, what)]))].filter(Boolean);
}

function tablePanel(index) {
  const table = tables[index];
  const rules = { closure: 'what is chosen or required', all: 'the whole table', none: 'stays empty', absent: 'not in the twin' };
  const facts = pairs([
    ['Rows', el('strong', null, roughly + rowsOf(table.rows)), report.counted && el('div', { class: 'muted' }, sourceShare(table))],
    report.counted && ['Chosen', roughly + count(table.chosen)],
    report.counted && table.rule !== 'all' && ['Required', roughly + count(table.rows - table.chosen)],
    ['Bytes', about + bytes(table.bytes), el('span', { class: 'muted' }, ` of ${bytes(table.source_bytes)}`)],
    ['Rule', rules[table.rule] ?? table.rule],
    table.load_position > 0 && [report.command === 'run' ? 'Loaded' : 'Load order', `${count(table.load_position)} of ${count(lastPosition)}`, report.command === 'run' && `, ${duration(table.seconds)}`],
    table.cycle > 0 && ['Circle', circleOf(table)]]);
  return [...panelTitle(table.table, [...tagsOf(table), ...table.reached ? [] : [['none', 'not reached']]], copyButton('Copy link', new URL(hashOf(table), location.href).href)), facts,
    ...referenceList('References to parents', toParents[index], 'parent'), ...referenceList('Referenced by children', fromChildren[index], 'table'), ...columnList(table)];
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

function warnings(reference) {
  const list = warningsOf(reference);
  return list.length ? el('div', { class: 'tags' }, tags(list)) : null;
}

// A name, in which what was searched for is marked.
function foundName(name) {
  const at = state.query === '' ? -1 : name.toLowerCase().indexOf(state.query.toLowerCase()), end = at + state.query.length;
  return el('span', { class: 'name' }, at < 0 ? name : [name.slice(0, at), el('mark', null, name.slice(at, end)), name.slice(end)]);
}

function columnList(table) {
  const columns = personalColumns(table), others = otherColumns(table);
  const words = { masked: 'masked', kept: 'kept as it is', unclassified: 'neither masked nor kept' };
  const entry = (column) => el('li', null, el('div', { class: 'first' }, foundName(column.column),
    el('span', { class: column.state === 'unclassified' ? 'warn' : 'muted' }, words[column.state] ?? column.state)), column.mask && el('div', { class: 'sub name' }, column.mask));
  return [columns.length > 0 && el('h3', null, `Columns that may hold personal data (${columns.length})`),
    columns.length > 0 && el('ul', { class: 'entries' }, columns.map(entry)),
    others.length > 0 && el('h3', null, `${columns.length ? 'Other columns' : 'Columns'} (${others.length})`),
    others.length > 0 && el('p', { class: 'others' }, others.map((name, at) => [at > 0 && ', ', foundName(name)]))].filter(Boolean);
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
