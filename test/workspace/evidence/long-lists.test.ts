import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../src/core/contracts/digest.ts';
import type { Case } from '../../../src/core/contracts/suite.ts';
import type { Yardstick } from '../../../src/core/contracts/yardstick.ts';
import { prettyJson, prettyPieces } from '../../../src/workspace/evidence/pretty-json.ts';
import { readEvidence } from '../../../src/workspace/evidence/read-evidence.ts';
import { writeEvidence } from '../../../src/workspace/evidence/write-evidence.ts';
import { yardstickDigests } from '../../../src/workspace/yardstick/digests.ts';
import { temporaryFolder, VERDICT, YARDSTICK } from './support.ts';

const [APPLICATION] = YARDSTICK.applications;
if (APPLICATION === undefined) throw new Error('no application');

/** Two applications, one of them with a suite that is written and read case by case. */
const LARGE: Yardstick = {
  ...YARDSTICK,
  applications: [
    {
      ...APPLICATION,
      suite: { ...APPLICATION.suite, cases: Array.from({ length: 1_500 }, (_, index) => caseAt(index)) },
    },
    { ...APPLICATION, name: 'second' },
  ],
};

function caseAt(index: number): Case {
  return {
    id: `c-${index}`,
    vars: { text: `"]}, ${index}` },
    expected: [index],
    slices: [],
    critical: false,
    line: index,
  };
}

async function written(yardstick: Yardstick): Promise<{ readonly dir: string; readonly file: string }> {
  const dir = await temporaryFolder();
  await writeEvidence(dir, { verdict: VERDICT, yardstick, comment: '', observed: false });
  return { dir, file: join(dir, 'yardstick.json') };
}

describe('pieces of JSON', () => {
  test('add up to the same text', () => {
    const list = fc.array(fc.integer(), { minLength: 1_001, maxLength: 1_005 });
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        list,
        fc.array(tie('tree')),
        fc.dictionary(fc.string(), tie('tree')),
      ),
    }));
    // Members with names such as `7` stand in the order of their numbers only where a value is taken as a whole.
    const named = tree.filter((value) => !/"\d+":/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(named, (value) => {
        expect([...prettyPieces(value)].join('')).toBe(prettyJson(value));
      }),
    );
  });

  test('hold one entry of a long list at most', () => {
    const longest = Math.max(...[...prettyPieces(LARGE)].map(({ length }) => length));
    expect(longest).toBeLessThan(2_000);
    expect([...prettyPieces(LARGE)].join('')).toBe(prettyJson(LARGE));
  });
});

describe('a large yardstick', () => {
  test('is read back as it was, with the same digests', async () => {
    const { dir, file } = await written(LARGE);
    const { yardstick } = await readEvidence(dir);
    expect(JSON.parse(JSON.stringify(yardstick))).toEqual(LARGE);
    expect(yardstick && yardstickDigests(yardstick)).toEqual(yardstickDigests(LARGE));
    expect(await readFile(file, 'utf8')).toBe(prettyJson(LARGE));
  });

  test('has the digest of its suites as canonical JSON, without the lines of the cases', () => {
    const suites = LARGE.applications.map(({ name, suite: { cases, trials, scorers } }) => {
      return { name, trials, scorers, cases: cases.map(({ line, ...content }) => content) };
    });
    expect(yardstickDigests(LARGE).suite).toBe(digestOf(suites.sort((a, b) => (a.name < b.name ? -1 : 1))));
  });

  test.each([
    ['another layout', (text: string) => JSON.stringify(JSON.parse(text))],
    ['a name that is spelled otherwise', (text: string) => text.replace('"cases"', '"\\u0063ases"')],
  ])('is read in %s', async (_, change) => {
    const { dir, file } = await written(LARGE);
    await writeFile(file, change(await readFile(file, 'utf8')));
    const { yardstick } = await readEvidence(dir);
    expect(JSON.parse(JSON.stringify(yardstick))).toEqual(LARGE);
  });

  test.each([
    ['applications[0].suite.cases[7]: id: ', (text: string) => text.replace('"id": "c-7"', '"id": 7')],
    ['applications[1].name: ', (text: string) => text.replace('"second"', '2')],
    ['not JSON', (text: string) => text.replace('"id": "c-7"', '"id": c-7')],
    ['not JSON', (text: string) => text.slice(0, -10)],
    ['applications: ', (text: string) => text.replace('"applications"', '"application"')],
    // Of two members of one name parsers take the last, and it is the last that must fit.
    ['applications[0].suite.cases: ', (text: string) => text.replace('"file":', '"cases": 1,\n"file":')],
  ])('is refused with what is wrong: %s', async (message, change) => {
    const { dir, file } = await written(LARGE);
    await writeFile(file, change(await readFile(file, 'utf8')));
    await expect(readEvidence(dir)).rejects.toThrow(message);
  });
});
