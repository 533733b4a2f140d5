import type { CaseExcerpt, ExcerptSide } from '../../core/contracts/assessment.ts';
import { canonicalJson } from '../../core/contracts/digest.ts';
import type { Migration } from '../../core/contracts/verdict.ts';
import {
  type Block,
  details,
  heading,
  joined,
  line,
  list,
  type OutputPane,
  paragraph,
  type Section,
  type Spans,
  strong,
  text,
  tone,
} from '../document.ts';
import { formatCount, formatPercent, plural } from '../figures.ts';
import { name, nameInLines } from '../names.ts';
import { clipBlock } from '../untrusted.ts';
import { CONFIRMATION_WORDS } from '../wording.ts';

const OPEN_CASES = 3;
const FOLDED_CASES = 20;
const LISTED_IDS = 60;
const CELL_LENGTH = 140;
const OUTPUT_LENGTH = 1_500;
const INPUT_LENGTH = 600;

/** Which cases the change lost and won, never netted, with the most telling lost ones beside each other. */
export function casesSection(migration: Migration, excerpts: readonly CaseExcerpt[], level: 3 | 4): readonly Section[] {
  if (migration.kind === 'added' || migration.lost.length + migration.won.length + migration.same === 0) return [];
  const telling = lostExcerpts(migration, excerpts).slice(0, OPEN_CASES);
  const rows = telling.map((excerpt) => [
    caseName(excerpt),
    nameInLines(excerpt.input, CELL_LENGTH),
    expectedSpans(excerpt),
    outputSpans(excerpt.source),
    outputSpans(excerpt.target),
  ]);
  const columns = ['Lost case', 'Input', 'Expected', 'Source', 'Target'].map((title) => ({ title }));
  const blocks: readonly Block[] = [
    heading(level, countSpans(migration)),
    ...criticalBlocks(migration),
    ...(rows.length === 0 ? [] : [{ kind: 'table', columns, rows } as const]),
  ];
  return [{ name: 'lost cases', blocks, expendable: 25 }];
}

/** `3 lost, 5 won, 492 same`. */
function countSpans({ lost, won, same }: Migration): Spans {
  const lostWords = tone(lost.length > 0 ? 'bad' : 'muted', text(`${formatCount(lost.length)} lost`));
  return line`Cases: ${lostWords}, ${text(`${formatCount(won.length)} won, ${formatCount(same)} same`)}`;
}

function criticalBlocks({ criticalLosses }: Migration): readonly Block[] {
  if (criticalLosses.length === 0) return [];
  const items = criticalLosses
    .slice(0, 10)
    .map(
      ({ caseId, confirmation }) =>
        line`${strong(text('critical'))} ${name(caseId)}: ${text(CONFIRMATION_WORDS[confirmation])}`,
    );
  const more = criticalLosses.length - items.length;
  return [list(more > 0 ? [...items, line`and ${text(plural(more, 'more critical case'))}`] : items)];
}

/** The lost cases in full, side by side, and the IDs of those that were won. Folded. */
export function foldedCases(migration: Migration, excerpts: readonly CaseExcerpt[]): readonly Section[] {
  return [...lostDetails(migration, excerpts), ...wonDetails(migration)];
}

function lostDetails(migration: Migration, excerpts: readonly CaseExcerpt[]): readonly Section[] {
  const lost = lostExcerpts(migration, excerpts);
  if (migration.lost.length === 0) return [];
  const shown = lost.slice(0, FOLDED_CASES);
  const ids = new Set(shown.map(({ caseId }) => caseId));
  const rest = migration.lost.filter((id) => !ids.has(id));
  const others: readonly Block[] = rest.length === 0 ? [] : [idList(shown.length === 0 ? [] : line`Also lost: `, rest)];
  const fold = (cases: readonly CaseExcerpt[]): Block =>
    details(line`${text(lostTitle(cases.length, migration.lost.length))}`, [
      ...cases.flatMap((one) => sideBySide(one, migration)),
      ...others,
    ]);
  const section = {
    name: 'lost cases side by side',
    blocks: [fold(shown)],
    shorter: [fold(shown.slice(0, OPEN_CASES))],
    expendable: 70,
  };
  return [section];
}

function lostTitle(shown: number, lost: number): string {
  const all = lost === 1 ? 'The lost case' : `The ${formatCount(lost)} lost cases`;
  if (shown === 0) return all;
  return shown === lost
    ? `${all} in full, side by side`
    : `${formatCount(shown)} of the ${formatCount(lost)} lost cases in full, side by side`;
}

function wonDetails({ won }: Migration): readonly Section[] {
  if (won.length === 0) return [];
  const blocks = [
    details(line`${text(won.length === 1 ? 'The won case' : `The ${formatCount(won.length)} won cases`)}`, [
      idList([], won),
    ]),
  ];
  return [{ name: 'won cases', blocks, expendable: 80 }];
}

function idList(title: Spans, ids: readonly string[]): Block {
  const names = ids.slice(0, LISTED_IDS).map((id) => [name(id)]);
  const more = ids.length - names.length;
  return paragraph(line`${title}${joined(names, ', ')}${more > 0 ? line` and ${text(formatCount(more))} more` : []}.`);
}

function sideBySide(excerpt: CaseExcerpt, migration: Migration): readonly Block[] {
  const slices =
    excerpt.slices.length === 0
      ? []
      : line` · ${joined(
          excerpt.slices.slice(0, 5).map((one) => [name(one, 40)]),
          ', ',
        )}`;
  const critical = excerpt.critical ? line` · critical` : [];
  const expected = excerpt.expected === undefined ? [] : line` · expected ${expectedSpans(excerpt)}`;
  return [
    paragraph(line`${strong(name(excerpt.caseId))}${slices}${critical}${expected}`),
    { kind: 'code', language: 'text', text: clipBlock(excerpt.input, INPUT_LENGTH) },
    {
      kind: 'side-by-side',
      source: pane('Source', migration.source?.model, excerpt.source),
      target: pane('Target', migration.target?.model, excerpt.target),
    },
  ];
}

function pane(side: string, model: string | undefined, observed: ExcerptSide | undefined): OutputPane {
  const scores = Object.entries(observed?.scores ?? {})
    .slice(0, 6)
    .map(
      ([scorer, { value, reason }]) =>
        line`${name(scorer, 40)} ${text(formatPercent(value))}${reason === undefined ? [] : line` ${name(reason, 80)}`}`,
    );
  const judged = scores.length === 0 ? [] : line` · ${joined(scores, ', ')}`;
  const title = line`${text(side)}${model === undefined ? [] : line` ${name(model)}`}${judged}`;
  return { title, text: clipBlock(replyText(observed), OUTPUT_LENGTH) };
}

function replyText(observed: ExcerptSide | undefined): string {
  if (observed === undefined) return '(no reply)';
  if (observed.output !== undefined) return observed.output === '' ? '(empty reply)' : observed.output;
  return observed.error === undefined ? '(no reply)' : `(no reply: ${observed.error})`;
}

function outputSpans(observed: ExcerptSide | undefined): Spans {
  const cut = observed?.stopReason === 'max-tokens' ? line` (cut at the token limit)` : [];
  return line`${nameInLines(replyText(observed), CELL_LENGTH)}${cut}`;
}

function expectedSpans({ expected }: CaseExcerpt): Spans {
  if (expected === undefined) return line`–`;
  return [name(typeof expected === 'string' ? expected : canonicalJson(expected), CELL_LENGTH)];
}

function caseName(excerpt: CaseExcerpt): Spans {
  const slices = excerpt.slices.slice(0, 3).map((one) => [name(one, 40)]);
  const where = slices.length === 0 ? [] : line` in ${joined(slices, ', ')}`;
  const critical = excerpt.critical ? line`, ${strong(text('critical'))}` : [];
  return line`${name(excerpt.caseId)}${where}${critical}`;
}

/**
 * Excerpts of the lost cases, the most telling first: critical ones, then those of slices that fail, then replies that say
 * something rather than end too early, then as in the suite.
 */
function lostExcerpts(migration: Migration, excerpts: readonly CaseExcerpt[]): readonly CaseExcerpt[] {
  const order = new Map(migration.lost.map((id, index) => [id, index]));
  const failing = new Set(migration.findings.filter(({ status }) => status === 'fail').map(({ slice }) => slice));
  const weight = ({ critical, slices, target }: CaseExcerpt): number =>
    (critical ? 0 : 4) + (slices.some((one) => failing.has(one)) ? 0 : 2) + (target?.stopReason === 'end' ? 0 : 1);
  return excerpts
    .filter((one) => one.application === migration.application && order.has(one.caseId))
    .sort((a, b) => weight(a) - weight(b) || (order.get(a.caseId) ?? 0) - (order.get(b.caseId) ?? 0));
}
