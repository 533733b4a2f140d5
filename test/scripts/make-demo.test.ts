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

  test('it stays small', () => {
    const bytes = filesUnder(committed).reduce((sum, path) => sum + statSync(join(committed, path)).size, 0);
    expect(bytes).toBeLessThan(400_000);
  });
});
