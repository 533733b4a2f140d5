import { expect, type RunnerTask, test } from 'vitest';
import type { Danger } from './dangers.ts';

/**
 * How a scenario ended: the state of the commit status that branch protection sees (`none`: there is none), or `held` where
 * a scenario is about something else and what it asserts is true.
 */
export type Ending = 'success' | 'failure' | 'error' | 'pending' | 'none' | 'held';

/** What any scenario that must not turn green may end with. */
export const BLOCKED: readonly Ending[] = ['failure', 'error'];
/** Nothing is reported, which blocks where the status is required. */
export const SILENT: readonly Ending[] = ['none'];
export const HELD: readonly Ending[] = ['held'];
/** For what is as it should be, so that a gate which blocks everything is found out, too. */
export const GREEN: readonly Ending[] = ['success'];

/** One row of the table. */
export interface Scenario {
  readonly dangers: readonly Danger[];
  readonly expected: readonly Ending[];
  /** How it ended; absent when it broke off. */
  readonly got?: Ending;
  /** Its place in the matrix of faults and moments, if it has one. */
  readonly place?: Place;
}

export interface Place {
  readonly row: string;
  readonly column: string;
}

/** Pairs that cannot be, with why: cells of the table that are empty on purpose. */
export interface Impossible {
  readonly pair: string;
  readonly why: string;
}

declare module 'vitest' {
  interface TaskMeta {
    scenario?: Scenario;
    impossible?: readonly Impossible[];
  }
}

/** Some danger, or several. */
export type Dangers = Danger | readonly Danger[];

/** A test that is a row of the table: what it is about, and how it may end. */
export function attack(
  dangers: Dangers,
  name: string,
  expected: readonly Ending[],
  run: () => Promise<string | undefined>,
): void {
  test(`${list(dangers).join(' ')}: ${name}`, async ({ task }) => {
    await recorded(task, dangers, expected, run);
  });
}

/** Runs a scenario, puts its row on the test, and fails when it ended otherwise than it may. */
export async function recorded(
  task: RunnerTask,
  dangers: Dangers,
  expected: readonly Ending[],
  run: () => Promise<string | undefined>,
  place?: Place,
): Promise<void> {
  const scenario: Scenario = { dangers: list(dangers), expected, ...(place === undefined ? {} : { place }) };
  task.meta.scenario = scenario;
  const got = endingOf(await run());
  task.meta.scenario = { ...scenario, got };
  expect(expected, `ended with ${got}`).toContain(got);
}

function list(dangers: Dangers): readonly Danger[] {
  return typeof dangers === 'string' ? [dangers] : dangers;
}

const ENDINGS: readonly Ending[] = ['success', 'failure', 'error', 'pending', 'none', 'held'];

function endingOf(state: string | undefined): Ending {
  const ending = ENDINGS.find((one) => one === (state ?? 'none'));
  if (ending === undefined) throw new Error(`no scenario can end with "${state}"`);
  return ending;
}
