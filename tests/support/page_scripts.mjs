// The scripts of a report's page that need no browser, and reports to try them on.
import { readFileSync, readdirSync } from 'node:fs';

const folder = new URL('../../engine/report/page/', import.meta.url);
export const fileNames = () => readdirSync(folder);
export const readFile = (name) => readFileSync(new URL(name, folder), 'utf8');

// What model.js, words.js and geometry.js define, by name, on the page of this report. Of the document they may ask for the
// report alone: nothing else is there.
export function scripts(report) {
  const document = {
    getElementById(id) {
      if (id !== 'report') throw new Error(`the scripts without a browser asked for #${id}`);
      return { textContent: JSON.stringify(report) };
    }
  };
  const text = ['model.js', 'words.js', 'geometry.js'].map(readFile).join('');
  const evaluate = new Function('document', `${text}; return (name) => eval(name);`)(document);
  return new Proxy({}, { get: (_, name) => evaluate(name) });
}

export const makeTable = (table, more = {}) => ({
  table, rows: 10, chosen: 0, bytes: 100, seconds: 0, source_rows: 100, source_bytes: 1000, rule: 'closure', root: false,
  reached: true, load_position: 0, cycle: 0, ...more
});

export const makeReference = (table, parent, more = {}) => ({
  name: `${table}_${parent}_fkey`, table, parent, columns: ['id'], parent_columns: ['id'], declared: true, walked: true, cut: false,
  follow: 'chosen', in_cycle: false, up: 0, down: 0, dangling: 0, seconds: 0, ...more
});

// A run that was proven, unless more says otherwise.
export const makeReport = (tables, references = [], more = {}) => ({
  command: 'run', estimated: false, counted: true, verified: true, tables, references, columns: [],
  source: { server_version: '15.8' }, target: { database: 'dev', mode: 'replace' },
  queries: { catalog: 0, closure: 0, load: 0 },
  seconds: { total: 1, catalog: 0, closure: 0, schema: 0, load: 0, finish: 0 },
  rows: tables.reduce((sum, table) => sum + table.rows, 0), bytes: tables.reduce((sum, table) => sum + table.bytes, 0), ...more
});
