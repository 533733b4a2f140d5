import { CellStore } from '../../core/comparison/cell-store.ts';
import type { MigrationSubject } from '../../core/contracts/assessment.ts';
import type { Observation } from '../../core/contracts/cell.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import type { YardstickChange } from '../../core/contracts/yardstick-change.ts';
import { observedUnder } from '../../core/governance/yardstick/observed-under.ts';
import { isReplayed } from '../../core/policy/pricing.ts';
import { scoreObservation } from '../../core/scoring/score-observation.ts';
import { costOf } from '../../engine/cost.ts';

/** Two yardsticks, and what the second one changes. */
export interface Rescoring {
  readonly base: Yardstick;
  readonly proposed: Yardstick;
  readonly changes: readonly YardstickChange[];
  readonly subjects: readonly MigrationSubject[];
}

/**
 * Judges what was observed for the base's yardstick by the proposed one, without a call: expected answers, scorers and prices
 * are the proposal's. Observations that tell nothing by it are left out. Throws what scorers throw.
 */
export async function rescoredByProposal(
  { base, proposed, changes, subjects }: Rescoring,
  observations: AsyncIterable<Observation>,
): Promise<CellStore> {
  const cells = new CellStore();
  // What a proposal cannot judge at all shows no figures, like what is never called.
  const find = observedUnder(
    base,
    proposed,
    changes,
    subjects.filter(({ problems }) => problems.length === 0),
  );
  const priced = pricedBy(proposed, subjects);
  for await (const observation of observations) {
    const found = find(observation);
    if (found === undefined) continue;
    cells.add(scoreObservation(priced(observation), found.testCase, found.suite.scorers));
  }
  return cells;
}

/** The same observation at the proposal's prices; recorded replies carry a cost of their own. */
function pricedBy(
  proposed: Yardstick,
  subjects: readonly MigrationSubject[],
): (observation: Observation) => Observation {
  const { prices } = proposed;
  return (observation) => {
    const subject = subjects.find(({ application }) => application === observation.application);
    const application = proposed.applications.find(({ name }) => name === observation.application);
    const model = subject?.[observation.side]?.model;
    if (subject === undefined || application === undefined || model === undefined) return observation;
    if (isReplayed(subject, application, proposed, observation.side)) return observation;
    const { costUsd: _byTheBase, ...others } = observation;
    const price = Object.hasOwn(prices, model) ? prices[model] : undefined;
    const costUsd = price && observation.usage && costOf(observation.usage, price);
    return costUsd === undefined ? others : { ...others, costUsd };
  };
}
