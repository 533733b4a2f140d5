import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, sha256, sha256Of } from '../../../src/core/contracts/digest.ts';
import type { Case } from '../../../src/core/contracts/suite.ts';
import { CaseStore, canonicalCase } from '../../../src/core/suite/case-store.ts';
import { TextStore } from '../../../src/core/suite/text-store.ts';

const CASES: readonly Case[] = [
  { id: 'one', input: 'größer 😀 \ud800', slices: ['de'], critical: true, expected: null, line: 3 },
  { id: 'two', vars: { ['__proto__']: { a: [1, -0.5] } }, context: 'c', slices: [], critical: false, line: 9 },
  { id: 'three', messages: [{ role: 'user', content: 'x' }], slices: ['de'], critical: false, metadata: 7, line: 1 },
];

function storeOf(cases: readonly Case[]): CaseStore {
  const store = new CaseStore();
  for (const one of cases) store.add(one);
  return store;
}

const MEMBERS = [
  'id',
  'input',
  'vars',
  'messages',
  'expected',
  'context',
  'slices',
  'critical',
  'metadata',
  'line',
] as const;

describe('cases of a store', () => {
  test('have the members that they were added with, in whatever order they are asked for', () => {
    const { cases } = storeOf(CASES);
    for (const member of MEMBERS) expect(cases.map((one) => one[member])).toEqual(CASES.map((one) => one[member]));
    for (const [index, one] of cases.entries()) {
      for (const member of MEMBERS) expect(one[member]).toEqual(CASES[index]?.[member]);
    }
    expect(Object.hasOwn(cases[1]?.vars ?? {}, '__proto__')).toBe(true);
  });

  test('are not taken for one another, however many and however large they are', () => {
    const texts = Array.from({ length: 600 }, (_, index) => `${index} `.repeat(index % 7 === 0 ? 5_000 : 1));
    const { cases } = storeOf(
      texts.map((input, line) => ({ id: `${line}`, input, slices: [], critical: false, line })),
    );
    const asked = Array.from({ length: 2_000 }, (_, turn) => (turn * 257) % texts.length);
    expect(asked.map((index) => cases[index]?.input)).toEqual(asked.map((index) => texts[index]));
  });

  test('are written as the cases themselves are', () => {
    const { cases } = storeOf(CASES);
    expect(JSON.parse(JSON.stringify(cases))).toEqual(JSON.parse(JSON.stringify(CASES)));
    expect(canonicalJson(cases)).toBe(canonicalJson(CASES));
    expect(cases.map(canonicalCase)).toEqual(CASES.map(canonicalCase));
    expect(canonicalCase(CASES[2] as Case)).not.toContain('"line"');
  });

  test('share their lists of slices', () => {
    const { cases } = storeOf(CASES);
    expect(cases[0]?.slices).toBe(cases[2]?.slices);
  });
});

describe('TextStore', () => {
  test('gives back every text, those that span buffers too', () => {
    const texts = ['', 'short', 'ä'.repeat(700_000), '😀'.repeat(600_001), 'x'.repeat(3_000_000), 'last'];
    const store = new TextStore();
    for (const text of texts) store.add(text);
    expect(texts.map((_, index) => sha256(store.at(index)))).toEqual(texts.map((text) => sha256(text)));
    expect(store.at(texts.length)).toBe('');
  });
});

test('the digest of pieces is that of the whole', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (pieces) => {
      expect(sha256Of(pieces)).toBe(sha256(pieces.join('')));
    }),
  );
});
