import { describe, test } from 'vitest';
import { scenario } from '../e2e/support/stage.ts';
import { allPairs } from './matrix/pairs.ts';
import { runPair } from './matrix/run-pair.ts';
import { type Ending, recorded } from './table/attack.ts';

const { pairs, impossible } = allPairs();
/** A green ending is held to being complete; `none` and `pending` block where the status is required. */
const ANY: readonly Ending[] = ['success', 'failure', 'error', 'none', 'pending'];

describe.concurrent('one thing goes wrong', () => {
  for (const pair of pairs) {
    scenario(`${pair.danger}: ${pair.fault}, ${pair.moment}`, async ({ stage, task }) => {
      await recorded(task, pair.danger, ANY, () => runPair(stage, pair), { row: pair.fault, column: pair.moment });
    });
  }

  test('some pairs cannot be', ({ expect, task }) => {
    task.meta.impossible = impossible;
    expect(pairs.length).toBeGreaterThan(100);
    expect(new Set(pairs.map(({ moment }) => moment)).size).toBe(10);
  });
});
