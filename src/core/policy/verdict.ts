import type { AssessmentInput } from '../contracts/assessment.ts';
import type { Problem } from '../contracts/problem.ts';
import type { Reason } from '../contracts/reason.ts';
import type { Migration } from '../contracts/verdict.ts';
import { approvalOf } from './approval-of.ts';
import { type Conclusion, worstOf } from './conclusion.ts';

/**
 * The conclusion over all applications: problems of no single application first, then the worst of the migrations and of
 * the uncovered changes. When nothing takes part, it says what there was instead.
 */
export function concludeAll(input: AssessmentInput, migrations: readonly Migration[]): Conclusion {
  const [problem, ...others] = problemsOf(input);
  if (problem !== undefined) {
    return { verdict: 'invalid', reason: { kind: 'problem', problem, others: others.length } };
  }
  const decisive = migrations.filter(({ verdict }) => verdict !== 'not-applicable');
  const worst = worstOf([...heldConclusion(input), ...decisive, ...uncoveredConclusion(input)]);
  if (worst === undefined) return { verdict: 'not-applicable', reason: whyNotEvaluated(input, migrations) };
  if (worst.verdict !== 'pass') return { verdict: worst.verdict, reason: worst.reason };
  const findings = decisive.reduce((sum, { reason }) => sum + (reason.kind === 'all-pass' ? reason.findings : 0), 0);
  return { verdict: 'pass', reason: { kind: 'all-pass', findings } };
}

function problemsOf({ problems, yardstick, policy, subjects }: AssessmentInput): readonly Problem[] {
  const needsYardstick = policy === undefined || subjects.some(({ kind }) => kind !== 'removed');
  if (yardstick !== undefined || !needsYardstick || problems.length > 0) return problems;
  return [
    {
      code: 'config-missing',
      message: 'There is no yardstick: the configuration of the base branch was not read.',
      side: 'yardstick',
      hint: 'Merge a .github/changeover.yml to the base branch first.',
    },
  ];
}

function uncoveredConclusion({ uncovered, yardstick, policy }: AssessmentInput): readonly Conclusion[] {
  const [change, ...others] = uncovered;
  if (change === undefined || (yardstick?.policy ?? policy)?.onUncovered === 'warn') return [];
  return [{ verdict: 'fail', reason: { kind: 'uncovered', change, others: others.length } }];
}

/** First among equals: a comparison that was left undecided may be no more than a warning, what is held never is. */
function heldConclusion(input: AssessmentInput): readonly Conclusion[] {
  const { hold } = input;
  const approval = approvalOf(input);
  if (hold === undefined || approval === undefined || approval.approved) return [];
  const { missing, objections } = approval;
  return [{ verdict: 'inconclusive', reason: { kind: 'held', parts: hold.parts, missing, objections } }];
}

/** What the pull request changed although nothing of it is evaluated, the most telling first. */
function whyNotEvaluated(
  { subjects, proposed, wiring }: AssessmentInput,
  migrations: readonly Pick<Migration, 'reason'>[],
): Reason {
  if (subjects.some(({ kind }) => kind === 'removed')) return { kind: 'not-evaluated', what: 'removed' };
  const unsent = migrations.find(({ reason }) => reason.kind === 'not-evaluated' && reason.what === 'same-requests');
  if (unsent !== undefined) return unsent.reason;
  if (subjects.length > 0) return { kind: 'not-evaluated', what: 'proposed' };
  if (proposed.length > 0) return { kind: 'not-evaluated', what: 'yardstick' };
  if (wiring.length > 0) return { kind: 'not-evaluated', what: 'wiring' };
  return { kind: 'nothing-changed' };
}
