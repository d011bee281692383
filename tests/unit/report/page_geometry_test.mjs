// Where things are in the graph of a report's page: fitting, zooming, moving, and going to the next table.
import assert from 'node:assert/strict';
import test from 'node:test';
import { makeReport, scripts } from '../../support/page_scripts.mjs';

const {
  clampScale, clampView, fitScale, fittedView, isInView, namesThatFit, neighbourIn, pannedView, viewBetween, viewBox, viewOfAll, wheelFactor, zoomedView
} = scripts(makeReport([]));

const extent = { x: -100, y: 50, width: 976, height: 476 };  // with the margin of 24: 1000 by 500
const size = { width: 500, height: 500 };

const isNear = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

// The point of the graph that is seen at (px, py) of the window.
const pointAt = ({ x, y, scale }, px, py) => [x + (px - size.width / 2) / scale, y + (py - size.height / 2) / scale];

test('the whole graph fits with a margin, but is not made larger than life by much', () => {
  assert.equal(fitScale(extent, size), 0.5);
  assert.equal(fitScale(extent, { width: 5000, height: 250 }), 0.5);
  assert.equal(fitScale({ x: 0, y: 0, width: 10, height: 10 }, size), 1.4);
  assert.deepEqual(fittedView(extent, size), { x: 388, y: 288, scale: 0.5 });
});

test('no scale leaves the graph a dot or a name as large as the window', () => {
  assert.equal(clampScale(0, extent, size), 0.35);
  assert.equal(clampScale(1, extent, size), 1);
  assert.equal(clampScale(99, extent, size), 4);
  assert.equal(clampScale(0, { x: 0, y: 0, width: 10, height: 10 }, size), 0.5);
});

test('however far it is moved, some of the graph is seen', () => {
  assert.deepEqual(clampView({ x: 300, y: 200, scale: 1 }, extent, size), { x: 300, y: 200, scale: 1 });
  assert.deepEqual(clampView({ x: 1e9, y: -1e9, scale: 1 }, extent, size), { x: -100 + 976 + 200, y: 50 - 200, scale: 1 });
  assert.deepEqual(clampView({ x: -1e9, y: 1e9, scale: 8 }, extent, size), { x: -100 - 50, y: 50 + 476 + 50, scale: 4 });
});

test('the box of a view has its middle in the middle', () => {
  assert.equal(viewBox({ x: 100, y: 50, scale: 2 }, { width: 400, height: 200 }), '0 0 200 100');
  assert.equal(viewBox({ x: 0, y: 10, scale: 0.5 }, { width: 400, height: 200 }), '-400 -190 800 400');
});

test('zooming keeps the point under the pointer where it is', () => {
  const view = { x: 10, y: 20, scale: 0.5 };
  for (const [px, py] of [[0, 0], [250, 250], [400, 30]]) {
    const zoomed = zoomedView(view, 2.5, px, py, size);
    assert.equal(zoomed.scale, 2.5);
    pointAt(zoomed, px, py).forEach((value, axis) => isNear(value, pointAt(view, px, py)[axis]));
  }
  assert.deepEqual(zoomedView(view, 2, 250, 250, size), { x: 10, y: 20, scale: 2 });
});

test('a drag moves the graph as far as the pointer', () => {
  const view = { x: 10, y: 20, scale: 4 };
  assert.deepEqual(pannedView(view, 40, -8), { x: 0, y: 22, scale: 4 });
  const [before, after] = [pointAt(view, 100, 100), pointAt(pannedView(view, 40, -8), 140, 92)];
  assert.deepEqual(after, before);
});

test('a glide begins and ends where it should, and is past the middle at half time', () => {
  const from = { x: 0, y: 100, scale: 1 }, to = { x: 80, y: 20, scale: 3 };
  assert.deepEqual(viewBetween(from, to, 0), from);
  assert.deepEqual(viewBetween(from, to, 1), to);
  assert.deepEqual(viewBetween(from, to, 0.5), { x: 70, y: 30, scale: 2.75 });
});

test('a table is in view with all of its box only', () => {
  const view = { x: 1000, y: -500, scale: 2 };  // 125 units to each side
  const node = (x, y) => ({ x: 1000 + x, y: -500 + y, width: 50, height: 20 });
  assert.ok(isInView(node(0, 0), view, size));
  assert.ok(isInView(node(99, -114), view, size));
  assert.ok(!isInView(node(101, 0), view, size));
  assert.ok(!isInView(node(-101, 0), view, size));
  assert.ok(!isInView(node(0, 116), view, size));
});

test('both ends of a reference are seen, not nearer than names need', () => {
  const node = (x, y) => ({ x, y, width: 100, height: 20 });
  const nodes = [node(0, 0), node(1800, 100)];
  const view = viewOfAll(nodes, { x: 0, y: 0, scale: 3 }, size);
  assert.deepEqual(view, { x: 900, y: 50, scale: 0.25 });
  assert.ok(nodes.every((each) => isInView(each, view, size)));
  assert.deepEqual(viewOfAll([node(0, 0), node(0, 1000)], { x: 0, y: 0, scale: 1 }, size), { x: 0, y: 500, scale: 500 / 1080 });
  assert.equal(viewOfAll([node(0, 0)], { x: 0, y: 0, scale: 0.3 }, size).scale, 0.85);
  assert.equal(viewOfAll([node(0, 0)], { x: 0, y: 0, scale: 1.5 }, size).scale, 1.5);
});

test('arrow keys go to the nearest table ahead, rather than to one aside', () => {
  const nodes = new Map([[0, { x: 0, y: 0 }], [1, { x: 200, y: 0 }], [2, { x: 150, y: 60 }], [3, { x: -50, y: -300 }], [5, { x: 0.5, y: 90 }]]);
  assert.equal(neighbourIn(nodes, 0, [1, 0]), 1);   // 200 straight on; 150 with 60 aside are 270
  assert.equal(neighbourIn(nodes, 0, [0, 1]), 5);
  assert.equal(neighbourIn(nodes, 0, [-1, 0]), 3);
  assert.equal(neighbourIn(nodes, 1, [1, 0]), -1);
  assert.equal(neighbourIn(nodes, 1, [-1, 0]), 2);
  assert.equal(neighbourIn(nodes, 2, [-1, 0]), 5);  // 149.5 with 30 aside are 209.5, 150 with 60 aside 270
  assert.equal(neighbourIn(nodes, 2, [0, -1]), 1);
  assert.equal(neighbourIn(nodes, 5, [-1, 0]), 3);  // half a unit is no way to the left
});

test('a turn of the wheel zooms by as much in pixels, lines and pages, and pinching by more', () => {
  const factor = (deltaY, deltaMode = 0, ctrlKey = false) => wheelFactor({ deltaY, deltaMode, ctrlKey });
  assert.equal(factor(0), 1);
  assert.ok(factor(-100) > 1 && factor(100) < 1);
  isNear(factor(-100) * factor(100), 1);
  assert.equal(factor(3, 1), factor(60));
  assert.equal(factor(0.25, 2), factor(100));
  assert.equal(factor(1e6), factor(240));
  assert.equal(factor(-1e6), factor(-240));
  isNear(Math.log(factor(-100, 0, true)), 0.8);
  isNear(Math.log(factor(-100)), 0.18);
});

test('a name that would cover one that comes before it is left out', () => {
  const nodes = new Map([[0, { x: 0, y: 0 }], [1, { x: 30, y: 0 }], [2, { x: 0, y: 20 }], [3, { x: 45, y: 4 }]]);
  const names = new Map([[0, 'abcd'], [1, 'efgh'], [2, 'ijkl'], [3, 'm']]);
  const letter = { width: 10, height: 12 };  // a name of four letters is 40 wide
  assert.deepEqual(namesThatFit(nodes, names, [0, 1, 2, 3], letter), [0, 2, 3]);
  assert.deepEqual(namesThatFit(nodes, names, [1, 0, 2, 3], letter), [1, 2]);
  assert.deepEqual(namesThatFit(nodes, names, [], letter), []);
});
