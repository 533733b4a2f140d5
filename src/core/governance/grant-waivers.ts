import type { Finding } from '../contracts/finding.ts';
import { type CalendarDay, type Command, CRITICAL_CASES, type Waiver } from '../contracts/governance.ts';
import { isStanding } from '../policy/critical.ts';
import { nearest } from '../scoring/nearest.ts';
import { dayOf, daysAfter, endOfDay } from './calendar-day.ts';
import { figureOf } from './waiver-figures.ts';
import type { WaivableResult } from './waivers.ts';

/** Why a command to waive gives no waiver. */
export type GrantRefusal =
  | { readonly kind: 'past' }
  | { readonly kind: 'too-far'; readonly latest: CalendarDay }
  | { readonly kind: 'unknown-metric'; readonly nearest?: string }
  | { readonly kind: 'nothing-to-waive' }
  | { readonly kind: 'invalid' };

export type Grant =
  | { readonly kind: 'granted'; readonly waivers: readonly Waiver[] }
  | { readonly kind: 'refused'; readonly refusal: GrantRefusal };

export interface GrantCircumstances {
  /** Login of who gave the command. */
  readonly owner: string;
  /** When the comment was made: ISO 8601 by GitHub's clock. */
  readonly given: string;
  /** Address of the comment. */
  readonly url: string;
  readonly maxDays: number;
}

/**
 * The waivers that a command stands for: one for each blocking finding of the metric that does not pass, as it stands in
 * the evidence that the command is about, or one for the critical cases that are lost in it. `result` is that of the
 * command's application. Whether its author may is not decided here.
 */
export function grantWaivers(
  command: Extract<Command, { kind: 'waive' }>,
  result: WaivableResult,
  circumstances: GrantCircumstances,
): Grant {
  const refusal = timeRefusal(command.until, circumstances) ?? subjectRefusal(command.metric, result);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const waivers = subjectsOf(command.metric, result).map((subject) => ({
    application: result.application,
    subject,
    reason: command.because,
    owner: circumstances.owner,
    given: circumstances.given,
    expires: command.until,
    evidence: result.evidence,
    origin: { kind: 'comment', url: circumstances.url } as const,
  }));
  return waivers.length > 0 ? { kind: 'granted', waivers } : { kind: 'refused', refusal: { kind: 'nothing-to-waive' } };
}

/** The waivers that nobody has taken back since; a withdrawal counts for what was given before it. */
export function withoutWithdrawn(
  waivers: readonly Waiver[],
  withdrawals: readonly { readonly application: string; readonly metric: string; readonly at: string }[],
): readonly Waiver[] {
  return waivers.filter(
    ({ application, subject, given }) =>
      !withdrawals.some(
        (one) =>
          one.application === application &&
          one.metric === (subject.kind === 'critical' ? CRITICAL_CASES : subject.metric) &&
          // Not `<`: of two that were given at once, or at times that cannot be read, the stricter one holds.
          !(Date.parse(one.at) < Date.parse(given)),
      ),
  );
}

function timeRefusal(until: CalendarDay, { given, maxDays }: GrantCircumstances): GrantRefusal | undefined {
  const start = Date.parse(given);
  if (!(start < endOfDay(until))) return { kind: 'past' };
  const latest = daysAfter(dayOf(start), maxDays);
  return until > latest ? { kind: 'too-far', latest } : undefined;
}

function subjectRefusal(metric: string, { findings }: WaivableResult): GrantRefusal | undefined {
  if (metric === CRITICAL_CASES) return undefined;
  const own = findings.filter((finding) => finding.metric === metric);
  if (own.length === 0) {
    const meant = nearest(metric, [...new Set(findings.map((finding) => finding.metric)), CRITICAL_CASES]);
    return { kind: 'unknown-metric', ...(meant === undefined ? {} : { nearest: meant }) };
  }
  return own.some(({ enforce, status }) => enforce === 'block' && status === 'invalid')
    ? { kind: 'invalid' }
    : undefined;
}

function subjectsOf(metric: string, { findings, criticalLosses }: WaivableResult): readonly Waiver['subject'][] {
  if (metric !== CRITICAL_CASES) {
    return findings.filter((finding) => finding.metric === metric && isExcusable(finding)).map(subjectOf);
  }
  const caseIds = criticalLosses.filter(isStanding).map(({ caseId }) => caseId);
  return caseIds.length === 0 ? [] : [{ kind: 'critical', caseIds }];
}

function isExcusable({ enforce, status }: Finding): boolean {
  return enforce === 'block' && (status === 'fail' || status === 'inconclusive');
}

function subjectOf(finding: Finding): Waiver['subject'] {
  const { metric, criterion, slice } = finding;
  const atWorst = figureOf(finding);
  return {
    kind: 'finding',
    metric,
    criterion,
    ...(slice === undefined ? {} : { slice }),
    ...(atWorst === undefined ? {} : { atWorst }),
  };
}
