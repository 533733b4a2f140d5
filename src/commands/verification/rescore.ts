import { CellStore } from '../../core/comparison/cell-store.ts';
import type { Observation } from '../../core/contracts/cell.ts';
import { ChangeoverError, type Problem } from '../../core/contracts/problem.ts';
import type { ScoredCells } from '../../core/contracts/score.ts';
import type { Case } from '../../core/contracts/suite.ts';
import type { ApplicationYardstick } from '../../core/contracts/yardstick.ts';
import { scoreObservation } from '../../core/scoring/score-observation.ts';
import { caseWithId } from '../../core/suite/case-positions.ts';
import type { StoredEvidence } from '../../workspace/evidence/read-evidence.ts';
import { type CostCheck, costCheck } from './cost-check.ts';
import { mismatch } from './disagreement.ts';

/** Observations judged again, without looking at what the run made of them. */
export interface Rescored {
  readonly cells: ScoredCells;
  /** What kept the observations from being read to their end. */
  readonly problems: readonly Problem[];
}

/**
 * Scores every observation with the yardstick's scorers and computes its cost from its tokens and the yardstick's prices.
 * Stops at the first line that cannot be read, is of nothing that was evaluated, or cost something else: of cells that are
 * not all there nothing can be recomputed.
 */
export async function rescore({ verdict, yardstick, observations }: StoredEvidence): Promise<Rescored> {
  const evaluated = new Set(verdict.migrations.map(({ application }) => application));
  const applications = (yardstick?.applications ?? []).filter(({ name }) => evaluated.has(name));
  const lookUp = lookUpIn(applications);
  const costs: CostCheck = costCheck(verdict, yardstick);
  const cells = new CellStore();
  try {
    for await (const observation of observations()) {
      const { testCase, application } = lookUp(observation);
      const wrong = costs(observation);
      if (wrong !== undefined) throw new ChangeoverError(wrong);
      cells.add(scoreObservation(observation, testCase, application.suite.scorers));
    }
  } catch (error) {
    if (!(error instanceof ChangeoverError)) throw error;
    return { cells, problems: error.problems };
  }
  return { cells, problems: [] };
}

interface Found {
  readonly application: ApplicationYardstick;
  readonly testCase: Case;
}

function lookUpIn(applications: readonly ApplicationYardstick[]): (observation: Observation) => Found {
  const named = new Map(applications.map((application) => [application.name, application]));
  return (observation) => {
    const application = named.get(observation.application);
    if (application === undefined) throw new ChangeoverError(foreign(observation, 'nobody evaluated'));
    const testCase = caseWithId(application.suite.cases, observation.caseId);
    if (testCase === undefined) throw new ChangeoverError(foreign(observation, 'yardstick.json does not have'));
    return { application, testCase };
  };
}

function foreign({ application, caseId }: Observation, which: string): Problem {
  const what = `the case ${JSON.stringify(caseId)} of ${JSON.stringify(application)}`;
  return mismatch(`observations.jsonl holds ${what}, which ${which}`, { application, caseId });
}
