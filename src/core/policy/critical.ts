import { answeredPairs, decidingScorers, isAnswered, majorityPasses } from '../comparison/passing.ts';
import type { CaseTrials, TrialTable } from '../comparison/trials.ts';
import { CONFIRMATIONS } from '../contracts/cell.ts';
import type { ScorerSpec } from '../contracts/suite.ts';
import type { CriticalLoss } from '../contracts/verdict.ts';
import type { ApplicationYardstick } from '../contracts/yardstick.ts';

/** The critical cases that the source passes and the target does not, with what repeating them said, in suite order. */
export function criticalLosses(application: ApplicationYardstick, table: TrialTable): readonly CriticalLoss[] {
  const scorers = decidingScorers(application);
  const losses: CriticalLoss[] = [];
  for (const item of table.cases) {
    if (!item.case.critical || !isLost(item, scorers)) continue;
    losses.push({ caseId: item.case.id, confirmation: confirmationOf(item, scorers) });
  }
  return losses;
}

/** Whether a loss counts: confirmed, or standing because nothing refuted it. */
export function isStanding({ confirmation }: CriticalLoss): boolean {
  return confirmation !== 'not-confirmed';
}

/** The critical cases of which some planned side gave no answer at all: whether they were lost cannot be said. */
export function unmeasuredCriticalCases(table: TrialTable): readonly string[] {
  const unmeasured: string[] = [];
  for (const item of table.cases) {
    if (!item.case.critical) continue;
    const answered = item.planned.some((trial) => table.sides.every((side) => isAnswered(trial[side])));
    if (!answered) unmeasured.push(item.case.id);
  }
  return unmeasured;
}

function isLost(item: CaseTrials, scorers: readonly ScorerSpec[]): boolean {
  const source = answeredPairs(item, 'source');
  if (source.length === 0 || !majorityPasses(source, scorers)) return false;
  return !majorityPasses(answeredPairs(item, 'target'), scorers);
}

/**
 * The majority of all observations of each side, when both were repeated. A repetition that only replays the first record,
 * failed or never came says nothing, and then the loss stands.
 */
function confirmationOf(item: CaseTrials, scorers: readonly ScorerSpec[]): CriticalLoss['confirmation'] {
  const source = item.confirmations.source.slice(0, CONFIRMATIONS);
  const target = item.confirmations.target.slice(0, CONFIRMATIONS);
  const repeated = [...source, ...target];
  if (repeated.some(({ replayed }) => replayed)) return 'recorded, not repeated';
  if (repeated.filter(isAnswered).length < 2 * CONFIRMATIONS) return 'not repeated';
  const sourcePasses = majorityPasses([...answeredPairs(item, 'source'), ...source], scorers);
  const targetPasses = majorityPasses([...answeredPairs(item, 'target'), ...target], scorers);
  return sourcePasses && !targetPasses ? 'confirmed' : 'not-confirmed';
}
