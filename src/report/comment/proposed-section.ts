import type { ProposedChange } from '../../core/contracts/change.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import type { Direction, YardstickProposal } from '../../core/contracts/yardstick-change.ts';
import { type Block, joined, line, list, paragraph, prose, type Spans, strong, text } from '../document.ts';
import { bounded, fromTo, name } from '../names.ts';
import { clip } from '../untrusted.ts';
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

/** What the pull request proposes to change in how is measured, in its own terms, and as files where there are no others. */
export function proposedBlocks(verdict: Verdict, links: ReportLinks): readonly Block[] {
  const { proposed, yardstickChanges } = verdict;
  if (proposed.length === 0) return [];
  const title = paragraph(
    line`${strong(text('Proposed, not in effect'))}: this pull request is measured by the base branch's yardstick`,
  );
  if (yardstickChanges === undefined || yardstickChanges.changes.length === 0) {
    return [title, list(fileItems(proposed, verdict, links)), ...remarks(yardstickChanges)];
  }
  const { changes } = yardstickChanges;
  const sorted = ORDER.flatMap((direction) => changes.filter((change) => change.direction === direction));
  const items = bounded(sorted.map(yardstickChangeSpans), LISTED);
  return [title, list(items), ...remarks(yardstickChanges), ...filesLine(proposed, verdict, links)];
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
  recording: 'recorded replies',
};
