import { distinctProblems } from '../../core/contracts/problem.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import type { Evaluation } from './evaluate.ts';
import { problemsOf } from './problems-of.ts';
import { type Report, type ReportPlan, renderReport, reportEvaluation } from './report-evaluation.ts';
import type { Surroundings } from './surroundings.ts';

/** A report and the evaluation that it tells of, which is the one that was given unless the disk refused. */
export interface Kept {
  readonly report: Report;
  readonly evaluation: Evaluation;
  /** Whether the evidence was written. */
  readonly isKept: boolean;
}

/**
 * Writes an evaluation's evidence. A verdict whose evidence cannot be kept cannot be trusted: it becomes invalid, says why,
 * and is reported all the same. Never rejects for the disk's sake.
 */
export async function keepEvidence(
  evaluation: Evaluation,
  plan: ReportPlan,
  { voice, secrets }: Pick<Surroundings, 'voice' | 'secrets'>,
): Promise<Kept> {
  try {
    return { report: await reportEvaluation(evaluation, plan, secrets.redact), evaluation, isKept: true };
  } catch (error) {
    const problems = problemsOf(error);
    for (const problem of problems) voice.warn(problem);
    const [problem, ...others] = problems;
    const verdict: Verdict = {
      ...evaluation.verdict,
      verdict: 'invalid',
      reason: { kind: 'problem', problem, others: others.length },
      problems: distinctProblems([...evaluation.verdict.problems, ...problems]),
    };
    const invalid = { ...evaluation, verdict };
    return { report: renderReport(invalid, plan), evaluation: invalid, isKept: false };
  }
}
