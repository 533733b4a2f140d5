import type { ProposedChange } from '../../core/contracts/change.ts';
import type { OtherVerdict, Verdict } from '../../core/contracts/verdict.ts';
import type { Direction, YardstickProposal } from '../../core/contracts/yardstick-change.ts';
import { type Block, joined, line, list, paragraph, prose, type Spans, strong, text, tone } from '../document.ts';
import { bounded, fromTo, name } from '../names.ts';
import { approvers, reasonSentence } from '../reason.ts';
import { clip } from '../untrusted.ts';
import { VERDICT_WORDS } from '../wording.ts';
import { placeSpans } from './links.ts';
import type { ReportLinks } from './report-input.ts';
import { yardstickChangeSpans } from './yardstick-change.ts';

const LISTED = 12;
const FILES_LISTED = 5;
const WARNINGS_LISTED = 3;
const LONG_NAME = 100;
const MESSAGE_LENGTH = 300;

/** What a reader must not miss comes first. */
const ORDER: readonly Direction[] = ['looser', 'other', 'stricter', 'neutral'];

/**
 * What the pull request proposes to change in how is measured, in its own terms, and as files where there are no others; with
 * what the yardstick that does not decide would say.
 */
export function proposedBlocks(verdict: Verdict, links: ReportLinks): readonly Block[] {
  const { proposed, yardstickChanges } = verdict;
  if (proposed.length === 0) return [];
  const changes = yardstickChanges?.changes ?? [];
  const sorted = ORDER.flatMap((direction) => changes.filter((change) => change.direction === direction));
  const isTold = sorted.length > 0;
  return [
    paragraph(titleOf(verdict)),
    list([
      ...bounded(sorted.map(yardstickChangeSpans), LISTED),
      ...fileItems(isTold ? proposed.filter(({ kind }) => kind === 'waivers') : proposed, verdict, links),
    ]),
    ...remarks(yardstickChanges),
    ...(isTold ? filesLine(proposed, verdict, links) : []),
    ...otherVerdict(verdict),
  ];
}

function titleOf(verdict: Verdict): Spans {
  return verdict.underBase === undefined
    ? line`${strong(text('Proposed, not in effect'))}: this pull request is measured by the base branch's yardstick`
    : line`${strong(text('Proposed, in effect for this pull request'))}: approved by ${approvers(verdict)}`;
}

/** What the verdict is, or would be, by the yardstick that does not decide. */
function otherVerdict(verdict: Verdict): readonly Block[] {
  const { underBase, underProposed } = verdict;
  if (underBase !== undefined) return [paragraph(line`Under the base branch's yardstick: ${verdictSpans(underBase)}.`)];
  if (underProposed === undefined) return [];
  return [paragraph(line`Under the proposed yardstick: ${verdictSpans(underProposed)}. ${whyNoEffect(verdict)}`)];
}

function verdictSpans({ verdict, reason }: OtherVerdict): Spans {
  const { icon, title, tone: shade } = VERDICT_WORDS[verdict];
  return line`${text(icon)} ${strong(tone(shade, text(title)))}, ${reasonSentence(reason)}`;
}

function whyNoEffect(verdict: Verdict): Spans {
  if (verdict.approval?.approved === true) {
    return line`It is approved by ${approvers(verdict)}; the base branch's decides, because not all that it asks for was measured.`;
  }
  return (verdict.hold?.scopes.length ?? 0) > 0
    ? line`That has no effect until its owners approve it.`
    : line`That has no effect before it is on the base branch.`;
}

/** Which yardstick decided, where it is not the base's: the first thing to know of such a verdict. */
export function decidedByProposal(verdict: Verdict): readonly Spans[] {
  if (verdict.underBase === undefined) return [];
  const { title } = VERDICT_WORDS[verdict.underBase.verdict];
  return [
    line`${strong(text('Decided by the proposed yardstick,'))} which ${approvers(verdict)} approved for this pull request. Under the base branch's: ${text(title)}.`,
  ];
}

/** What the list alone does not say. */
function remarks(proposal: YardstickProposal | undefined): readonly Block[] {
  if (proposal === undefined) return [];
  const { warnings, looser, unclear, outdated } = proposal;
  const unread = warnings
    .slice(0, WARNINGS_LISTED)
    .map(({ message }) => paragraph(line`Not read: ${prose(clip(message, MESSAGE_LENGTH))}.`));
  return [
    ...(unclear ? [paragraph([text(looser ? UNCLEAR_TOO : UNCLEAR)])] : []),
    ...(outdated === true ? [paragraph([text(OUTDATED)])] : []),
    ...unread,
  ];
}

const UNCLEAR = 'Whether this demands less cannot be told from the two sides alone: read what changes.';
const UNCLEAR_TOO = 'Of what is not marked it cannot be told from the two sides alone whether it demands less.';
const OUTDATED =
  'The yardstick of the base branch has changed since this branch left it: bring the branch up to date, before that the proposal cannot take effect.';

function filesLine(proposed: readonly ProposedChange[], verdict: Verdict, links: ReportLinks): readonly Block[] {
  const files = [...new Set(proposed.flatMap(({ place }) => place?.file ?? []))];
  if (files.length === 0) return [];
  const shown = files.slice(0, FILES_LISTED).map((file) => placeSpans({ file }, verdict.head, links));
  const more = files.length - shown.length;
  return [paragraph(line`In ${joined(shown, ', ')}${more > 0 ? line` and ${text(String(more))} more` : []}`)];
}

function fileItems(changes: readonly ProposedChange[], verdict: Verdict, links: ReportLinks): readonly Spans[] {
  const items = changes.map((change) => {
    const where = change.place === undefined ? [] : line` (${placeSpans(change.place, verdict.head, links)})`;
    return line`${text(PROPOSED_WORDS[change.kind])} ${name(change.subject, LONG_NAME)}${proposedWords(change)}${where}`;
  });
  return bounded(items, LISTED);
}

/** A key's value goes from one to another; of a file it is told what happened to it. */
function proposedWords({ kind, source, target }: ProposedChange): Spans {
  if (source === undefined && target === undefined) return [];
  return kind === 'configuration'
    ? line`: ${fromTo(source, target, LONG_NAME)}`
    : line`: ${prose(clip(target ?? '', LONG_NAME))}`;
}

const PROPOSED_WORDS: Readonly<Record<ProposedChange['kind'], string>> = {
  configuration: 'configuration',
  suite: 'suite',
  'scorer-file': "scorer's file",
  waivers: 'waivers',
  recording: 'recorded replies',
};
