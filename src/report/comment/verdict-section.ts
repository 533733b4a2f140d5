import type { Finding } from '../../core/contracts/finding.ts';
import { type Migration, VERDICTS, type Verdict } from '../../core/contracts/verdict.ts';
import {
  type Block,
  heading,
  joined,
  line,
  list,
  paragraph,
  type Section,
  type Span,
  type Spans,
  strong,
  text,
  tone,
} from '../document.ts';
import { formatCount, plural } from '../figures.ts';
import { name } from '../names.ts';
import { findingSentence, reasonSentence, reasonWithin } from '../reason.ts';
import { CHANGE_KIND_WORDS, VERDICT_WORDS } from '../wording.ts';
import { decidedByProposal } from './proposed-section.ts';

const APPLICATIONS_LISTED = 12;
const ALSO_LISTED = 3;

/** The verdict with one sentence of reason, what kind of run it was, and each application's verdict when there are several. */
export function verdictSection(verdict: Verdict, migrations: readonly Migration[]): Section {
  const { icon, title, tone: shade } = VERDICT_WORDS[verdict.verdict];
  const blocks: readonly Block[] = [
    heading(2, line`${text(icon)} ${tone(shade, text(`Changeover: ${title}`))}`),
    paragraph([strong(...sentence(reasonSentence(verdict.reason)))]),
    ...alsoFailing(verdict),
    ...standingAlert(verdict),
    ...(migrations.length > 1 ? [applicationList(migrations)] : []),
  ];
  return { name: 'verdict', blocks, expendable: 0 };
}

/** What else fails in the one application: the reason names a single thing, and a reader should not find the rest late. */
function alsoFailing({ reason, migrations, verdict }: Verdict): readonly Block[] {
  const [migration] = migrations;
  if (verdict !== 'fail' || migration === undefined || migrations.length > 1) return [];
  const named = reason.kind === 'finding' ? keyOf(reason.finding) : undefined;
  const others = migration.findings.filter(
    (one) => one.enforce === 'block' && one.status === 'fail' && one.alternative === undefined && keyOf(one) !== named,
  );
  const lost =
    reason.kind === 'critical'
      ? []
      : migration.criticalLosses.filter(({ confirmation }) => confirmation !== 'not-confirmed');
  const sentences = [
    ...others.slice(0, ALSO_LISTED).map(findingSentence),
    ...(others.length > ALSO_LISTED
      ? [line`${text(plural(others.length - ALSO_LISTED, 'more criterion', 'more criteria'))}`]
      : []),
    ...(lost.length > 0 ? [line`${text(plural(lost.length, 'critical case'))} lost`] : []),
  ];
  return sentences.length === 0 ? [] : [paragraph(line`Also: ${joined(sentences, '; ')}.`)];
}

/** What makes a finding that one and no other. */
function keyOf({ metric, criterion, slice }: Finding): string {
  return JSON.stringify([metric, criterion, slice]);
}

/** Capital letter and full stop around a reason; a name at its start stays as it is. */
function sentence(spans: Spans): Spans {
  const [first, ...rest] = spans;
  return [...(first === undefined ? [] : [capitalised(first)]), ...rest, text('.')];
}

/** A message may begin with a path, a key or an ID, which keeps its spelling: only a plain word gets a capital. */
function capitalised(span: Span): Span {
  const isWord = span.kind === 'text' || (span.kind === 'prose' && /^[a-z]+ /.test(span.text));
  return isWord ? { ...span, text: span.text.charAt(0).toUpperCase() + span.text.slice(1) } : span;
}

function standingAlert(standing: Verdict): readonly Block[] {
  const { mode, preview, verdict, reason, onInconclusive, scope } = standing;
  const lines = [
    ...decidedByProposal(standing),
    ...(mode === 'observe' ? [line`${strong(text('Observed, not enforced.'))} ${text(OBSERVE_WORDS)}`] : []),
    ...(preview ? [line`${strong(text('Preview.'))} ${text(PREVIEW_WORDS)}`] : []),
    ...(scope === 'draft' ? [line`${strong(text('Draft.'))} ${text(DRAFT_WORDS)}`] : []),
    ...(verdict === 'inconclusive' && onInconclusive === 'warn' && scope === undefined && reason.kind !== 'held'
      ? [line`${strong(text('Not blocking.'))} ${text(WARN_WORDS)}`]
      : []),
  ];
  return lines.length === 0 ? [] : [{ kind: 'alert', tone: 'note', lines }];
}

const OBSERVE_WORDS = 'policy.mode is observe: this verdict is shown and the status never blocks.';
const PREVIEW_WORDS =
  "There is no configuration at the base, so the work tree's own was used. A pull request is judged by its base branch.";
const DRAFT_WORDS =
  'Only a sample of each large suite was evaluated. Marking the pull request as ready for review evaluates all cases; replies of the sample are reused.';
const WARN_WORDS = 'policy.on-inconclusive is warn: an undecided comparison does not block.';

function applicationList(migrations: readonly Migration[]): Block {
  const items = migrations.slice(0, APPLICATIONS_LISTED).map((migration) => {
    const { icon, title } = VERDICT_WORDS[migration.verdict];
    return line`${text(icon)} ${strong(name(migration.application))} ${text(title)}: ${reasonWithin(migration.reason)}`;
  });
  const more = migrations.length - items.length;
  return list(more > 0 ? [...items, line`and ${text(formatCount(more))} more applications`] : items);
}

/** Migrations as a report lists them: worst first, in the order of the configuration among equals. */
export function worstFirst(migrations: readonly Migration[]): readonly Migration[] {
  return [...migrations].sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict));
}

/** The heading of one application's part when there are several. */
export function applicationHeading(migration: Migration): readonly Block[] {
  const { icon, title, tone: shade } = VERDICT_WORDS[migration.verdict];
  return [heading(3, line`${text(icon)} ${name(migration.application)}: ${tone(shade, text(title))}`)];
}

/** What kind of change an application went through, when that is not the plain one. */
export function kindNote(migration: Migration): readonly Block[] {
  const { reason } = migration;
  if (reason.kind === 'not-evaluated' && reason.what === 'same-requests') {
    const same = `all ${plural(migration.cases, 'case')} send the same as before`;
    return [paragraph(line`${text(`Nothing was called: the edit lies in comments or inside of tags, so ${same}.`)}`)];
  }
  if (migration.kind === 'changed') return [];
  return [paragraph(line`This application is ${text(CHANGE_KIND_WORDS[migration.kind])}.`)];
}
