import type { Comparison } from '../../core/contracts/comparison.ts';
import type { Finding } from '../../core/contracts/finding.ts';
import type { Migration } from '../../core/contracts/verdict.ts';
import {
  type Block,
  type Column,
  details,
  heading,
  line,
  paragraph,
  type Section,
  type Spans,
  text,
  tone,
} from '../document.ts';
import { formatCount, formatPercent, formatValue, isOperational, plural } from '../figures.ts';
import { name } from '../names.ts';
import { METHOD_WORDS } from '../wording.ts';
import { COMPARISON_COLUMNS, comparisonRow, differenceSpans, findingRow } from './comparison-row.ts';
import { casesWords } from './stopping-note.ts';

/** Rows a reviewer reads in a minute; the rest is folded below. */
const OPEN_ROWS = 10;
const FOLDED_ROWS = 150;
/** Operational metrics that are worth a row without a criterion. */
const ALWAYS_SHOWN: ReadonlySet<string> = new Set(['latency-p95', 'cost']);

/** The comparison a reviewer decides by: what is not accepted first, then the whole suite's figures. */
export function comparisonTable(migration: Migration, level: 3 | 4): readonly Section[] {
  const { open } = sortFindings(migration.findings);
  const bare = migration.comparisons.filter((one) => showsBare(one, migration.findings));
  const rows = [...open.map((one) => findingRow(one, migration)), ...bare.map(comparisonRow)].slice(0, OPEN_ROWS);
  if (rows.length === 0) return [];
  const blocks: readonly Block[] = [
    heading(level, title(migration)),
    { kind: 'table', columns: COMPARISON_COLUMNS, rows },
    ...confidenceNote(migration),
  ];
  return [{ name: 'comparison', blocks, expendable: 10 }];
}

function title(migration: Migration): Spans {
  const cases = comparedWords(migration);
  const trials = migration.trials > 1 ? ` × ${formatCount(migration.trials)} trials` : '';
  return migration.kind === 'added'
    ? line`Target alone, ${text(cases + trials)}`
    : line`Source against target, ${text(cases + trials)}`;
}

/** The cases behind the figures. Where calls are missing that the verdict needed, those whose outputs were scored. */
function comparedWords(migration: Migration): string {
  const { verdict, calls, comparisons, cases } = migration;
  // Rates of errors count every call, answered or not.
  const scored = comparisons.filter(({ metric, slice }) => slice === undefined && !isOperational(metric));
  const most = Math.max(0, ...scored.map(({ n }) => n));
  const isPartial = verdict === 'invalid' && calls.failed > 0 && most < cases;
  return isPartial ? `${formatCount(most)} of ${plural(cases, 'case')}` : casesWords(migration);
}

function confidenceNote({ findings, stopping }: Migration): readonly Block[] {
  const judging = findings.filter((one) => one.interval !== undefined);
  // Alternatives of `any-of` name a confidence of their own.
  const judged = judging.find(({ alternative }) => alternative === undefined) ?? judging[0];
  if (judged === undefined) return [];
  const level = formatPercent(judged.intervalLevel);
  const confidence = formatPercent(judged.confidence);
  const whenever = stopping === undefined ? '' : ', whenever the run stops';
  const words = `Below each change its ${level} interval; the worst case holds at ${confidence} confidence, one-sided${whenever}.`;
  return [paragraph([tone('muted', text(words))])];
}

/** Every finding that is not in the open table, and how the intervals were made. */
export function foldedFindings(migration: Migration): readonly Section[] {
  const { open, folded } = sortFindings(migration.findings);
  const rest = [...open.slice(OPEN_ROWS), ...folded];
  if (rest.length === 0) return [];
  const blocks: readonly Block[] = [
    {
      kind: 'table',
      columns: COMPARISON_COLUMNS,
      rows: rest.slice(0, FOLDED_ROWS).map((one) => findingRow(one, migration)),
    },
    ...moreRows(rest.length),
    ...methodNote(migration.findings),
  ];
  return [
    {
      name: 'other findings',
      blocks: [details(line`${text(plural(rest.length, 'more finding'))}`, blocks)],
      expendable: 40,
    },
  ];
}

/** Every metric by slice, folded, scores first. Rates that are zero on both sides are left out. */
export function sliceTable(migration: Migration): readonly Section[] {
  const shown = migration.comparisons.filter(
    (one) => one.slice !== undefined && !isSilent(one) && !isNoMerit(one, migration),
  );
  const sliced = [
    ...shown.filter((one) => !isOperational(one.metric)),
    ...shown.filter((one) => isOperational(one.metric)),
  ];
  if (sliced.length === 0) return [];
  const slices = new Set(sliced.map((one) => one.slice)).size;
  const columns: readonly Column[] = [
    { title: 'Slice' },
    { title: 'Metric' },
    { title: 'Cases', align: 'right' },
    { title: 'Source', align: 'right' },
    { title: 'Target', align: 'right' },
    { title: 'Change', align: 'right' },
    { title: 'Won / lost', align: 'right' },
  ];
  const rows = sliced
    .slice(0, FOLDED_ROWS)
    .map((one) => [
      [name(one.slice ?? '')],
      [name(one.metric)],
      [text(formatCount(one.n))],
      [text(formatValue(one.metric, one.source))],
      [text(formatValue(one.metric, one.target))],
      differenceSpans(one),
      [text(isOperational(one.metric) ? '' : `${formatCount(one.wins)} / ${formatCount(one.losses)}`)],
    ]);
  const blocks: readonly Block[] = [{ kind: 'table', columns, rows }, ...moreRows(sliced.length)];
  const summary = line`Every metric by slice (${text(plural(slices, 'slice'))})`;
  return [{ name: 'metrics by slice', blocks: [details(summary, blocks)], expendable: 50 }];
}

function moreRows(total: number): readonly Block[] {
  const more = total - FOLDED_ROWS;
  return more > 0 ? [paragraph(line`${text(plural(more, 'more row'))} in the evidence.`)] : [];
}

/** Open: what does not pass, and the whole suite. Folded: slices that pass or are too small to decide. */
function sortFindings(findings: readonly Finding[]): {
  readonly open: readonly Finding[];
  readonly folded: readonly Finding[];
} {
  const isOpen = (one: Finding): boolean =>
    one.slice === undefined || (one.status !== 'pass' && one.cause?.kind !== 'slice-too-small');
  const open = findings.filter(isOpen).map((one, index) => ({ one, index }));
  open.sort((a, b) => urgency(a.one) - urgency(b.one) || a.index - b.index);
  return { open: open.map(({ one }) => one), folded: findings.filter((one) => !isOpen(one)) };
}

function urgency({ status, enforce }: Finding): number {
  const rank = { invalid: 0, fail: 1, inconclusive: 2, waived: 3, pass: 4 }[status];
  if (enforce === 'block' || status === 'pass') return rank;
  return status === 'fail' ? 3 : 5;
}

function showsBare(comparison: Comparison, findings: readonly Finding[]): boolean {
  if (comparison.slice !== undefined) return false;
  if (isOperational(comparison.metric) && !ALWAYS_SHOWN.has(comparison.metric)) return false;
  if (comparison.source === undefined && comparison.target === undefined) return false;
  return !findings.some((one) => one.metric === comparison.metric && one.slice === undefined);
}

function isSilent({ metric, source, target }: Comparison): boolean {
  return isOperational(metric) && (source ?? 0) === 0 && (target ?? 0) === 0;
}

/** Where too many calls failed to compare anything, fewer failures are no merit of a variant; they are counted further down. */
function isNoMerit({ metric }: Comparison, { verdict }: Migration): boolean {
  return verdict === 'invalid' && metric === 'error-rate';
}

function methodNote(findings: readonly Finding[]): readonly Block[] {
  const methods = [...new Set(findings.filter((one) => one.interval !== undefined).map((one) => one.method))];
  if (methods.length === 0) return [];
  const words = methods.map((method) => METHOD_WORDS[method]).join('; ');
  return [paragraph(line`Intervals by ${text(words)}.`)];
}
