import type { PlanFile } from '../../core/contracts/plan-file.ts';
import { ChangeoverError, describeProblem, type Problem, throwIfAny } from '../../core/contracts/problem.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { comparisonDigest } from '../../core/plan/comparison-digest.ts';
import { readEvidence } from '../../workspace/evidence/read-evidence.ts';
import { readReportContext } from '../../workspace/evidence/report-context.ts';
import { readPlan } from '../../workspace/plan-file/plan-file.ts';
import type { EvaluationRequest } from '../steps/evaluation-request.ts';
import type { EvaluationState } from '../steps/evaluation-state.ts';
import { type Difference, firstDifference } from '../steps/first-difference.ts';
import { mayEndEarly } from '../steps/measure.ts';
import { openModels } from '../steps/open-models.ts';
import { runScope } from '../steps/run-scope.ts';
import type { Surroundings } from '../steps/surroundings.ts';
import { rescore } from '../verification/rescore.ts';
import { verify } from '../verify.ts';
import { checkObservations, DISAGREES } from './check-observations.ts';
import { firstDisagreement, planFileOf } from './plan-file.ts';

/**
 * In place of calling the models: takes the observations that another job left in the evidence folder, and nothing else of
 * what it concluded. First everything is compared with what was read here: the plan, the evidence with itself, the yardstick,
 * every observation with the request that it must answer. Throws a ChangeoverError that names the first thing that
 * disagrees; what went wrong in the other job is thrown on, too, so that the verdict is invalid for it.
 */
export async function takeObservations(
  state: EvaluationState,
  request: EvaluationRequest,
  surroundings: Surroundings,
): Promise<void> {
  const { sides, preparation } = state;
  if (sides === undefined || preparation?.yardstick === undefined) return;
  const { yardstick } = preparation;
  const draft = request.draft ?? false;
  const { subjects, scope } = runScope(preparation, draft);
  if (scope !== undefined) state.scope = scope;
  if (subjects.length === 0) return;
  const { evidenceDir, evidenceRoot } = request;
  const own = planFileOf(sides, preparation, draft);
  // Announced as any run is: what an older run said of this commit counts no more, and nobody takes the place of this one.
  await request.beforeFirstCall?.({ calls: own.calls, atMost: mayEndEarly(subjects) });
  const { plan } = await readPlan(evidenceDir, evidenceRoot);
  refuse('plan.json', firstDisagreement(plan, own));
  throwIfAny((await verify(evidenceDir)).disagreements);
  const stored = await readEvidence(evidenceDir);
  refuse('verdict.json', firstDifference(identityOf(stored.verdict), identityOf(plan)));
  refuse('yardstick.json', firstDifference(stored.yardstick?.digests, yardstick.digests, '$.digests'));
  const recorded = openModels({ ...preparation, yardstick: recordings(yardstick), subjects }, surroundings);
  await checkObservations(stored.observations(), { subjects, recorded });
  const { cells, problems } = await rescore({ ...stored, yardstick });
  throwIfAny(problems);
  const { spending } = await readReportContext(evidenceDir);
  // Only now, so that a refusal leaves nothing half taken.
  state.comparison = comparisonDigest(yardstick, subjects, scope);
  for (const cell of cells) state.cells.add(cell);
  state.observed = cells.length > 0;
  state.earlier = stored.verdict.earlier ?? [];
  if (spending !== undefined) state.spending = spending;
  throwIfAny(problemsBeyond(stored.verdict, preparation.problems));
}

/** The providers that can be asked again without credentials. */
function recordings({ providers }: Yardstick): Pick<Yardstick, 'providers'> {
  return { providers: providers.filter(({ type }) => type === 'recorded') };
}

/** The two ends, as both files name them. */
function identityOf({ base, source, ...rest }: PlanFile | Verdict) {
  return { base, source, head: 'target' in rest ? rest.target : rest.head };
}

/** What stopped the other job before its end: its evidence is whole, and not enough. */
function problemsBeyond({ problems }: Verdict, known: readonly Problem[]): readonly Problem[] {
  const told = new Set(known.map(describeProblem));
  return problems.filter((problem) => !told.has(describeProblem(problem)));
}

function refuse(file: string, difference: Difference | undefined): void {
  if (difference === undefined) return;
  const { path, found, expected } = difference;
  throw new ChangeoverError({
    code: 'evidence',
    message: `${file} was handed over and disagrees with what is read here: ${path} is ${found}, and should be ${expected}`,
    hint: DISAGREES,
  });
}
