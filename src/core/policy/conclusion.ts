import type { Finding } from '../contracts/finding.ts';
import type { Problem } from '../contracts/problem.ts';
import type { Reason } from '../contracts/reason.ts';
import type { CriticalLoss, VerdictName } from '../contracts/verdict.ts';
import { isStanding } from './critical.ts';
import { type Requirement, requirementsOf, severity } from './requirements.ts';

/** A verdict with what it rests on. */
export interface Conclusion {
  readonly verdict: VerdictName;
  readonly reason: Reason;
}

/** All that the conclusion about one migration follows from. */
export interface Grounds {
  readonly application: string;
  /** Each of them makes the comparison untrustworthy. */
  readonly problems: readonly Problem[];
  readonly tooManyFailures?: Extract<Reason, { kind: 'failed-cells' }>;
  /** The target answered nothing, by its own fault. */
  readonly rejected?: Problem;
  readonly criticalLosses: readonly CriticalLoss[];
  readonly findings: readonly Finding[];
}

/**
 * Concludes on one migration, worst first: what makes the comparison invalid, what proves a regression, what is left
 * undecided. Only when nothing of that is left, and some blocking criterion was decided, does it pass.
 */
export function conclude(grounds: Grounds): Conclusion {
  const { application, findings } = grounds;
  const requirements = requirementsOf(findings);
  return (
    untrustworthy(grounds) ??
    unusable(grounds) ??
    unmet('invalid', application, requirements) ??
    regressed(grounds) ??
    unmet('fail', application, requirements) ??
    unmet('inconclusive', application, requirements) ??
    undemanding(application, requirements) ??
    unmet('waived', application, requirements) ?? {
      verdict: 'pass',
      reason: { kind: 'all-pass', findings: requirements.flatMap((requirement) => requirement.findings).length },
    }
  );
}

function untrustworthy({ problems, tooManyFailures }: Grounds): Conclusion | undefined {
  const [problem, ...others] = problems;
  if (problem !== undefined) {
    return { verdict: 'invalid', reason: { kind: 'problem', problem, others: others.length } };
  }
  return tooManyFailures && { verdict: 'invalid', reason: tooManyFailures };
}

function unusable({ rejected }: Grounds): Conclusion | undefined {
  return rejected && { verdict: 'fail', reason: { kind: 'problem', problem: rejected, others: 0 } };
}

function regressed({ application, criticalLosses }: Grounds): Conclusion | undefined {
  const caseIds = criticalLosses.filter(isStanding).map(({ caseId }) => caseId);
  return caseIds.length === 0 ? undefined : { verdict: 'fail', reason: { kind: 'critical', application, caseIds } };
}

function undemanding(application: string, requirements: readonly Requirement[]): Conclusion | undefined {
  if (requirements.length > 0) return undefined;
  return { verdict: 'inconclusive', reason: { kind: 'no-blocking-criterion', application } };
}

function unmet(
  status: 'invalid' | 'fail' | 'inconclusive' | 'waived',
  application: string,
  requirements: readonly Requirement[],
): Conclusion | undefined {
  const findings = requirements
    .filter((requirement) => requirement.status === status)
    .flatMap((requirement) => requirement.findings)
    .filter((finding) => finding.status === status);
  const [finding, ...others] = findings;
  return finding && { verdict: status, reason: { kind: 'finding', application, finding, others: others.length } };
}

/** The worst of several conclusions, the first among equals. */
export function worstOf(conclusions: readonly Conclusion[]): Conclusion | undefined {
  return conclusions.reduce<Conclusion | undefined>(
    (worst, next) => (worst !== undefined && severity(worst.verdict) >= severity(next.verdict) ? worst : next),
    undefined,
  );
}
