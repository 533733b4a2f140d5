import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const committed = join(root, 'fixtures', 'demo');
const made = mkdtempSync(join(tmpdir(), 'demo-'));

afterAll(() => rmSync(made, { recursive: true, force: true }));

function filesUnder(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(directory, path)).isFile())
    .sort();
}

function readLines<Line>(file: string): readonly Line[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

describe('the example pull request', () => {
  execFileSync(process.execPath, [join(root, 'scripts', 'make-demo.mjs'), made]);

  test.each(['base', 'head'])('%s is what the script writes', (side) => {
    const paths = filesUnder(join(made, side));
    expect(filesUnder(join(committed, side))).toEqual(paths);
    for (const path of paths) {
      expect(readFileSync(join(committed, side, path), 'utf8')).toBe(readFileSync(join(made, side, path), 'utf8'));
    }
  });

  test('the two sides differ in the model alone', () => {
    const differing = filesUnder(join(committed, 'base')).filter(
      (path) => !readFileSync(join(committed, 'base', path)).equals(readFileSync(join(committed, 'head', path))),
    );
    expect(differing).toEqual([join('src', 'models.ts')]);
  });

  test('it has a story: the average hides a broken slice', () => {
    const evals = join(committed, 'base', 'evals');
    const cases = readLines<{ id: string; input: string; expected: string; slice: string; critical?: boolean }>(
      join(evals, 'triage.jsonl'),
    );
    const replies = readLines<{ model: string; input: string; output: string }>(join(evals, 'recorded.jsonl'));
    const answers = new Map(replies.map(({ model, input, output }) => [`${model} ${input}`, output]));
    const models = ['base', 'head'].map(
      (side) => /'(.+)'/.exec(readFileSync(join(committed, side, 'src', 'models.ts'), 'utf8'))?.[1],
    );
    const right = ({ input, expected }: (typeof cases)[number]): readonly boolean[] =>
      models.map((model) => answers.get(`${model} Ticket: ${input}`)?.startsWith(`{"category":"${expected}"`) ?? false);
    const share = (slice: string | undefined, side: 0 | 1): number => {
      const members = cases.filter((one) => slice === undefined || one.slice === slice);
      return members.filter((one) => right(one)[side]).length / members.length;
    };
    expect(answers.size).toBe(cases.length * 2);
    expect(share(undefined, 1)).toBeGreaterThan(share(undefined, 0));
    expect(share('refunds', 1)).toBeLessThan(share('refunds', 0) - 0.2);
    expect(share('spanish', 1)).toBeGreaterThan(share('spanish', 0) + 0.2);
    const lost = cases.filter((one) => one.critical && right(one)[0] && !right(one)[1]);
    expect(lost.map(({ id }) => id)).toEqual(['refunds-003']);
  });

  test('it stays small', () => {
    const bytes = filesUnder(committed).reduce((sum, path) => sum + statSync(join(committed, path)).size, 0);
    expect(bytes).toBeLessThan(400_000);
  });
});
