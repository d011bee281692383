// What the page of a report says: numbers, and sentences about a table, a reference or the whole.
import assert from 'node:assert/strict';
import test from 'node:test';
import { makeReference, makeReport, makeTable, scripts } from '../../support/page_scripts.mjs';

const run = (more) => scripts(makeReport([makeTable('public.users')], [], more));

test('counts have a comma for each thousand', () => {
  const { count, counted } = run();
  assert.deepEqual([0, 999, 1000, 1234567].map((number) => count(number)), ['0', '999', '1,000', '1,234,567']);
  assert.equal(counted(1, 'row'), '1 row');
  assert.equal(counted(0, 'row'), '0 rows');
  assert.equal(counted(2000, 'query', 'queries'), '2,000 queries');
});

test('bytes are told in units of 1,024, and 1,024 of a unit are never shown', () => {
  const { bytes } = run();
  const told = [
    [0, '0 B'], [1023, '1023 B'], [1024, '1.0 kB'], [1536, '1.5 kB'], [1048524, '1023.9 kB'], [1048525, '1.0 MB'], [2 ** 30, '1.0 GB'],
    [2 ** 40, '1.0 TB'], [2 ** 50, '1.0 PB'], [2 ** 60, '1.0 EB'], [2 ** 64, '16.0 EB'], [2 ** 70, '1024.0 EB']];
  for (const [number, text] of told) assert.equal(bytes(number), text);
});

test('a short time has two decimals, one of ten seconds one, one of two minutes none', () => {
  const { duration } = run();
  const told = [
    [0, '0.00 s'], [0.004, '0.00 s'], [9.994, '9.99 s'], [10, '10.0 s'], [119.94, '119.9 s'], [120, '2 min 0 s'],
    [179.6, '3 min 0 s'], [3725, '62 min 5 s'], [60000000, '1,000,000 min 0 s']];
  for (const [seconds, text] of told) assert.equal(duration(seconds), text);
});

test('a share is never told as nothing where there is some, nor as more than the whole', () => {
  const { percent } = run();
  const told = [
    [0, 0, ''], [5, 0, ''], [0, 5, '0.0 %'], [1, 1001, '< 0.1 %'], [1, 1000, '0.1 %'], [1, 3, '33.3 %'],
    [9994, 10000, '99.9 %'], [9995, 10000, '100 %'], [7, 5, '100 %']];
  for (const [part, whole, text] of told) assert.equal(percent(part, whole), text);
});

test('what was estimated or not seen yet is told as about so much', () => {
  const words = (more) => { const { about, roughly } = run(more); return [about, roughly]; };
  assert.deepEqual(words({}), ['', '']);
  assert.deepEqual(words({ command: 'plan' }), ['about ', '']);
  assert.deepEqual(words({ command: 'plan', estimated: true }), ['about ', 'about ']);
  assert.equal(run().rowsOf(1200), '1,200');
  assert.equal(run({ counted: false }).rowsOf(1200), '\u2013');
});

test('the proof tells its number, the database, and what it could not prove', () => {
  const proof = (more, references = [{}, {}]) =>
    scripts(makeReport([], references.map((reference) => makeReference('a', 'b', reference)), more)).describeProof();
  assert.deepEqual(proof({}), { proven: true, text: '2 references proven in dev' });
  assert.deepEqual(proof({ target: { mode: 'replace' } }, [{}]), { proven: true, text: '1 reference proven' });
  assert.deepEqual(proof({}, [{}, { proven: false }, { proven: true }]),
    { proven: true, text: '2 references proven in dev; 1 not, of tables that the target lacks' });
  assert.deepEqual(proof({ verified: false }), { proven: false, text: 'Not proven' });
  assert.deepEqual(proof({ verified: false, target: { mode: 'file' } }), { proven: false, text: 'The file proves itself when it is loaded' });
  assert.deepEqual(proof({ command: 'plan', verified: false }), { proven: false, text: 'Nothing was written' });
  assert.deepEqual(proof({ command: 'plan', estimated: true }),
    { proven: false, text: 'An estimate from statistics: no row was read, and nothing was written' });
});

test('the facts leave out what is not known', () => {
  assert.deepEqual(run().listFacts(), ['PostgreSQL 15.8', 'schema and rows replaced']);
  assert.deepEqual(run({ snapshot_time: 'noon', target: { mode: 'keep' } }).listFacts(),
    ['Snapshot of noon', 'PostgreSQL 15.8', 'rows replaced, schema kept']);
  assert.deepEqual(run({ target: { mode: 'file' } }).listFacts(), ['PostgreSQL 15.8', 'written to a file']);
  assert.deepEqual(run({ command: 'plan' }).listFacts(), ['PostgreSQL 15.8']);
});

test('the figures tell rows by why they are there', () => {
  const tables = [
    makeTable('a', { rows: 1500, chosen: 1000, bytes: 2048, source_bytes: 3072 }),
    makeTable('b', { rows: 1, bytes: 0, rule: 'all', source_bytes: 1024 }), makeTable('c', { rows: 0, bytes: 0, source_bytes: 0 })];
  const references = [makeReference('a', 'b'), makeReference('a', 'c', { walked: false })];
  const more = { queries: { catalog: 6, closure: 14, load: 8 }, seconds: { total: 2.5 } };
  assert.deepEqual(scripts(makeReport(tables, references, more)).listFigures(), [
    ['Rows', '1,501', '1,000 chosen, 500 required, 1 of whole tables'], ['Bytes', '2.0 kB', 'of 4.0 kB in the source'],
    ['Tables', '2', 'with rows, of 3'], ['References', '2', '1 followed'], ['Time', '2.50 s', '28 queries']]);
  const uncounted = scripts(makeReport(tables, references, { ...more, command: 'plan', estimated: true, counted: false })).listFigures();
  const small = scripts(makeReport([makeTable('a', { rows: 3, bytes: 5, source_bytes: 9 })], [], { command: 'plan' })).listFigures();
  assert.deepEqual(small.slice(0, 2), [['Rows', '3', '3 required'], ['Bytes', 'about 5 B', 'of 9 B in the source']]);
  assert.deepEqual(uncounted.slice(0, 2), [['Rows', 'about \u2013', false], ['Bytes', 'about 2.0 kB', 'of 4.0 kB in the source']]);
});

test('the list tells what it was narrowed to, and what it hides', () => {
  const { listedText } = scripts(makeReport(
    [makeTable('public.orders'), makeTable('public.order_items', { rows: 0 }), makeTable('public.users', { rows: 0 })]));
  assert.equal(listedText({ query: '', empty: false }, 1), '');
  assert.equal(listedText({ query: 'ORDER', empty: false }, 1), '1 match for \u201cORDER\u201d, and 1 without rows');
  assert.equal(listedText({ query: 'order', empty: true }, 2), '2 matches for \u201corder\u201d');
  assert.equal(listedText({ query: 'nothing', empty: false }, 0), '0 matches for \u201cnothing\u201d');
});

test('the tags of a table say why its rows are there, or why there are none', () => {
  const { tagsOf } = run();
  const tags = (more) => tagsOf(makeTable('a', more));
  assert.deepEqual(tags({}), []);
  assert.deepEqual(tags({ chosen: 3, rule: 'all', cycle: 2 }), [['root', 'chosen'], ['all', 'whole table'], ['cycle', 'circle 2']]);
  assert.deepEqual(tags({ root: true }), [['named', 'root']]);
  assert.deepEqual(tags({ root: true, chosen: 1 }), [['named', 'root'], ['root', 'chosen']]);
  assert.deepEqual(tags({ rows: 0 }), [['none', 'no rows']]);
  assert.deepEqual(tags({ rows: 0, rule: 'none' }), [['none', 'left empty']]);
  assert.deepEqual(tags({ rows: 0, rule: 'absent' }), [['none', 'not in the twin']]);
  assert.deepEqual(run({ counted: false }).tagsOf(makeTable('a', { rows: 0 })), []);
});

test('the tags of a reference tell what is odd about it', () => {
  const warnings = (more, command = 'run') => run({ command }).warningsOf(makeReference('a', 'b', more)).map(([, text]) => text);
  assert.deepEqual(warnings({}), []);
  assert.deepEqual(warnings({ cut: true, walked: false }), ['cut']);
  assert.deepEqual(warnings({ walked: false }), ['not followed up']);
  assert.deepEqual(warnings({ declared: false, in_cycle: true }), ['written in the config', 'in a circle']);
  assert.deepEqual(warnings({ parent: 'a', in_cycle: true }), ['to itself']);
  assert.deepEqual(warnings({ dangling: 1 }), ['1 row dangles']);
  assert.deepEqual(warnings({ dangling: 1200, index: 'CREATE INDEX' }), ['1,200 rows dangle', 'an index is missing']);
  assert.deepEqual(warnings({ proven: false }), ['the target lacks a table of it']);
  assert.deepEqual(warnings({ proven: false }, 'plan'), []);
});

test('a reference tells how it is followed', () => {
  const { followed, howFollowed } = run();
  assert.equal(howFollowed(makeReference('a', 'b')), 'Down from chosen rows');
  assert.equal(howFollowed(makeReference('a', 'b', { follow: 'always', limit: 1000 })), 'Down from every row, at most 1,000 for each');
  assert.equal(howFollowed(makeReference('a', 'b', { follow: 'never', limit: null })), 'Never down');
  assert.equal(howFollowed(makeReference('a', 'b', { limit: 0 })), 'Down from chosen rows, at most 0 for each');
  assert.equal(followed(makeReference('a', 'b', { up: 1508, down: 20 })), '1,508 up, 20 down');
  assert.equal(run({ counted: false }).followed(makeReference('a', 'b', { up: 8 })), '');
});

test('a table in the graph tells its rows, and the panel their share of the source', () => {
  const { sourceShare, tableTitle } = run();
  assert.equal(tableTitle(makeTable('public.users', { rows: 1 })), 'public.users: 1 row');
  assert.equal(tableTitle(makeTable('public.users', { rows: 1200, chosen: 30 })), 'public.users: 1,200 rows, 30 chosen');
  assert.equal(run({ counted: false }).tableTitle(makeTable('public.users')), 'public.users: rows not counted');
  assert.equal(sourceShare(makeTable('a', { rows: 6, source_rows: 2000 })), '0.3 % of about 2,000 in the source');
  assert.equal(sourceShare(makeTable('a', { rows: 0, source_rows: 0 })), '0 % of about 0 in the source');
  assert.equal(sourceShare(makeTable('a', { source_rows: null })), 'the source does not know how many it has');
});
