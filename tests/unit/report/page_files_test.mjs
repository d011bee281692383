// The files that the build joins into the page of a report, and the placeholders that the program fills in.
import assert from 'node:assert/strict';
import test from 'node:test';
import vm from 'node:vm';
import { fileNames, readFile } from '../../support/page_scripts.mjs';

const places = readFile('page.html').match(/@[a-z_]+\.(css|js)@\n/g).map((place) => place.slice(1, -2));

test('page.html names each file of its folder once', () => {
  assert.deepEqual([...places, 'page.html'].sort(), fileNames().sort());
});

test('the scripts make one script together', () => {
  const text = places.filter((name) => name.endsWith('.js')).map(readFile).join('');
  assert.doesNotThrow(() => new vm.Script(text));
  assert.match(text, /^'use strict';\n/);
});

test('nothing in a script or style looks like its end', () => {
  for (const name of places) assert.doesNotMatch(readFile(name), /<\/|<!--/, name);
});

test('the page loads nothing from elsewhere', () => {
  for (const name of fileNames()) assert.doesNotMatch(readFile(name), /\b(src|href)="(?!#|data:,")|https?:|@import|\burl\(|\bimport\b/, name);
});

test('title, graph and report are filled in once each, in this order', () => {
  const page = places.reduce((text, name) => text.replace(`@${name}@\n`, () => readFile(name)), readFile('page.html'));
  assert.deepEqual(page.match(/@[A-Z]+@/g), ['@TITLE@', '@GRAPH@', '@REPORT@']);
});
