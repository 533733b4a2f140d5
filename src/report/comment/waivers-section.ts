import type { Denial } from '../../core/contracts/people.ts';
import type { Migration } from '../../core/contracts/verdict.ts';
import { CRITICAL_CASES, type VoidReason, type Waiver, type WaiverUse } from '../../core/contracts/waiver.ts';
import {
  code,
  details,
  heading,
  line,
  linkTo,
  list,
  paragraph,
  prose,
  type Section,
  type Spans,
  text,
} from '../document.ts';
import { formatOnScale, plural } from '../figures.ts';
import { bounded, name } from '../names.ts';
import { clip } from '../untrusted.ts';
import { placeSpans } from './links.ts';
import type { ReportInput } from './report-input.ts';

const LISTED = 10;
const REASON_LENGTH = 200;

/** What became of the waivers of one application, as far as there was something to excuse. */
export function waiversSection(
  migration: Migration,
  { verdict, links }: ReportInput,
  level: 3 | 4,
): readonly Section[] {
  const uses = (migration.waivers ?? []).filter(({ outcome }) => outcome.kind !== 'unused');
  if (uses.length === 0) return [];
  const items = uses.map((use) => line`${useSpans(use)} (${originSpans(use.waiver, verdict.base, links)})`);
  return [{ name: 'waivers', blocks: [heading(level, line`Waivers`), list(bounded(items, LISTED))], expendable: 12 }];
}

/** What to commit to accept what blocks for a while, for whoever owns it. */
export function waiverEntrySection({ waiverEntry, verdict }: ReportInput): readonly Section[] {
  if (waiverEntry === undefined) return [];
  const names = verdict.migrations
    .filter(({ evidence }) => evidence !== undefined)
    .map(({ application }) => application);
  const comment = `/changeover waive ${names[0] ?? 'APPLICATION'}/METRIC until DATE because REASON`;
  const blocks = [
    paragraph(
      line`Only an owner can, and not alone on their own work. In a comment: ${code(comment)}. Or as an entry of ${code('.github/changeover-waivers.yml')} on the base branch, with a name, a reason and an end of your own:`,
    ),
    { kind: 'code', language: 'text', text: waiverEntry } as const,
  ];
  return [{ name: 'waiver to copy', blocks: [details(line`Accept what blocks for a while`, blocks)], expendable: 55 }];
}

function useSpans({ waiver, outcome }: WaiverUse): Spans {
  const { owner, expires, reason } = waiver;
  const who = line`${subjectSpans(waiver)}, by ${name(`@${owner}`)} until ${text(expires)}`;
  const why = prose(clip(reason, REASON_LENGTH));
  if (outcome.kind === 'void') return line`Not in force: ${who}: ${voidWords(outcome.reason, waiver)}`;
  return line`${who}: ${why}`;
}

function subjectSpans({ subject }: Waiver): Spans {
  if (subject.kind === 'critical')
    return line`${code(CRITICAL_CASES)} (${text(plural(subject.caseIds.length, 'case'))})`;
  const { metric, criterion, slice } = subject;
  return line`${name(metric)} ${code(criterion)}${slice === undefined ? [] : line` on slice ${name(slice)}`}`;
}

function originSpans({ origin }: Waiver, base: string, links: ReportInput['links']): Spans {
  return origin.kind === 'file' ? placeSpans(origin.place, base, links) : linkTo(origin.url, line`comment`);
}

/** Why a waiver excuses nothing, as half a sentence. */
function voidWords(reason: VoidReason, { subject, expires }: Waiver): Spans {
  const figure = (value: number): Spans =>
    subject.kind === 'critical'
      ? [text(String(value))]
      : [text(formatOnScale(subject.metric, subject.criterion, value))];
  switch (reason.kind) {
    case 'invalid':
      return line`what cannot be trusted cannot be excused`;
    case 'expired':
      return line`it expired after ${text(expires)}, so what it excused blocks again`;
    case 'not-yet-given':
      return line`the day on which it is given is still to come`;
    case 'too-long':
      return line`it lasts ${text(plural(reason.days, 'day'))}, and the policy allows ${text(String(reason.most))}`;
    case 'other-evidence':
      return line`it was given for other evidence: something that is measured has changed since`;
    case 'worse':
      return line`the figure is ${figure(reason.figure)}, worse than the ${figure(reason.accepted)} that was accepted`;
    case 'figure-not-accepted':
      return line`it accepts no figure, and there is one now: ${figure(reason.figure)}`;
    case 'figure-missing':
      return line`it accepts ${figure(reason.accepted)}, and there is no figure now`;
    case 'denied':
      return line`${denialWords(reason.reason)} (decides about: ${code(reason.role)})`;
  }
}

function denialWords(denial: Denial): Spans {
  switch (denial.kind) {
    case 'not-a-person':
      return line`who gave it is no person`;
    case 'not-an-owner':
      return line`who gave it is no owner`;
    case 'no-owners':
      return line`the base's configuration names no owner`;
    case 'team-unreadable':
      return line`who is in ${name(denial.team)} cannot be read, which needs the permission ${code(denial.permission)}`;
    case 'permission-unknown':
      return line`GitHub does not say what who gave it may do in the repository`;
    case 'permission-too-low':
      return line`who gave it has the permission ${code(denial.has)}, and needs ${code(denial.needs)}`;
    case 'author':
      return line`who gave it opened this pull request: another owner has to approve this head as well`;
    case 'committer':
      return line`who gave it has commits in this pull request: another owner has to approve this head as well`;
  }
}
