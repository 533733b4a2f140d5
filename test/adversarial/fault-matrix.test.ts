import { describe, test } from 'vitest';
import { scenario } from '../e2e/support/stage.ts';
import { allPairs } from './matrix/pairs.ts';
import { runPair } from './matrix/run-pair.ts';
import { recorded } from './table/attack.ts';

const { pairs, impossible } = allPairs();

describe.concurrent('one thing goes wrong', () => {
  for (const pair of pairs) {
    scenario(`${pair.danger}: ${pair.fault}, ${pair.moment}`, async ({ stage, task }) => {
      await recorded(task, pair.danger, pair.expected, () => runPair(stage, pair), {
        row: pair.fault,
        column: pair.moment,
      });
    });
  }

  test('some pairs cannot be', ({ expect, task }) => {
    task.meta.impossible = impossible;
    expect(pairs.length).toBeGreaterThan(100);
    expect(new Set(pairs.map(({ moment }) => moment)).size).toBe(10);
  });
});
