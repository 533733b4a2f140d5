import { expect, test } from 'vitest';
import { describeProblem } from '../../../src/core/contracts/problem.ts';
import type { Verdict } from '../../../src/core/contracts/verdict.ts';
import type { WorkTreeFiles } from '../../support/git.ts';
import type { Files } from '../../support/github/pull-request.ts';
import { type ModelServer, startModelServer } from '../../support/model-servers/server.ts';
import { BOTH_SIDES, bedrockAt, changeOf } from './change.ts';
import { changeover, evidenceFile, type TerminalRun, verdictIn } from './terminal.ts';
import { answering } from './triage.ts';

/** What `check` made of two sides that cannot be compared. */
export interface Refusal extends TerminalRun {
  readonly verdict: Verdict;
  /** Every problem in full and once, those of the verdict first: `file:line:column: message (where)` and what to do. */
  readonly problems: readonly string[];
}

/** Two sides, the head's files laid over the base's, and a refusal in which no model was called. */
export type Refuse = (
  base: Files | WorkTreeFiles,
  head: Files | WorkTreeFiles,
  words?: readonly string[],
) => Promise<Refusal>;

/** A test beside a model endpoint that must not be called. */
export const refused = test.extend<{ refuse: Refuse; server: ModelServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures that are needed from this pattern
  server: async ({}, use) => {
    const server = await startModelServer(answering());
    await use(server);
    await server.close();
  },
  refuse: async ({ server }, use) => {
    await use(async (base, head, words = BOTH_SIDES) => {
      const { folder } = changeOf(base, head);
      return refusalOf(await changeover(folder, ['check', ...words], { env: bedrockAt(server) }), server);
    });
  },
});

/** Holds a run to what every refusal must keep, whatever it is about. */
export function refusalOf(run: TerminalRun, server: ModelServer): Refusal {
  expect(server.calls, 'calls').toEqual([]);
  expect(run.code, run.stderr).toBe(3);
  const verdict = verdictIn(run.evidence);
  expect(verdict.verdict).toBe('invalid');
  const all = [...verdict.problems, ...verdict.migrations.flatMap(({ problems }) => problems)];
  const [first] = all;
  expect(first, 'a problem').toBeDefined();
  // The terminal wraps lines and draws a bar before them; the comment escapes.
  expect(letters(run.stdout)).toContain(letters(first?.message ?? ''));
  expect(evidenceFile(run.evidence, 'comment.md')).toContain('Changeover: invalid');
  expect(run.stdout + run.stderr, 'a fault of our own').not.toMatch(/failed unexpectedly|^\s+at .*\.js:\d+/m);
  // What stopped a run before its first call stands in the verdict and in every migration.
  return { ...run, verdict, problems: [...new Set(all.map(describeProblem))] };
}

function letters(text: string): string {
  return text.replaceAll(/[\s┃•]/g, '');
}
