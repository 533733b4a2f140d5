import { closeSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import { makeRepository } from '../support/git.ts';
import { bedrockAt } from './support/change.ts';
import { refusalOf, refused } from './support/refusal.ts';
import { changeover } from './support/terminal.ts';
import { CONFIG, jsonLines, NEW_MODEL, triage } from './support/triage.ts';

const BASE = triage();
const SUITE = 'evals/triage.jsonl';
const HEAD = { 'app/triage.yml': String(triage({ model: NEW_MODEL })['app/triage.yml']) };
const ON_BASE = 'What measures is read from the base branch: mend it there first.';
const MEBIBYTE = 1024 * 1024;

/** Words for node that print the largest memory which the process ever held, in mebibytes, on standard error. */
const TELL_PEAK = `--import=data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => console.error('peak', Math.round(process.resourceUsage().maxRSS / 1024), 'MiB'))",
)}`;

describe.concurrent('a dataset that cannot be used', () => {
  refused.for<[string, string, readonly string[]]>([
    [
      'broken lines, all told at once',
      '{"input":"a","expected":"b"}\n{"input":\nnot json\n[1]\n{"input": 5}\n{"expected": "b"}\n',
      [
        `${SUITE}:2: the line is not JSON: unexpected end of JSON input (application triage, yardstick)\n  ${ON_BASE}`,
        `${SUITE}:3: the line is not JSON: unexpected token 'o' (application triage, yardstick)\n  ${ON_BASE}`,
        `${SUITE}:4: the case is not an object with fields (application triage, yardstick)\n  ${ON_BASE}`,
        `${SUITE}:5: input must be text, not a number (application triage, yardstick)\n  ${ON_BASE}`,
        `${SUITE}:6: the case has neither input nor vars nor messages (application triage, yardstick)`,
      ],
    ],
    [
      'duplicate IDs',
      jsonLines([
        { id: 'a', input: 'x', expected: 'b' },
        { id: 'b', input: 'y', expected: 'b' },
        { id: 'a', input: 'z', expected: 'b' },
      ]),
      [`${SUITE}:3: the case ID "a" is used on line 1 and on line 3 (application triage, yardstick)\n  ${ON_BASE}`],
    ],
    ['no cases', '\n\n', [`${SUITE}: the dataset has no cases (application triage, yardstick)\n  ${ON_BASE}`]],
    [
      'cases without what is expected',
      jsonLines([
        { id: 'a', input: 'x', expected: 'b' },
        { id: 'b', input: 'y' },
      ]),
      [
        `${SUITE}:2: scorer accuracy (exact-match): needs \`expected\`, the answer to compare with, which case b does not have (application triage, yardstick, case b)`,
      ],
    ],
    [
      'numbers that JSON can spell and nobody can hold',
      '{"id":"a","input":"x","expected":1e999}\n',
      [`${SUITE}:1: the line is not JSON: a number in it is too large to be held (application triage, yardstick)`],
    ],
  ])('%s', async ([, cases, expected], { refuse }) => {
    const { problems } = await refuse({ ...BASE, [SUITE]: cases }, HEAD);
    expect(problems).toEqual(expected.map((text) => expect.stringContaining(text)));
  });

  refused('a file that is not there', async ({ refuse }) => {
    const { [SUITE]: _, ...rest } = BASE;
    const { problems } = await refuse(rest, HEAD);
    expect(problems).toEqual([
      expect.stringContaining(`${CONFIG}:11:12: the dataset "${SUITE}" does not exist (application triage, yardstick)`),
    ]);
  });

  refused('in observe mode it is observed too', async ({ refuse }) => {
    const base = triage({ policy: { mode: 'observe' }, files: { [SUITE]: 'not json\n' } });
    const { verdict, stdout } = await refuse(base, { ...HEAD, 'src/other.ts': "export const OTHER = 'gpt-4o';\n" });
    expect(verdict).toMatchObject({ mode: 'observe', uncovered: [{ target: 'gpt-4o' }] });
    expect(stdout).toContain('Observed');
  });

  refused('a schema that is none', async ({ refuse }) => {
    const scorers = { format: { type: 'json-schema', schema: 'evals/schema.json' } };
    const acceptance = { format: { min: 0.9 } };
    const base = (schema: string) =>
      triage({ application: { suite: { cases: SUITE, scorers }, acceptance }, files: { 'evals/schema.json': schema } });
    const texts = await Promise.all(
      ['{"type":', '[]', '{"type":"strng"}'].map(async (schema) => (await refuse(base(schema), HEAD)).problems[0]),
    );
    expect(texts).toEqual([
      expect.stringContaining('evals/schema.json: the schema is not JSON: unexpected end of JSON input'),
      expect.stringContaining('"evals/schema.json" is not a JSON Schema'),
      expect.stringContaining(
        `${CONFIG}:15:11: scorer format (json-schema): \`schema\` cannot be used: schema is invalid`,
      ),
    ]);
  });

  refused('a pattern that cannot be read', async ({ refuse }) => {
    const scorers = { accuracy: { type: 'regex', pattern: '(a' } };
    const { problems } = await refuse(triage({ application: { suite: { cases: SUITE, scorers } } }), HEAD);
    expect(problems).toEqual([expect.stringContaining(`${CONFIG}:15:11: scorer accuracy (regex): `)]);
  });
});

describe('a dataset of one gigabyte', () => {
  refused('in the work tree is refused by its size, and is not read into memory', async ({ server }) => {
    const repository = makeRepository();
    repository.commit({ 'README.md': 'An application.\n' });
    const { [SUITE]: _, ...files } = BASE;
    for (const [path, content] of Object.entries(files)) repository.write({ [path]: String(content) });
    makeSparse(join(repository.root, SUITE), 1024 * MEBIBYTE);
    const run = await changeover(repository.root, ['check'], {
      env: bedrockAt(server),
      node: [TELL_PEAK],
    });
    const { problems } = refusalOf(run, server);
    expect(problems).toEqual([
      `${CONFIG}:11:12: the dataset "${SUITE}" has 1073741824 bytes, more than the 67108864 allowed (application triage, yardstick)\n  Evaluate a sample of it.`,
    ]);
    const peak = Number(/peak (\d+) MiB/.exec(run.stderr)?.[1]);
    expect(peak).toBeGreaterThan(20);
    expect(peak).toBeLessThan(400);
  });

  refused('in a commit too', async ({ server }) => {
    const repository = makeRepository();
    repository.git('config', 'core.compression', '0');
    const { [SUITE]: _, ...files } = BASE;
    for (const [path, content] of Object.entries(files)) repository.write({ [path]: String(content) });
    makeSparse(join(repository.root, SUITE), 128 * MEBIBYTE);
    repository.commit({});
    repository.write(HEAD);
    const run = await changeover(repository.root, ['check', '--base', 'main'], {
      env: bedrockAt(server),
      node: [TELL_PEAK],
    });
    const { problems } = refusalOf(run, server);
    expect(problems).toEqual([expect.stringContaining('has 134217728 bytes, more than the 67108864 allowed')]);
    expect(Number(/peak (\d+) MiB/.exec(run.stderr)?.[1])).toBeLessThan(250);
  });
});

/** A file of a size that takes no room on the disk. */
function makeSparse(path: string, bytes: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  ftruncateSync(file, bytes);
  closeSync(file);
}
