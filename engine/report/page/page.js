// This file holds what can change on the page, what a reader can do to it beside the graph, and its start.

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
  if ('selected' in change) { drawSelection(); drawPanel(); writeLink(); }
  if ('selected' in change || 'query' in change || 'match' in change) drawLetters();
}

// ---- Search -------------------------------------------------------------------------------------

function drawMatches() {
  const searching = state.query !== '';
  const found = foundBy(state.query);
  byId('found').textContent = !searching ? '' : state.match >= 0 ? `${count(found.indexOf(state.match) + 1)} / ${count(found.length)}` : `${count(found.length)} of ${count(tables.length)}`;
  if (!svg) return;
  svg.classList.toggle('searching', searching);
  for (const [index, { element }] of nodes) element.classList.toggle('match', searching && matches(tables[index], state.query));
}

function nextMatch(step) {
  const found = foundBy(state.query);
  if (!found.length) return;
  const next = nextOf(found, state.match, step);
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

// ---- Links --------------------------------------------------------------------------------------

// The address names the selected table, so that it can be sent. Some browsers refuse that to a page that was opened from a file.
function writeLink() {
  const { selected } = state;
  const hash = selected?.kind === 'table' ? hashOf(tables[selected.index]) : '';
  if (hash === '' && tableOfHash(location.hash) < 0) return;  // a part of the page that the bar at the top leads to
  try { history.replaceState(null, '', hash || location.pathname + location.search); } catch { /* then there is none */ }
}

function followLink() {
  const index = tableOfHash(location.hash);
  if (index >= 0 && !(state.selected?.kind === 'table' && state.selected.index === index)) select('table', index, true);
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
drawConfig();
drawChanges();
drawAdvice();
byId('footer').textContent = `subset ${report.version}. Peak memory ${bytes(report.peak_memory_bytes)}.`;
startGraph();
const linked = tableOfHash(location.hash);  // before anything is selected, which writes it
update({ theme: state.theme, query: '', measure: 'rows', selected: null });
if (linked >= 0) select('table', linked, true);

byId('search').addEventListener('input', (event) => update({ query: event.target.value.trim(), match: -1 }));
byId('search').addEventListener('keydown', searchKey);
byId('empty').addEventListener('change', (event) => update({ empty: event.target.checked }));
byId('theme').addEventListener('click', toggleTheme);
systemDark.addEventListener('change', drawTheme);
document.addEventListener('keydown', pageKey);
addEventListener('hashchange', followLink);
for (const button of document.querySelectorAll('[data-measure]')) button.addEventListener('click', () => update({ measure: button.dataset.measure }));
addEventListener('beforeprint', () => { if (svg) { moveView(fitted()); drawView(); } });
