import type { Command } from '../contracts/command.ts';
import { type CalendarDay, CRITICAL_CASES, type Waiver } from '../contracts/waiver.ts';
import { nearest } from '../scoring/nearest.ts';
import { dayOf, daysAfter, endOfDay } from './calendar-day.ts';
import { isSeenEvidence, readSeen, seenSubject } from './seen-findings.ts';
import { waivableSubjects } from './waivable-subjects.ts';
import type { WaivableResult } from './waivers.ts';

/** Why a command to waive gives no waiver. */
export type GrantRefusal =
  | { readonly kind: 'past' }
  | { readonly kind: 'too-far'; readonly latest: CalendarDay }
  | { readonly kind: 'unknown-metric'; readonly nearest?: string }
  | { readonly kind: 'nothing-to-waive' }
  | { readonly kind: 'not-seen' } // in the result that stood when the comment was written
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
  /** What the result said that stood when the comment was made, as `printSeen` prints it; absent when there was none. */
  readonly seen?: string;
}

/**
 * The waivers that a command stands for: one for each blocking finding of the metric that does not pass, or one for the
 * critical cases that are lost; of both only what its author saw, with the figure and the evidence of then. `result` is
 * that of the command's application. Whether its author may is not decided here.
 */
export function grantWaivers(
  command: Extract<Command, { kind: 'waive' }>,
  result: WaivableResult,
  circumstances: GrantCircumstances,
): Grant {
  const refusal = timeRefusal(command.until, circumstances) ?? subjectRefusal(command.metric, result);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const subjects = waivableSubjects(command.metric, result);
  if (subjects.length === 0) return { kind: 'refused', refusal: { kind: 'nothing-to-waive' } };
  const { application, evidence } = result;
  const seen = readSeen(circumstances.seen ?? '', application);
  const accepted = subjects.flatMap((subject) => (seen && seenSubject(subject, application, seen)) ?? []);
  if (seen === undefined || accepted.length === 0) return { kind: 'refused', refusal: { kind: 'not-seen' } };
  const waivers = accepted.map((subject) => ({
    application,
    subject,
    reason: command.because,
    owner: circumstances.owner,
    given: circumstances.given,
    expires: command.until,
    evidence: isSeenEvidence(seen, evidence) ? evidence : seen.evidence,
    origin: { kind: 'comment', url: circumstances.url } as const,
  }));
  return { kind: 'granted', waivers };
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
