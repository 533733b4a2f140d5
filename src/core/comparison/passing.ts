import type { Side } from '../contracts/layer.ts';
import type { ScoredCell } from '../contracts/score.ts';
import type { ScorerSpec } from '../contracts/suite.ts';
import type { ApplicationYardstick } from '../contracts/yardstick.ts';
import type { CaseTrials, TrialTable } from './trials.ts';

/** Room for the rounding of a score that is itself a share, such as 4 of 5 fields. */
const ROUNDING = 1e-12;

/**
 * The scorers that say whether a case passes: those that have a criterion, in whichever part of the acceptance. When
 * none has, all of them do: otherwise every case would pass and a critical case would protect nothing.
 */
export function decidingScorers({ suite, acceptance }: ApplicationYardstick): readonly ScorerSpec[] {
  const judged = new Set([...acceptance.all, ...acceptance.anyOf.flat(2)].map(({ metric }) => metric));
  const deciding = suite.scorers.filter(({ name }) => judged.has(name));
  return deciding.length > 0 ? deciding : suite.scorers;
}

/** Whether one answered cell reaches `pass-at` under every scorer; a score that is missing or no number does not. */
export function cellPasses(cell: ScoredCell, scorers: readonly ScorerSpec[]): boolean {
  return scorers.every(({ name, passAt }) => {
    const value = Object.hasOwn(cell.scores, name) ? cell.scores[name]?.value : undefined;
    return typeof value === 'number' && value >= passAt - ROUNDING;
  });
}

/** Whether more than half of some answered cells pass: one rule for both sides, so that equal outcomes stay equal. */
export function majorityPasses(cells: readonly ScoredCell[], scorers: readonly ScorerSpec[]): boolean {
  return cells.filter((cell) => cellPasses(cell, scorers)).length * 2 > cells.length;
}

/** One side's answered cells of the trials in which both sides answered. */
export function answeredPairs({ planned }: CaseTrials, side: Side): readonly ScoredCell[] {
  return planned.flatMap((trial) => {
    const both = isAnswered(trial.source) && isAnswered(trial.target);
    return both ? (trial[side] ?? []) : [];
  });
}

/** Cases that one side passes and the other does not, never netted, in the order of the suite. */
export interface Flips {
  readonly lost: readonly string[];
  readonly won: readonly string[];
  readonly same: number;
}

/** Compares both sides case by case; cases without a trial that both sides answered are in none of the three. */
export function flipsOf(table: TrialTable, scorers: readonly ScorerSpec[]): Flips {
  const lost: string[] = [];
  const won: string[] = [];
  let same = 0;
  for (const item of table.cases) {
    const source = answeredPairs(item, 'source');
    if (source.length === 0) continue;
    const before = majorityPasses(source, scorers);
    const after = majorityPasses(answeredPairs(item, 'target'), scorers);
    if (before === after) same += 1;
    else (before ? lost : won).push(item.case.id);
  }
  return { lost, won, same };
}

export function isAnswered(cell: ScoredCell | undefined): cell is ScoredCell {
  return cell !== undefined && cell.outcome !== 'failed';
}
