import type { Finding } from '../contracts/finding.ts';
import type { OwnerRole, Person } from '../contracts/people.ts';
import type { CriticalLoss } from '../contracts/verdict.ts';
import { CRITICAL_CASES, type VoidReason, type Waiver, type WaiverUse } from '../contracts/waiver.ts';
import { isStanding } from '../policy/critical.ts';
import { type AuthorityDecision, type Circle, decideAuthority, decideOwnership, stakeOf } from './authority.ts';
import { dayOf, daysBetween, endOfDay } from './calendar-day.ts';
import { figureOf, isWorse } from './waiver-figures.ts';

/** Days that a waiver may last where the policy does not say. */
export const DEFAULT_WAIVER_DAYS = 90;

/** A waiver with the people behind it. */
export interface GivenWaiver {
  readonly waiver: Waiver;
  /** The account that the waiver names as its owner, or that wrote the comment. */
  readonly giver: Person;
  /** Those whose approving review of the current head counts: they second a waiver on the giver's own pull request. */
  readonly seconds: readonly Person[];
}

/** What one application's evaluation found. */
export interface WaivableResult {
  readonly application: string;
  /** `evidenceDigest`. */
  readonly evidence: string;
  readonly findings: readonly Finding[];
  readonly criticalLosses: readonly CriticalLoss[];
}

export interface WaiverCircumstances {
  readonly circle: Circle;
  /** Milliseconds since the epoch, by GitHub's clock. */
  readonly now: number;
  /** Days that a waiver may last at most: `policy.waivers.max-days` of the base. */
  readonly maxDays: number;
  /** `roleOfMetric` for this application. */
  readonly roleOf: (metric: string) => OwnerRole;
}

export interface WaivedResult {
  /** All of them; those that a valid waiver excuses have the status `waived`. */
  readonly findings: readonly Finding[];
  /** Losses that still count, and those that do not: a verdict that rests on the latter is `waived`, not `pass`. */
  readonly criticalLosses: readonly CriticalLoss[];
  readonly excusedLosses: readonly CriticalLoss[];
  /** What became of every waiver of this application, in their order: to be shown. */
  readonly uses: readonly WaiverUse[];
}

/** Excuses what valid waivers of this application excuse. `invalid` findings are never excused. */
export function applyWaivers(
  result: WaivableResult,
  given: readonly GivenWaiver[],
  circumstances: WaiverCircumstances,
): WaivedResult {
  const own = given.filter(({ waiver }) => waiver.application === result.application);
  const trials = own.map((one) => tryWaiver(one, result, circumstances));
  const excused = new Set(trials.flatMap(({ excuses }) => excuses));
  return {
    findings: result.findings.map((finding) => (excused.has(finding) ? { ...finding, status: 'waived' } : finding)),
    criticalLosses: result.criticalLosses.filter((loss) => !excused.has(loss)),
    excusedLosses: result.criticalLosses.filter((loss) => excused.has(loss)),
    uses: trials.map(({ waiver, outcome }) => ({ waiver, outcome })),
  };
}

type Excusable = Finding | CriticalLoss;

interface Trial extends WaiverUse {
  readonly excuses: readonly Excusable[];
}

function tryWaiver(given: GivenWaiver, result: WaivableResult, circumstances: WaiverCircumstances): Trial {
  const { waiver } = given;
  const named = namedBy(waiver, result);
  const needy = named.filter(needsExcuse);
  if (needy.length === 0) {
    const why = named.length === 0 ? 'nothing-named' : 'not-needed';
    return { waiver, outcome: { kind: 'unused', why }, excuses: [] };
  }
  const general = generalFault(given, result, circumstances);
  const judged = needy.map((one) => ({ one, fault: general ?? faultFor(waiver, one) }));
  const excuses = judged.flatMap(({ one, fault }) => (fault === undefined ? [one] : []));
  const [reason] = judged.flatMap(({ fault }) => fault ?? []);
  if (excuses.length > 0 || reason === undefined) return { waiver, outcome: { kind: 'in-force' }, excuses };
  return { waiver, outcome: { kind: 'void', reason }, excuses: [] };
}

/** What is there of what a waiver names. */
function namedBy({ subject }: Waiver, { findings, criticalLosses }: WaivableResult): readonly Excusable[] {
  if (subject.kind === 'critical') return criticalLosses.filter(({ caseId }) => subject.caseIds.includes(caseId));
  return findings.filter(
    ({ metric, criterion, slice }) =>
      metric === subject.metric && criterion === subject.criterion && slice === subject.slice,
  );
}

function needsExcuse(one: Excusable): boolean {
  if ('caseId' in one) return isStanding(one);
  return one.enforce === 'block' && one.status !== 'pass' && one.status !== 'waived';
}

/** What is wrong with a waiver whatever it excuses. */
function generalFault(
  { waiver, giver, seconds }: GivenWaiver,
  { evidence }: WaivableResult,
  { circle, now, maxDays, roleOf }: WaiverCircumstances,
): VoidReason | undefined {
  const fault = timeFault(waiver, now, maxDays);
  if (fault !== undefined) return fault;
  if (waiver.evidence !== evidence) return { kind: 'other-evidence', evidence };
  const role = roleOf(waiver.subject.kind === 'critical' ? CRITICAL_CASES : waiver.subject.metric);
  const decision = decideWaiver(giver, seconds, role, circle);
  return decision.kind === 'denied' ? { kind: 'denied', role, reason: decision.reason } : undefined;
}

function timeFault({ given, expires }: Waiver, now: number, most: number): VoidReason | undefined {
  const start = Date.parse(given);
  // Not `<=`: a time that cannot be read is none.
  if (!(start <= now)) return { kind: 'not-yet-given' };
  if (!(now < endOfDay(expires))) return { kind: 'expired' };
  const days = daysBetween(dayOf(start), expires);
  return days > most ? { kind: 'too-long', days, most } : undefined;
}

/** An owner gives a waiver; on their own pull request another owner of the same role has to second it. */
function decideWaiver(giver: Person, seconds: readonly Person[], role: OwnerRole, circle: Circle): AuthorityDecision {
  const owns = decideOwnership(giver, role, circle);
  const stake = stakeOf(giver, circle);
  if (owns.kind === 'denied' || stake === undefined) return owns;
  const seconded = seconds.some((second) => decideAuthority(second, role, circle).kind === 'allowed');
  return seconded ? owns : { kind: 'denied', reason: stake };
}

function faultFor({ subject }: Waiver, one: Excusable): VoidReason | undefined {
  if ('caseId' in one || subject.kind === 'critical') return undefined;
  if (one.status === 'invalid') return { kind: 'invalid' };
  const figure = figureOf(one);
  const accepted = subject.atWorst;
  if (figure === undefined) return accepted === undefined ? undefined : { kind: 'figure-missing', accepted };
  if (accepted === undefined) return { kind: 'figure-not-accepted', figure };
  return isWorse(one.criterion, figure, accepted) ? { kind: 'worse', figure, accepted } : undefined;
}
