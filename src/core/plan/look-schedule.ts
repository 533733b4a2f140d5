import type { Case } from '../contracts/suite.ts';
import { plannedLooks } from '../stats/sequential-plan.ts';
import { casePositions } from '../suite/case-positions.ts';
import { drawOrder, type Positions, runOrder } from './case-order.ts';

/** A moment at which a sequential evaluation may end. */
export interface Look {
  /** The sample: so many cases, the first that are drawn. */
  readonly drawn: number;
  /** Cases that must have been run by then: the sample and every critical case; always the first of the run order. */
  readonly run: number;
  readonly isLast: boolean;
}

/** When a suite of at least one case is looked at, settled by its cases and the seed alone. */
export interface LookSchedule {
  readonly looks: readonly Look[];
  /** Rank of a case in the order in which cases are drawn, from 0; `undefined` for a case that the suite does not have. */
  drawRank(caseId: string): number | undefined;
  /** The same in the order in which they are run. */
  runRank(caseId: string): number | undefined;
  /** The first cases that are drawn, in the order of the suite. */
  sample(drawn: number): readonly Case[];
  /** The first cases that are run, in the order of the suite. */
  reached(run: number): readonly Case[];
}

/** @throws RangeError when the seed is not an unsigned integer. */
export function lookSchedule(name: string, cases: readonly Case[], seed: number): LookSchedule {
  const application = { name, cases };
  const drawn = drawOrder(application, seed);
  const run = runOrder(application, seed);
  const [drawRanks, runRanks] = [ranksOf(drawn), ranksOf(run)];
  const rankIn = (ranks: Positions) => (caseId: string) => {
    const position = casePositions(cases).get(caseId);
    return position === undefined ? undefined : ranks[position];
  };
  const first = (order: Positions) => (count: number) =>
    Array.from(order.slice(0, count).sort()).flatMap((position) => cases[position] ?? []);
  return {
    looks: looksOf(cases, drawn),
    drawRank: rankIn(drawRanks),
    runRank: rankIn(runRanks),
    sample: first(drawn),
    reached: first(run),
  };
}

function looksOf(cases: readonly Case[], order: Positions): readonly Look[] {
  let criticalToCome = cases.reduce((count, { critical }) => count + (critical ? 1 : 0), 0);
  let counted = 0;
  return plannedLooks(cases.length).map((drawn) => {
    for (; counted < drawn; counted += 1) if (cases[order[counted] ?? 0]?.critical) criticalToCome -= 1;
    return { drawn, run: drawn + criticalToCome, isLast: drawn === cases.length };
  });
}

/** Rank by position, from positions by rank. */
function ranksOf(order: Positions): Positions {
  const ranks = new Uint32Array(order.length);
  for (const [rank, position] of order.entries()) ranks[position] = rank;
  return ranks;
}
