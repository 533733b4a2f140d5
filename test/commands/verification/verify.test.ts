import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Observation } from '../../../src/core/contracts/cell.ts';
import { BAD_MODEL, BASE } from '../../adversarial/pull-request.ts';
import { type EvidenceFolder, editJson, evidenceOf, type Leaf, leavesOf, withAnother } from './evidence-folder.ts';

/** Drawn edits; every draw is printed when it is not found. */
const DRAWS = { seed: 20_261_122, numRuns: 25 } as const;

let evidence: EvidenceFolder;

beforeAll(async () => {
  // A change with something in every part: a layer that moved down, an ID that belongs to nobody.
  const models = `// The models.\nexport const TRIAGE_MODEL = '${BAD_MODEL}';\nexport const OTHER = 'gpt-4-0314';\n`;
  evidence = await evidenceOf(BASE, { 'src/models.ts': models, 'prompts/triage.system.md': 'You sort letters.\n' });
});

afterAll(() => evidence.remove());

const read = (name: string) => readFileSync(join(evidence.folder, name), 'utf8');

function edit(name: string, change: (text: string) => string): (copy: string) => void {
  return (copy) => {
    const before = readFileSync(join(copy, name), 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    writeFileSync(join(copy, name), after);
  };
}

/** What nothing else in the evidence says: where a layer stands, and the name under which a model was reached. */
function isOnlyTold({ path }: Leaf): boolean {
  return /^migrations\.\d+\.(changed\.\d+\.(source|target)\.places\..*|(source|target)\.provider)$/.test(
    path.join('.'),
  );
}

describe('evidence', () => {
  it('agrees with itself as it was written, in whatever order its observations stand', async () => {
    expect(evidence.files).toContain('statement.intoto.json');
    expect(await evidence.complaints(() => undefined, 'as it was')).toEqual([]);
    const reversed = (text: string) => `${text.trimEnd().split('\n').toReversed().join('\n')}\n`;
    expect(await evidence.complaints(edit('observations.jsonl', reversed), 'anew')).toEqual([]);
  });

  it('shows any byte that was changed', async () => {
    const drawn = fc.record({
      name: fc.constantFrom(...evidence.files, 'manifest.json'),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      bit: fc.integer({ min: 0, max: 7 }),
    });
    const flip = fc.asyncProperty(drawn, async ({ name, at, bit }) => {
      const found = await evidence.complaints((copy) => {
        const bytes = readFileSync(join(copy, name));
        const index = Math.floor(at * bytes.length);
        bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << bit), index);
        writeFileSync(join(copy, name), bytes);
      }, 'as it was');
      expect(found).not.toEqual([]);
    });
    await fc.assert(flip, DRAWS);
  });

  it('shows any file that is taken away', async () => {
    for (const name of [...evidence.files, 'manifest.json']) {
      expect(await evidence.complaints((copy) => rmSync(join(copy, name)), 'as it was'), name).not.toEqual([]);
    }
  });

  it.each(['verdict.json', 'statement.intoto.json', 'report-context.json'])(
    'shows a member of %s that says something else, although the manifest fits',
    async (name) => {
      const leaves = leavesOf(JSON.parse(read(name))).filter((leaf) => !isOnlyTold(leaf));
      const change = fc.asyncProperty(fc.constantFrom(...leaves), async ({ path }) => {
        const found = await evidence.complaints(
          editJson(name, (value) => withAnother(value, path)),
          'anew',
        );
        expect(found).not.toEqual([]);
      });
      await fc.assert(change, { ...DRAWS, numRuns: Math.min(DRAWS.numRuns, 2 * leaves.length) });
    },
  );

  it('shows a member that is added, or that stands twice', async () => {
    const added = editJson('verdict.json', (value) => ({ ...(value as object), approved: true }));
    expect((await evidence.complaints(added, 'anew'))[0]).toContain('$.approved is true, recomputed it is absent');
    const twice = edit('verdict.json', (text) =>
      text.replace('"verdict": "fail"', '"verdict": "pass",\n  "verdict": "fail"'),
    );
    expect((await evidence.complaints(twice, 'anew'))[0]).toMatch(/verdict\.json: line \d+ is .*pass/);
  });
});

const editObservation = (change: (one: Observation) => Observation) =>
  edit('observations.jsonl', (text) => {
    const [first = '', ...rest] = text.split('\n');
    return [JSON.stringify(change(JSON.parse(first) as Observation)), ...rest].join('\n');
  });

describe('what is named first', () => {
  it.each<[string, (copy: string) => void, RegExp]>([
    [
      'an observation of an application that nobody evaluated',
      editObservation((one) => ({ ...one, application: 'nobody' })),
      /^observations\.jsonl holds the case "case-\d+" of "nobody", which nobody evaluated \(application nobody, case case-\d+\)/,
    ],
    [
      'an observation of a case that is not in the suite',
      editObservation((one) => ({ ...one, caseId: 'nothing' })),
      /^observations\.jsonl holds the case "nothing" of "triage", which yardstick\.json does not have/,
    ],
    [
      'a statement of another result',
      edit('statement.intoto.json', (text) => text.replace('"FAILED"', '"PASSED"')),
      /^statement\.intoto\.json: line \d+ is .*PASSED.*, recomputed it is .*FAILED/,
    ],
    [
      'an attempt that is not the one after the earlier ones',
      editJson('verdict.json', (value) => ({ ...(value as object), attempt: 3 })),
      /^verdict\.json: \$\.attempt is 3, recomputed it is 1/,
    ],
    [
      'a manifest that is laid out otherwise',
      edit('manifest.json', (text) => text.replace('{\n', '{ \n')),
      /manifest\.json is not as it was written/,
    ],
  ])('%s', async (_, change, words) => {
    const manifest = /manifest/.test(words.source) ? 'as it was' : 'anew';
    expect((await evidence.complaints(change, manifest))[0]).toMatch(words);
  });
});
