import type { Cause, Finding } from '../core/contracts/finding.ts';
import type { HeldPart } from '../core/contracts/governance.ts';
import { describePlace } from '../core/contracts/problem.ts';
import type { BreakGlass, Reason } from '../core/contracts/reason.ts';
import type { Verdict } from '../core/contracts/verdict.ts';
import { line, prose, type Spans, text } from './document.ts';
import { boundOf, formatCount, formatOnScale, formatPercent, formatValue, plural } from './figures.ts';
import { fromTo, name } from './names.ts';
import { plainText } from './plain-text.ts';
import { clip } from './untrusted.ts';
import { causeWords, PROBLEM_WORDS } from './wording.ts';

type ReasonWords = { readonly [Kind in Reason['kind']]: (reason: Extract<Reason, { kind: Kind }>) => Spans };

const REASONS: ReasonWords = {
  'all-pass': ({ findings }) =>
    findings === 1
      ? line`the one blocking criterion holds`
      : line`all blocking criteria hold (${text(formatCount(findings))})`,
  finding: ({ finding, others }) => [...findingSentence(finding), ...andOthers(others, 'criterion', 'criteria')],
  critical: ({ caseIds }) => criticalSentence(caseIds),
  uncovered: ({ change, others }) => [
    ...line`a model ID changed that belongs to no application, ${fromTo(change.source, change.target)} in ${name(describePlace(change.place))}`,
    ...andOthers(others, 'such change', 'such changes'),
  ],
  problem: ({ problem, others }) => [
    ...line`${prose(clip(problem.message, 300).replace(/\.$/, ''))}${problem.place === undefined ? [] : line` (${name(describePlace(problem.place))})`}`,
    ...andOthers(others, 'problem', 'problems'),
  ],
  'failed-cells': ({ side, failed, planned, limit }) =>
    line`${text(`${formatCount(failed)} of ${plural(planned, `${side} call`)} failed, more than the ${formatPercent(limit)} that policy.max-error-rate allows`)}`,
  'nothing-changed': () => line`nothing changed that shapes a model's behaviour`,
  'not-evaluated': ({ what }) => line`${text(NOT_EVALUATED[what])}`,
  sample: ({ cases, of, lost }) =>
    line`${text(`draft, sample of ${formatCount(cases)} of ${plural(of, 'case')}, ${lost === 0 ? 'nothing' : formatCount(lost)} lost; all of them once it is ready for review`)}`,
  waived: waivedWords,
  held: heldSentence,
  'not-measured': ({ missing, unrepeated }) => line`${text(notMeasured(missing, unrepeated))}`,
  'no-blocking-criterion': () => line`no blocking criterion could be applied, so there is nothing to accept it by`,
  'break-glass': (glass) => line`break-glass ${glassWords(glass)}; ${prose(glass.because)}`,
};

const NOT_EVALUATED: Readonly<Record<Extract<Reason, { kind: 'not-evaluated' }>['what'], string>> = {
  removed: 'applications were only removed',
  proposed: 'only a proposed application changed, which does not block',
  wiring: 'only the wiring changed; every value that reaches a model is the same',
  yardstick: 'only the yardstick changed; it takes effect once it is on the base branch',
  'same-requests': 'what is sent to the model is the same in every case',
  'not-reached': 'no case of the suite reaches what changed in the prompt',
};

const HELD_WORDS: Readonly<Record<HeldPart, string>> = {
  yardstick: 'what measures',
  wiring: 'the wiring',
  'first-configuration': 'the first configuration',
};

/** `waived by @lena until 2026-12-31`. */
function waivedWords({ by, until }: Extract<Reason, { kind: 'waived' }>): Spans {
  return line`waived by ${names(by)} until ${text(until)}`;
}

function heldSentence({ parts, missing, objections }: Extract<Reason, { kind: 'held' }>): Spans {
  const what = parts.map((part) => HELD_WORDS[part]).join(' and ');
  if (objections.length > 0) return line`${text(`the change of ${what} is objected to by`)} ${names(objections)}`;
  return line`${text(`the change of ${what} waits for an owner's approval (${missing.join(', ')})`)}`;
}

function notMeasured(missing: number, unrepeated: number): string {
  const parts = [
    ...(missing > 0 ? [`${plural(missing, 'call')} that the proposed yardstick asks for were not made`] : []),
    ...(unrepeated > 0 ? [`${plural(unrepeated, 'critical case')} lost by it alone were not repeated`] : []),
  ];
  return parts.join('; ');
}

/** Two logins, and how many more. */
function names(logins: readonly string[]): Spans {
  const shown = logins
    .slice(0, 2)
    .flatMap((login, index) => line`${text(index === 0 ? '' : ', ')}${name(`@${login}`)}`);
  return logins.length <= 2 ? shown : line`${shown} and ${text(plural(logins.length - 2, 'other'))}`;
}

/** `by @lena until 2026-11-23 20:41 UTC: not evaluated, as the provider was out`. */
function glassWords({ by, until }: BreakGlass): Spans {
  return line`by ${name(`@${by}`)} until ${text(minuteOf(until))}: not evaluated, as the provider was out`;
}

function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

/** Why a verdict is what it is, in one sentence without its full stop; the application's name leads where there is one. */
export function reasonSentence(reason: Reason): Spans {
  const words = (REASONS[reason.kind] as (one: Reason) => Spans)(reason);
  return 'application' in reason ? line`${name(reason.application)}: ${words}` : words;
}

/** The same without the application, for a section that is about it. */
export function reasonWithin(reason: Reason): Spans {
  return (REASONS[reason.kind] as (one: Reason) => Spans)(reason);
}

function criticalSentence(caseIds: readonly string[]): Spans {
  const [first = ''] = caseIds;
  const others = caseIds.length - 1;
  const which = others > 0 ? line`${name(first)} and ${text(plural(others, 'other'))}` : [name(first)];
  return caseIds.length === 1
    ? line`critical case ${which} is lost: the source passes it, the target does not`
    : line`${text(formatCount(caseIds.length))} critical cases are lost (${which}): the source passes them, the target does not`;
}

function andOthers(others: number, one: string, many: string): Spans {
  return others === 0 ? [] : line`; ${text(plural(others, `more ${one}`, `more ${many}`))}`;
}

/** A finding that decided, as a sentence with its figures and its limit. */
export function findingSentence(finding: Finding): Spans {
  const where = finding.slice === undefined ? [] : line` on slice ${name(finding.slice)}`;
  const subject = line`${name(finding.metric)}${where}`;
  switch (finding.status) {
    case 'pass':
      return line`${subject} holds: ${movement(finding)}`;
    case 'waived':
      return line`${subject} is waived: ${movement(finding)}`;
    case 'fail':
      return line`${subject} ${movement(finding)}${why(finding)}`;
    case 'inconclusive':
      return line`${subject} ${movement(finding)}${text(isCloseCall(finding) ? ', too close to tell' : ' cannot be decided')}${why(finding)}`;
    case 'invalid':
      return line`${subject} could not be judged${why(finding)}`;
  }
}

/** The interval reaches over the limit, as opposed to something that is missing. */
function isCloseCall({ cause, interval }: Finding): boolean {
  const kinds: readonly (Cause['kind'] | undefined)[] = [undefined, 'needs-more-cases', 'on-the-bound', 'holm'];
  return interval !== undefined && kinds.includes(cause?.kind);
}

/** `falls from 95.0 % to 75.0 % (−20.0 points, limit −5.0 points)`. */
function movement(finding: Finding): Spans {
  const { metric, source, target, criterion, threshold, difference } = finding;
  const limit = formatOnScale(metric, criterion, boundOf(criterion, threshold));
  if (target === undefined) return [text(`(limit ${limit})`)];
  if (criterion === 'min' || criterion === 'max' || source === undefined || difference === undefined) {
    return [text(`is at ${formatValue(metric, target)} (limit ${limit})`)];
  }
  const figures =
    target === source
      ? `stays at ${formatValue(metric, target)}`
      : `${target < source ? 'falls' : 'rises'} from ${formatValue(metric, source)} to ${formatValue(metric, target)}`;
  return [text(`${figures} (${formatOnScale(metric, criterion, difference)}, limit ${limit})`)];
}

function why({ cause }: Finding): Spans {
  return cause === undefined ? [] : line`; ${causeWords(cause)}`;
}

const STATUS_LENGTH = 140;

/** A commit status's description, at most 140 characters (UTF-16 units, so never more as GitHub counts). */
export function statusDescription(verdict: Verdict): string {
  return clip(statusWords(verdict), STATUS_LENGTH);
}

function statusWords(verdict: Verdict): string {
  const reason = plainText(reasonSentence(verdict.reason));
  switch (verdict.verdict) {
    case 'not-applicable':
      return `Not evaluated: ${reason}`;
    case 'pass':
      return observed(verdict, 'would pass', 'Accepted', reason);
    case 'waived':
      if (verdict.reason.kind === 'break-glass') {
        const words = plainText(glassWords(verdict.reason));
        return verdict.mode === 'observe' ? `Observed, not enforced: break-glass ${words}` : `Break-glass ${words}`;
      }
      return waivedStatus(verdict, reason);
    case 'fail':
      return observed(verdict, 'would fail', 'Not accepted', reason);
    case 'inconclusive':
      return observed(verdict, 'would not be decided', 'Not decided', reason);
    case 'invalid':
      return observed(verdict, 'would be invalid', 'Invalid', invalidReason(verdict, reason));
  }
}

/** `Waived by @lena until 2026-12-31: triage`. */
function waivedStatus(verdict: Verdict, reason: string): string {
  if (verdict.reason.kind !== 'waived') return observed(verdict, 'would be waived', 'Waived', reason);
  const words = plainText(waivedWords(verdict.reason));
  const about = plainText([name(verdict.reason.application)]);
  return observed(verdict, `would be ${words}`, `W${words.slice(1)}`, about);
}

function observed(verdict: Verdict, would: string, plain: string, reason: string): string {
  const by = verdict.underBase === undefined ? '' : ` by the yardstick that ${plainText(approvers(verdict))} approved`;
  const words = verdict.mode === 'observe' ? `Observed, not enforced: ${would}` : plain;
  return `${words}${by}: ${reason}`;
}

/** Who approved what was held: the first of them, and how many more. */
export function approvers({ approval }: Verdict): Spans {
  return names([...new Set((approval?.by ?? []).map(({ login }) => login))]);
}

/** A message of a problem alone may not say what it is about; the kind of problem comes first. */
function invalidReason({ reason }: Verdict, sentence: string): string {
  return reason.kind === 'problem' ? `${PROBLEM_WORDS[reason.problem.code]}: ${sentence}` : sentence;
}
