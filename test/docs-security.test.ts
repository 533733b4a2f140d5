import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DANGERS, FAULTS, THREATS } from './adversarial/table/dangers.ts';

const page = readFileSync(new URL('../docs/security.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => /^\| [TF]\d+ \|/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));

test('the threat model has every threat and fault once, with what stops it, a test, and what remains', () => {
  expect(rows.map(([id]) => id)).toEqual(Object.keys(DANGERS));
  for (const row of rows) {
    const isThreat = String(row[0]) in THREATS;
    expect([row[0], row.length]).toEqual([row[0], isThreat ? 5 : 4]);
    expect(row.filter((cell) => cell === '')).toEqual([]);
    expect(row[3]).toMatch(/\]\(/);
  }
});

test('the page calls every fault what the scenarios call it', () => {
  const named = Object.fromEntries(rows.filter(([id]) => String(id) in FAULTS).map(([id, name]) => [id, name]));
  expect(named).toEqual(FAULTS);
});
