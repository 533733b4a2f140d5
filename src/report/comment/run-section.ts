import type { Side } from '../../core/contracts/layer.ts';
import type { SpendingLine } from '../../core/contracts/spending.ts';
import type { CallCount, CellCounts, GateReliability, Migration } from '../../core/contracts/verdict.ts';
import { usDollars } from '../../core/plan/us-dollars.ts';
import { heading, joined, line, list, type Section, type Spans, text } from '../document.ts';
import { formatCount, formatEstimate, formatPassRate, formatPercent, plural } from '../figures.ts';
import { name } from '../names.ts';
import { callErrorWords } from '../wording.ts';
import type { ReportInput } from './report-input.ts';

/** What the comparison took and what was not counted in it. */
export function runSection(migration: Migration, input: ReportInput, level: 3 | 4): readonly Section[] {
  const items = [
    ...callItems(migration, input),
    ...untimedItems(migration),
    ...countItems(migration),
    ...(migration.reliability === undefined ? [] : [reliabilitySpans(migration.reliability)]),
  ];
  if (items.length === 0) return [];
  return [
    { name: 'calls and cost', blocks: [heading(level, line`Calls, cost and trust`), list(items)], expendable: 28 },
  ];
}

function callItems(
  { calls, counts, costUsd, application, stopping }: Migration,
  { yardstick, spending = [] }: ReportInput,
): readonly Spans[] {
  if (calls.planned === 0) return [];
  const cached = calls.cached > 0 ? `, ${formatCount(calls.cached)} reused` : '';
  const saved = stopping?.savedCalls ?? 0;
  const spared = saved > 0 ? `, ${formatCount(saved)} more not needed` : '';
  const recorded = yardstick?.applications.some((one) => one.name === application && one.recorded) ?? false;
  const noun = recorded ? 'recorded reply' : 'call';
  const nouns = recorded ? 'recorded replies' : 'calls';
  const made = `${plural(calls.planned, noun, nouns)} planned, ${formatCount(calls.made)} made${cached}, ${failedWords(calls)}${spared}`;
  return [
    line`${text(`${made}; ${costUsd === undefined ? unknownCostWords(calls.made, counts) : costWords(costUsd, recorded)}${lostWords(application, spending)}.`)}`,
  ];
}

/** A call that was not made, because the run had ended before, counts as failed; to people it is something else. */
function failedWords({ planned, made, cached, failed }: CallCount): string {
  const notMade = planned - made - cached;
  const madeInVain = failed - notMade;
  const parts = [
    ...(madeInVain > 0 ? [`${formatCount(madeInVain)} failed`] : []),
    ...(notMade > 0 ? [`${formatCount(notMade)} not made`] : []),
  ];
  return parts.length === 0 ? 'none failed' : parts.join(', ');
}

/** Who reads a latency must know what it leaves out. */
function untimedItems({ untimed }: Migration): readonly Spans[] {
  if (untimed === undefined) return [];
  const times = `Times of ${plural(untimed, 'reused reply', 'reused replies')} are not compared`;
  return [line`${text(`${times}: the other side’s were measured on another occasion.`)}`];
}

function unknownCostWords(made: number, { source, target }: Migration['counts']): string {
  if (made === 0) return 'nothing spent';
  const why = source.replied + target.replied === 0 ? 'no call was answered' : 'some price is not';
  return `cost not known, because ${why}`;
}

function costWords(costUsd: number, recorded: boolean): string {
  return recorded ? `${usDollars(costUsd)} when they were recorded, nothing now` : `${usDollars(costUsd)} spent`;
}

/** What counts against the cap beside the replies; nothing where every attempt had one. */
function lostWords(application: string, spending: readonly SpendingLine[]): string {
  const lostUsd = spending.reduce((sum, one) => (one.application === application ? sum + one.lostUsd : sum), 0);
  return lostUsd > 0 ? `, and up to ${usDollars(lostUsd)} on attempts without a reply` : '';
}

/** The counts that say what did not enter a figure, or entered it damaged. */
const COUNTED = [
  ['truncated', 'cut at the token limit (scored as they stand)'],
  ['refused', 'refused'],
  ['guarded', 'stopped by a guardrail'],
  ['rejected', 'rejected as the variant’s own fault (scored 0)'],
  ['retried', 'answered after a retry (not in latency)'],
  ['replayed', 'replayed from the first recording'],
] as const satisfies readonly (readonly [keyof CellCounts, string])[];

function countItems(migration: Migration): readonly Spans[] {
  const { source, target } = migration.counts;
  const counted = COUNTED.flatMap(([key, words]) => bothSides(source[key], target[key], words));
  const unparsed = bothSides(
    migration.unparsed.source,
    migration.unparsed.target,
    'with nothing to extract (scored 0)',
  );
  const lines = [...counted, ...unparsed];
  return [...(lines.length === 0 ? [] : [line`Replies ${text(lines.join('; '))}.`]), ...failureItems(migration)];
}

function bothSides(source: number, target: number, words: string): readonly string[] {
  if (source + target === 0) return [];
  return [`${words}: ${formatCount(source)} of the source, ${formatCount(target)} of the target`];
}

/** Failed cells by side and kind; a failed cell takes its partner along. */
function failureItems({ counts }: Migration): readonly Spans[] {
  const sides = (['source', 'target'] as const satisfies readonly Side[]).flatMap((side) => {
    const { failed, planned, errors } = counts[side];
    if (failed === 0) return [];
    const kinds = Object.entries(errors)
      .slice(0, 6)
      .map(([kind, n]) => line`${callErrorWords(kind)} ${text(formatCount(n))}`);
    return [
      line`${text(`${formatCount(failed)} of ${formatCount(planned)} on the ${side}`)}${kinds.length === 0 ? [] : line` (${joined(kinds, ', ')})`}`,
    ];
  });
  return sides.length === 0 ? [] : [line`Calls without a reply, left out with their partners: ${joined(sides, '; ')}.`];
}

const BASIS_WORDS: Readonly<Record<GateReliability['basis'], string>> = {
  observed: "from this run's own spread",
  assumed: 'from assumed spread, before any call',
};

/** How much a red gate means: a suite too small for its bounds stops good models too. */
function reliabilitySpans({ passRate, basis, weakest, casesFor90 }: GateReliability): Spans {
  const rate = line`An unchanged model would pass this gate in ${text(formatPassRate(passRate))} (${text(BASIS_WORDS[basis])})`;
  if (passRate >= 0.9) return line`${rate}.`;
  const bound =
    weakest === undefined
      ? []
      : line`; the tightest bound is ${name(weakest.metric)}${weakest.slice === undefined ? [] : line` on ${name(weakest.slice)}`} (${text(rounded(weakest.passRate))})`;
  const more =
    casesFor90 === undefined ? [] : line`; about ${text(formatEstimate(casesFor90))} cases would make it 90 %`;
  return line`${rate}${bound}${more}.`;
}

function rounded(rate: number): string {
  return formatPercent(Math.round(rate * 100) / 100);
}
