import { type Cell, CONFIRMATIONS } from '../contracts/cell.ts';
import { seedFrom } from '../contracts/digest.ts';
import type { Side } from '../contracts/layer.ts';
import { seededRandom } from '../stats/random.ts';
import { type OrderedCases, runOrder } from './case-order.ts';

/** What is to be run of one application. */
export interface ApplicationPlan extends OrderedCases {
  /** Repetitions of every case, at least 1. */
  readonly trials: number;
  /** Both, or `target` alone for an added application. */
  readonly sides: readonly Side[];
}

/** Cells in order, made one by one as they are asked for; a plain array is one, too. */
export interface CellSequence extends Iterable<Cell> {
  readonly length: number;
}

/**
 * Every model call that a run may make, in order. The cases of an application come in its `runOrder`; a case is finished, all
 * its trials, before the next begins; its source and target stand back to back, and a coin says which goes first, so that
 * drift of the service hits both sides alike. An application's order does not depend on the others.
 * `seed`: unsigned integer, the yardstick's. Throws a RangeError on one that is not.
 */
export function planCells({
  applications,
  seed,
}: {
  readonly applications: readonly ApplicationPlan[];
  readonly seed: number;
}): CellSequence {
  if (!Number.isInteger(seed) || seed < 0) throw new RangeError(`a seed is an unsigned integer: ${seed}`);
  return {
    length: applications.reduce((sum, { cases, trials, sides }) => sum + cases.length * trials * sides.length, 0),
    *[Symbol.iterator]() {
      for (const application of applications) yield* cellsOf(application, seed);
    },
  };
}

function* cellsOf(application: ApplicationPlan, seed: number): Generator<Cell> {
  const { name, cases, trials, sides } = application;
  const coins = seededRandom(seedFrom(String(seed), 'first side', name));
  for (const position of runOrder(application, seed)) {
    const id = cases[position]?.id ?? '';
    for (let trial = 0; trial < trials; trial += 1) yield* pair(name, id, trial, sides, coins.coin());
  }
}

/**
 * The calls that confirm lost critical cases: two further repetitions of both sides, each side going first once. Trials
 * continue the count of the plan, from `trials` on, so that a recording answers with its next records.
 */
export function confirmationCells(application: string, caseIds: readonly string[], trials: number): readonly Cell[] {
  return caseIds.flatMap((id) =>
    Array.from({ length: CONFIRMATIONS }, (_, repetition) =>
      pair(application, id, trials + repetition, ['source', 'target'], repetition % 2 === 1),
    ).flat(),
  );
}

function pair(application: string, caseId: string, trial: number, sides: readonly Side[], turned: boolean): Cell[] {
  const order = turned ? sides.toReversed() : sides;
  return order.map((side) => ({ application, side, caseId, trial }));
}
