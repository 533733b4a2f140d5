import { type Cell, CONFIRMATIONS } from '../contracts/cell.ts';
import { seedFrom } from '../contracts/digest.ts';
import type { Side } from '../contracts/layer.ts';
import { seededRandom } from '../stats/random.ts';

/** What is to be run of one application. */
export interface ApplicationPlan {
  readonly name: string;
  readonly cases: readonly { readonly id: string; readonly critical: boolean }[];
  /** Repetitions of every case, at least 1. */
  readonly trials: number;
  /** Both, or `target` alone for an added application. */
  readonly sides: readonly Side[];
}

/**
 * Every model call of a run, in order. Critical cases come first, each part in an order drawn by the seed; a case is
 * finished, all its trials, before the next begins; its source and target stand back to back, and a coin says which goes
 * first, so that drift of the service hits both sides alike. An application's order does not depend on the others.
 * `seed`: unsigned integer, the yardstick's. Throws a RangeError on one that is not.
 */
export function planCells({
  applications,
  seed,
}: {
  readonly applications: readonly ApplicationPlan[];
  readonly seed: number;
}): readonly Cell[] {
  if (!Number.isInteger(seed) || seed < 0) throw new RangeError(`a seed is an unsigned integer: ${seed}`);
  return applications.flatMap((application) => cellsOf(application, seed));
}

function cellsOf({ name, cases, trials, sides }: ApplicationPlan, seed: number): readonly Cell[] {
  const random = seededRandom(seedFrom(String(seed), 'order', name));
  const critical = random.shuffle(cases.filter((testCase) => testCase.critical));
  const others = random.shuffle(cases.filter((testCase) => !testCase.critical));
  return [...critical, ...others].flatMap(({ id }) =>
    Array.from({ length: trials }, (_, trial) => pair(name, id, trial, sides, random.coin())).flat(),
  );
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
