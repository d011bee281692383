// What the page of a report looks up, searches, sorts and sums.
import assert from 'node:assert/strict';
import test from 'node:test';
import { makeReference, makeReport, makeTable, scripts } from '../../support/page_scripts.mjs';

const names = (page, indexes) => indexes.map((index) => page.tables[index].table);

// Items reference orders, orders reference users, and users reference themselves.
const shop = (more) => scripts(makeReport(
  [makeTable('public.users', { rows: 50, chosen: 50, cycle: 1 }), makeTable('public.orders', { rows: 200 }),
    makeTable('public.order_items', { rows: 500 }), makeTable('public.empty', { rows: 0, reached: false })],
  [makeReference('public.users', 'public.users'), makeReference('public.orders', 'public.users'),
    makeReference('public.order_items', 'public.orders')], more));

test('what differs from run to run is put back where the report has it apart', () => {
  const table = makeTable('a', { source_rows: undefined, source_bytes: undefined }), reference = makeReference('a', 'a', { seconds: undefined });
  const apart = scripts(makeReport([table, table], [reference, reference], { source_tables: [[7, 4096], [null, 0]], reference_seconds: [0.25, 0] }));
  assert.deepEqual(apart.tables.map((each) => [each.source_rows, each.source_bytes]), [[7, 4096], [null, 0]]);
  assert.deepEqual(apart.references.map((each) => each.seconds), [0.25, 0]);
  const without = scripts(makeReport([table], [reference]));
  assert.deepEqual([without.tables[0].source_rows, without.tables[0].source_bytes, without.references[0].seconds], [null, 0, 0]);
  const inside = scripts(makeReport([makeTable('a')], [], { source_tables: [[7, 4096]] }));
  assert.deepEqual([inside.tables[0].source_rows, inside.tables[0].source_bytes], [100, 1000]);
});

test('each table knows the references that it has, and those to it', () => {
  const { fromChildren, toParents } = shop();
  assert.deepEqual(toParents, [[0], [1], [2], []]);
  assert.deepEqual(fromChildren, [[0, 1], [2], [], []]);
});

test('a reference of a partition counts as one of the partitioned table', () => {
  const { fromChildren, indexOf, toParents } = scripts(makeReport([makeTable('events'), makeTable('days')],
    [makeReference('events_2026', 'days_2026', { child_table: 'events', parent_table: 'days' }), makeReference('elsewhere', 'events')]));
  assert.deepEqual([indexOf.get('events_2026'), indexOf.get('days_2026'), indexOf.get('elsewhere')], [0, 1, undefined]);
  assert.deepEqual([toParents, fromChildren], [[[0], []], [[1], [0]]]);
});

test('a table counts its masked columns, and those that nothing was said of', () => {
  const columns = [['a', 'masked'], ['a', 'unclassified'], ['a', 'masked'], ['b', 'kept']].map(([table, state]) => ({ table, state }));
  const { columnsByTable, masked, tables, unclassified } = scripts(makeReport([makeTable('a'), makeTable('b'), makeTable('c')], [], { columns }));
  assert.deepEqual(tables.map(masked), [2, 0, 0]);
  assert.deepEqual(tables.map(unclassified), [1, 0, 0]);
  assert.equal(columnsByTable.get('a').length, 3);
});

test('kinds of tables', () => {
  const kinds = (more, report) => scripts(makeReport([], [], report)).kinds(makeTable('a', more));
  assert.deepEqual(kinds({}), []);
  assert.deepEqual(kinds({ chosen: 1, rule: 'all', cycle: 1 }), ['root', 'all', 'cycle']);
  assert.deepEqual(kinds({ rows: 0 }), ['none']);
  assert.deepEqual(kinds({ rows: 0 }, { counted: false }), []);
  assert.deepEqual(kinds({ rule: 'none' }, { counted: false }), ['none']);
  assert.deepEqual(kinds({ rule: 'absent' }, { counted: false }), ['none']);
});

test('a table is empty without rows, and where rows were not counted when none can reach it', () => {
  assert.deepEqual(shop().tables.map(shop().isEmpty), [false, false, false, true]);
  const { isEmpty } = shop({ counted: false });
  assert.equal(isEmpty(makeTable('a', { rows: 0 })), false);
  assert.equal(isEmpty(makeTable('a', { rows: 0, reached: false })), true);
});

test('the share of the source is at most the whole, and unknown where the source does not know its rows', () => {
  const { share } = shop();
  assert.equal(share(makeTable('a', { rows: 10, source_rows: 40 })), 0.25);
  assert.equal(share(makeTable('a', { rows: 50, source_rows: 40 })), 1);
  assert.equal(share(makeTable('a', { rows: 0, source_rows: 0 })), 0);
  assert.equal(share(makeTable('a', { rows: 1, source_rows: 1 })), 1);
  assert.equal(share(makeTable('a', { source_rows: null })), null);
  assert.equal(shop({ counted: false }).share(makeTable('a')), null);
});

test('the last place in the load order is known', () => {
  assert.equal(scripts(makeReport([2, 7, 0, 3].map((load_position) => makeTable('a', { load_position })))).lastPosition, 7);
  assert.equal(shop().lastPosition, 0);
});

test('the main table is a root, or else the one that most others reference', () => {
  assert.equal(shop().mainTable([1, 2, 3]), 1);
  assert.equal(shop().mainTable([0, 1, 3]), 0);
  assert.equal(shop().mainTable([3, 2]), 3);
  assert.equal(shop().mainTable([]), -1);
  const { mainTable } = scripts(makeReport([makeTable('a'), makeTable('b', { root: true })], [makeReference('b', 'a'), makeReference('a', 'a')]));
  assert.equal(mainTable([0, 1]), 1);
});

test('near a table are its references with both ends, near a reference its ends', () => {
  const near = (selected) => { const { ends, links } = shop().nearOf(selected); return [[...links].sort(), [...ends].sort()]; };
  assert.deepEqual(near({ kind: 'table', index: 1 }), [[1, 2], [0, 1, 2]]);
  assert.deepEqual(near({ kind: 'table', index: 0 }), [[0, 1], [0, 1]]);
  assert.deepEqual(near({ kind: 'table', index: 3 }), [[], [3]]);
  assert.deepEqual(near({ kind: 'reference', index: 2 }), [[2], [1, 2]]);
});

test('the search finds a part of a name, in capitals or not, and nothing without one', () => {
  const page = shop();
  assert.deepEqual(names(page, page.foundBy('ORDER')), ['public.orders', 'public.order_items']);
  assert.deepEqual(page.foundBy('.e'), [3]);
  assert.deepEqual(page.foundBy('.*'), []);
  assert.deepEqual(page.foundBy(''), []);
});

test('Enter goes round and round what was found', () => {
  const { nextOf } = shop();
  assert.equal(nextOf([4, 7, 9], -1, 1), 4);
  assert.equal(nextOf([4, 7, 9], -1, -1), 9);
  assert.equal(nextOf([4, 7, 9], 4, 1), 7);
  assert.equal(nextOf([4, 7, 9], 9, 1), 4);
  assert.equal(nextOf([4, 7, 9], 4, -1), 9);
  assert.equal(nextOf([4], 4, -1), 4);
});

test('the list has what the search finds, tables without rows only where they are asked for', () => {
  const page = shop();
  const listed = (query, empty) => names(page, page.listed({ query, empty, sort: { key: 'rows', descending: true } }));
  assert.deepEqual(listed('', false), ['public.order_items', 'public.orders', 'public.users']);
  assert.deepEqual(listed('', true), ['public.order_items', 'public.orders', 'public.users', 'public.empty']);
  assert.deepEqual(listed('E', true), ['public.order_items', 'public.orders', 'public.users', 'public.empty']);
  assert.deepEqual(listed('order', true), ['public.order_items', 'public.orders']);
  assert.deepEqual(listed('empty', false), []);
});

test('the list is sorted by each of its columns, and equals stay as they were', () => {
  const columns = [{ table: 'b', state: 'masked' }, { table: 'c', state: 'unclassified' }];
  const page = scripts(makeReport([
    makeTable('b', { rows: 1, chosen: 3, bytes: 5, source_rows: 1, source_bytes: 9, seconds: 0.2, load_position: 3 }),
    makeTable('c', { rows: 2, chosen: 3, bytes: 4, source_rows: null, source_bytes: 8, seconds: 0.1, load_position: 0 }),
    makeTable('a', { rows: 10, chosen: 0, bytes: 5, source_rows: 100, source_bytes: 10, seconds: 0.3, load_position: 2 })], [], { columns }));
  const sorted = (key, descending) => names(page, page.listed({ query: '', empty: true, sort: { key, descending } })).join('');
  const expected = {
    table: ['abc', 'cba'], rows: ['bca', 'acb'], share: ['cab', 'bac'], chosen: ['abc', 'bca'], bytes: ['cba', 'bac'],
    source: ['cba', 'abc'], position: ['abc', 'cba'], seconds: ['cba', 'abc'], masked: ['cab', 'bca'], unclassified: ['bac', 'cba']
  };
  assert.deepEqual(Object.keys(page.sortValues), Object.keys(expected));
  for (const [key, [up, down]] of Object.entries(expected)) assert.deepEqual([sorted(key, false), sorted(key, true)], [up, down], key);
});

test('a click on a head sorts names from A, numbers from the largest, and a second one turns that', () => {
  const { nextSort } = shop();
  const rows = { key: 'rows', descending: true };
  assert.deepEqual(nextSort(rows, 'bytes'), { key: 'bytes', descending: true });
  assert.deepEqual(nextSort(rows, 'table'), { key: 'table', descending: false });
  assert.deepEqual(nextSort(rows, 'position'), { key: 'position', descending: false });
  assert.deepEqual(nextSort(rows, 'rows'), { key: 'rows', descending: false });
  assert.deepEqual(nextSort({ key: 'table', descending: false }, 'table'), { key: 'table', descending: true });
});

test('rows are counted once, as chosen, as required or as of a whole table', () => {
  const { rowsByReason } = scripts(makeReport([makeTable('a', { rows: 10, chosen: 4 }), makeTable('b', { rows: 7, chosen: 2, rule: 'all' })]));
  assert.deepEqual(rowsByReason(), [[6, 'chosen'], [6, 'required'], [5, 'of whole tables']]);
});

test('bars are those of the largest tables, and one of all others where that saves a bar', () => {
  const bars = (number, measure = 'rows') => {
    const tables = Array.from({ length: number }, (_, index) => makeTable(`t${index}`, { rows: index, bytes: (number - index) * 10, chosen: 1 }));
    const { most, others, shown, total } = scripts(makeReport(tables)).barsOf(measure);
    return { shown: shown.map(({ table, index }) => `${table.table}/${index}`), others, total, most };
  };
  assert.deepEqual(bars(4), { shown: ['t3/3', 't2/2', 't1/1'], others: { count: 0, rows: 0, bytes: 0, chosen: 0 }, total: 6, most: 3 });
  assert.deepEqual(bars(3, 'bytes').shown, ['t0/0', 't1/1', 't2/2']);
  assert.equal(bars(14).shown.length, 13);
  assert.equal(bars(14).others.count, 0);
  const many = bars(15);
  assert.deepEqual([many.shown.length, many.shown.at(-1)], [12, 't3/3']);
  assert.deepEqual(many.others, { count: 2, rows: 3, bytes: 270, chosen: 2 });
  assert.deepEqual([many.total, many.most], [105, 14]);
  assert.equal(bars(100).most, 87 * 88 / 2);
  assert.deepEqual(bars(1), { shown: [], others: { count: 0, rows: 0, bytes: 0, chosen: 0 }, total: 0, most: 0 });
});

test('the time that no stage accounts for is told where it is more than a fiftieth', () => {
  const stages = (seconds) => shop({ seconds: { total: 10, catalog: 0, closure: 0, schema: 0, load: 0, finish: 0, ...seconds } }).timeByStage();
  assert.deepEqual(stages({ closure: 4, load: 6 }), [['catalog', 0], ['closure', 4], ['load', 6]]);
  assert.deepEqual(stages({ catalog: 1, closure: 2, schema: 3, load: 3.9 }), [['catalog', 1], ['closure', 2], ['schema', 3], ['load', 3.9]]);
  assert.deepEqual(stages({ catalog: 1, finish: 8 }), [['catalog', 1], ['closure', 0], ['finish', 8], ['other', 1]]);
});

test('the slowest are five at most, those of no time left out', () => {
  const { slowestOf } = shop();
  const slowest = (...seconds) => slowestOf(seconds.map((each) => ({ seconds: each }))).map(({ index }) => index);
  assert.deepEqual(slowest(0.1, 0, 0.3, 0.0049, 0.005), [2, 0, 4]);
  assert.deepEqual(slowest(1, 2, 3, 4, 5, 6), [5, 4, 3, 2, 1]);
  assert.deepEqual(slowest(), []);
});

test('missing indexes are those that took longest first', () => {
  const reference = (index, seconds) => makeReference('a', 'b', { index, seconds });
  const references = [reference('one', 0.1), reference(undefined, 9), reference('two', 0.5)];
  const { missingIndexes } = scripts(makeReport([makeTable('a'), makeTable('b')], references));
  assert.deepEqual(missingIndexes().map(({ reference, index }) => [reference.index, index]), [['two', 2], ['one', 0]]);
});

const withColumns = () => shop({ column_names: [['id', 'Email'], ['id', 'user_id'], ['order_id'], []], columns: [
  { table: 'public.users', column: 'id', state: 'kept' }, { table: 'public.users', column: 'Email', state: 'unclassified' }] });

test('a table is found by its columns, too, behind those that are found by name', () => {
  const page = withColumns();
  assert.deepEqual(names(page, page.foundBy('order')), ['public.orders', 'public.order_items']);
  assert.deepEqual(names(page, page.foundBy('user')), ['public.users', 'public.orders']);
  assert.deepEqual(names(page, page.foundBy('email')), ['public.users']);
  assert.deepEqual(page.columnsFound(page.tables[1], 'ID'), ['id', 'user_id']);
  assert.deepEqual(page.columnsFound(page.tables[1], ''), []);
});

test('what nothing was said of comes first among the columns, and the rest behind them', () => {
  const page = withColumns();
  assert.deepEqual(page.personalColumns(page.tables[0]).map((column) => column.column), ['Email', 'id']);
  assert.deepEqual(page.otherColumns(page.tables[0]), []);
  assert.deepEqual(page.otherColumns(page.tables[1]), ['id', 'user_id']);
});

test('the end of an address names a table', () => {
  const page = scripts(makeReport([makeTable('public.users'), makeTable('public.a b/#%')]));
  assert.equal(page.hashOf(page.tables[0]), '#public.users');
  for (const [index, table] of page.tables.entries()) assert.equal(page.tableOfHash(page.hashOf(table)), index);
  for (const hash of ['', '#', '#graph', '#public.nobody', '#%', '#constructor']) assert.equal(page.tableOfHash(hash), -1, hash);
});

test('what has changed since an earlier report', () => {
  const page = shop({ notes: ['a', 'b'], columns: [{ table: 'public.users', column: 'email', state: 'unclassified' }, { table: 'public.users', column: 'name', state: 'masked' }] });
  const earlier = makeReport([makeTable('public.users', { rows: 40 }), makeTable('public.orders', { rows: 200 }), makeTable('public.gone', { rows: 3 }),
    makeTable('public.order_items', { rows: 500 })], [], { notes: ['b', 'c'], columns: [{ table: 'public.users', column: 'email', state: 'masked' }, { table: 'public.users', column: 'name', state: 'masked' }] });
  assert.deepEqual(page.changesSince(earlier), {
    rows: [{ table: 'public.users', before: 40, now: 50 }, { table: 'public.gone', before: 3, now: null }, { table: 'public.empty', before: null, now: 0 }],
    columns: [{ table: 'public.users', column: 'email', before: 'masked', now: 'unclassified' }],
    added: ['a'], gone: ['c'] });
  const same = page.changesSince(JSON.parse(JSON.stringify(page.report)));
  assert.deepEqual(same, { rows: [], columns: [], added: [], gone: [] });
});

test('an earlier report that is none is told apart', () => {
  const { parseEarlier } = shop();
  for (const text of ['', '{', 'null', '7', '{"tables":[]}', '{"tables":{},"references":[]}']) assert.equal(parseEarlier(text), null, text);
  assert.deepEqual(parseEarlier('{"tables":[],"references":[]}'), { tables: [], references: [] });
});
