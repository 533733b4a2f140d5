import type { CommandFault, CommandRefusal } from '../core/contracts/command.ts';
import type { Denial } from '../core/contracts/people.ts';
import type { BreakGlassRefusal } from '../core/governance/break-glass.ts';
import type { CommandAnswer, Refusal } from '../core/governance/command/answer.ts';
import type { GrantRefusal } from '../core/governance/grant-waivers.ts';
import { code, line, prose, type Spans, text } from './document.ts';
import { plural } from './figures.ts';
import { name } from './names.ts';
import { clip } from './untrusted.ts';
import { VERDICT_WORDS } from './wording.ts';

/** A refusal as half a sentence without its full stop. */
export function refusalWords(answer: Extract<CommandAnswer, { kind: 'not-understood' | 'refused' }>): Spans {
  return answer.kind === 'refused' ? wordsFor(REFUSALS, answer.refusal) : wordsFor(PARSER_REFUSALS, answer.refusal);
}

type Words<T extends { readonly kind: string }> = {
  readonly [Kind in T['kind']]: (one: Extract<T, { kind: Kind }>) => Spans;
};

function wordsFor<T extends { readonly kind: string }>(words: Words<T>, one: T): Spans {
  return (words[one.kind as T['kind']] as (given: T) => Spans)(one);
}

const PARSER_REFUSALS: Words<CommandRefusal> = {
  edited: () => line`the comment was edited, and may say something else than what people answered; write a new one`,
  'too-long': ({ length, most }) => line`its first line has ${count(length)} characters, more than ${count(most)}`,
  invisible: ({ character, column }) =>
    line`column ${count(column)} has a character that nobody sees, ${code(character)}`,
  'look-alike': ({ character, column }) =>
    line`column ${count(column)} has a letter that passes for another, ${code(character)}`,
  'html-comment': ({ column }) => line`column ${count(column)} begins a remark that nobody sees`,
  'unknown-command': ({ word, nearest }) =>
    line`there is no command ${name(word)}${nearest === undefined ? [] : line`; did you mean ${code(nearest)}?`}`,
  malformed: ({ command, fault }) => line`${code(command)}: ${wordsFor(FAULTS, fault)}`,
  'not-built': ({ command }) => line`${code(command)} is not in this version`,
};

const FAULTS: Words<CommandFault> = {
  missing: ({ what }) => line`${code(what)} is missing`,
  unexpected: ({ word, instead }) =>
    instead === undefined
      ? line`nothing more belongs there, and there is ${name(word)}`
      : line`${code(instead)} belongs where ${name(word)} is`,
  'no-metric': ({ word }) => line`which metric of ${name(word)}? Write ${code('application/metric')}`,
  'stray-quote': () => line`a quote is not around a whole name`,
  'date-format': ({ word }) => line`${name(word)} is no date; write ${code('2026-12-31')}`,
  'no-such-day': ({ word }) => line`there is no day ${name(word)}`,
  'empty-reason': () => line`it needs a reason in words`,
  'long-reason': ({ length, most }) => line`the reason has ${count(length)} characters, more than ${count(most)}`,
};

const REFUSALS: Words<Refusal> = {
  closed: () => line`the pull request is closed`,
  older: ({ since }) =>
    line`it was written about another commit or base: this head stands here since ${text(secondOf(since))}; look at it and write again`,
  'nothing-reported': () => line`nothing was reported on this head yet that it could be about; write again once it was`,
  denied: ({ reason, role }) =>
    line`${wordsFor(DENIALS, reason)}${role === undefined ? [] : line` (decides about: ${code(role)})`}`,
  unreadable: ({ problem }) => line`who may could not be read: ${prose(clip(problem.message, 300).replace(/\.$/, ''))}`,
  budget: ({ used, limit, again }) =>
    line`${text(plural(used, 'run'))} of ${count(limit)} a day were asked for (policy.commands.runs-per-day); the next one from ${text(secondOf(again))}`,
  fork: ({ stands }) =>
    stands
      ? line`a comment evaluates nothing of a fork; it counts in the evaluation of this commit that a maintainer approves`
      : line`a comment evaluates nothing of a fork: a maintainer approves the run of this commit, or pushes the branch to the repository`,
  'unknown-application': ({ application, nearest }) =>
    line`the base has no application ${name(application)}${nearest === undefined ? [] : line`; did you mean ${name(nearest)}?`}`,
  'not-measured': () => line`nothing of that application was compared, so there is nothing to excuse`,
  grant: ({ refusal }) => wordsFor(GRANTS, refusal),
  void: ({ reason }) => line`it would excuse nothing: ${text(VOID[reason.kind])}`,
  'nothing-held': () => line`nothing here waits for an owner’s approval`,
  'approves-nothing': () =>
    line`it counts for no role that is needed: an owner approves the work of others, not what they opened or committed to`,
  'break-glass': ({ refusal }) => glassRefusal(refusal),
  'no-outage': ({ verdict }) =>
    line`a provider’s outage is not what stands in the way: the verdict is ${text(VERDICT_WORDS[verdict].title)}`,
};

const DENIALS: Words<Denial> = {
  'not-a-person': () => line`only people decide`,
  'not-an-owner': () => line`its author is no owner`,
  'no-owners': () => line`the base names no owner for it`,
  'team-unreadable': ({ team, permission }) =>
    line`the token may not read the members of ${name(team)}; it lacks ${code(permission)}`,
  'permission-unknown': () => line`GitHub does not say what its author may do in the repository`,
  'permission-too-low': ({ has, needs }) =>
    line`its author has the permission ${code(has)}, and it needs ${code(needs)}`,
  author: () => line`nobody decides alone on a pull request of their own`,
  committer: () => line`nobody decides alone on a pull request with commits of their own`,
};

const GRANTS: Words<GrantRefusal> = {
  past: () => line`its last day is over`,
  'too-far': ({ latest }) => line`it may last until ${code(latest)} at most (policy.waivers.max-days)`,
  'unknown-metric': ({ nearest }) =>
    line`no criterion is about that metric${nearest === undefined ? [] : line`; did you mean ${name(nearest)}?`}`,
  'nothing-to-waive': () => line`nothing of that metric fails here`,
  'not-seen': () =>
    line`the result that stood here when it was written says nothing of it; look at the present one and write again, or commit the waiver as a file`,
  invalid: () => line`what cannot be trusted cannot be excused`,
};

type VoidKind = Extract<Refusal, { kind: 'void' }>['reason']['kind'];

const VOID: Readonly<Record<VoidKind, string>> = {
  invalid: 'what cannot be trusted cannot be excused',
  expired: 'its last day is over',
  'not-yet-given': 'its time lies ahead',
  'too-long': 'it lasts longer than policy.waivers.max-days allows',
  'other-evidence': 'it was given for other evidence',
  worse: 'the figure is worse than the one that was accepted',
  'figure-not-accepted': 'it names no figure, and there is one',
  'figure-missing': 'it names a figure, and there is none',
  denied: 'on their own work an owner needs another owner of the role, who approves this head',
};

function glassRefusal(refusal: BreakGlassRefusal): Spans {
  switch (refusal.kind) {
    case 'past':
      return line`its last day is over`;
    case 'too-far':
      return line`it holds for 24 hours at most: until ${code(refusal.latest)}`;
    case 'expired':
      return line`it ended at ${text(secondOf(refusal.until))}`;
    case 'denied':
      return wordsFor(DENIALS, refusal.reason);
  }
}

/** `2026-11-22 20:41:07 UTC`; GitHub's and our own times alone come here. */
function secondOf(time: string): string {
  return `${time.slice(0, 19).replace('T', ' ')} UTC`;
}

function count(figure: number): Spans {
  return [text(String(figure))];
}
