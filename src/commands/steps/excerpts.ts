import type { CaseExcerpt, ExcerptSide } from '../../core/contracts/assessment.ts';
import type { Observation } from '../../core/contracts/cell.ts';
import type { Case } from '../../core/contracts/suite.ts';
import type { Migration, Verdict } from '../../core/contracts/verdict.ts';
import type { ApplicationYardstick, Yardstick } from '../../core/contracts/yardstick.ts';
import { scoreObservation } from '../../core/scoring/score-observation.ts';
import { caseWithId } from '../../core/suite/case-positions.ts';

/** Cases of one application whose texts are kept for the report; it shows the most telling of them. */
const SHOWN = 60;

/** What was observed of some cases, of any application; more than that does no harm. */
type ObservationsOf = (caseIds: ReadonlySet<string>) => AsyncIterable<Observation>;

/**
 * The texts of the cases that the report shows side by side: the lost ones, critical ones first. They are read back from
 * the journal, so that a run holds a few numbers a cell and no texts.
 */
export async function excerptsFor(
  verdict: Verdict,
  yardstick: Yardstick,
  observationsOf: ObservationsOf,
): Promise<readonly CaseExcerpt[]> {
  const wanted = new Map<string, CaseExcerpt>();
  const applications = new Map(yardstick.applications.map((application) => [application.name, application]));
  for (const migration of verdict.migrations) {
    const application = applications.get(migration.application);
    if (application === undefined) continue;
    for (const excerpt of emptyExcerpts(migration, application)) wanted.set(keyOf(excerpt), excerpt);
  }
  if (wanted.size === 0) return [];
  const caseIds = new Set([...wanted.values()].map(({ caseId }) => caseId));
  for await (const observation of observationsOf(caseIds)) {
    const excerpt = wanted.get(keyOf(observation));
    const application = applications.get(observation.application);
    if (excerpt === undefined || application === undefined) continue;
    if (observation.purpose !== 'plan' || observation.trial !== 0) continue;
    wanted.set(keyOf(observation), { ...excerpt, [observation.side]: sideOf(observation, application) });
  }
  return [...wanted.values()];
}

function keyOf({ application, caseId }: Pick<CaseExcerpt, 'application' | 'caseId'>): string {
  return JSON.stringify([application, caseId]);
}

function emptyExcerpts({ lost, criticalLosses }: Migration, application: ApplicationYardstick): readonly CaseExcerpt[] {
  const first = new Set(criticalLosses.map(({ caseId }) => caseId));
  const ids = [...first, ...lost.filter((id) => !first.has(id))].slice(0, SHOWN);
  return ids.flatMap((id) => {
    const testCase = caseWithId(application.suite.cases, id);
    return testCase === undefined ? [] : [emptyExcerpt(application.name, testCase)];
  });
}

function emptyExcerpt(application: string, testCase: Case): CaseExcerpt {
  return {
    application,
    caseId: testCase.id,
    slices: testCase.slices,
    critical: testCase.critical,
    input: inputText(testCase),
    ...(testCase.expected === undefined ? {} : { expected: testCase.expected }),
  };
}

function inputText({ input, vars, messages }: Case): string {
  if (input !== undefined) return input;
  if (messages !== undefined) return messages.map(({ role, content }) => `${role}: ${content}`).join('\n');
  return JSON.stringify(vars ?? {}, undefined, 1);
}

function sideOf(observation: Observation, { suite }: ApplicationYardstick): ExcerptSide {
  const testCase = caseWithId(suite.cases, observation.caseId);
  const scores = testCase === undefined ? {} : scoreObservation(observation, testCase, suite.scorers).scores;
  return {
    ...(observation.output === undefined ? {} : { output: observation.output }),
    ...(observation.stopReason === undefined ? {} : { stopReason: observation.stopReason }),
    ...(observation.error === undefined ? {} : { error: observation.error.message }),
    scores,
  };
}
