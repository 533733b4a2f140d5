import type { ApplicationPlanReport, CostEstimate, Detectability, PlanReport } from '../core/contracts/plan.ts';
import { describeProblem, type Problem } from '../core/contracts/problem.ts';
import type { GateReliability } from '../core/contracts/verdict.ts';
import {
  type Block,
  code,
  heading,
  line,
  lineBreak,
  list,
  paragraph,
  prose,
  type ReportDocument,
  type Section,
  type Spans,
  strong,
  text,
  tone,
} from './document.ts';
import { formatBound, formatCount, formatDifference, formatDollars, formatPercent, plural } from './figures.ts';
import { clip } from './untrusted.ts';

/** What a check would do, as a document for a terminal. */
export function planDocument(plan: PlanReport): ReportDocument {
  const sections: readonly Section[] = [
    overview(plan),
    { name: 'problems', expendable: 0, blocks: problemBlocks(plan) },
    ...plan.applications.map(
      (application): Section => ({
        name: application.application,
        expendable: 1,
        blocks: applicationBlocks(application),
      }),
    ),
    { name: 'configuration', expendable: 2, blocks: configurationBlocks(plan) },
  ];
  return { sections: sections.filter(({ blocks }) => blocks.length > 0), wholeIsAt: line`the plan` };
}

function overview(plan: PlanReport): Section {
  const measured = plan.applications.filter(({ sides }) => sides.length > 0);
  const cost =
    plan.costUsd === undefined
      ? 'cost not known because a price is missing, so nothing caps it'
      : `about ${formatDollars(plan.costUsd)}, at most ${formatDollars(plan.capUsd)}`;
  const work =
    measured.length === 0
      ? line`${text(nothingToCall(plan))}`
      : line`${strong(text(plural(plan.calls, 'call')))}, ${text(cost)}, ${text(durationWords(plan.durationMs))}.`;
  const notes = [
    ...(plan.preview ? [line`Preview: the base has no configuration, so the target’s own measures.`] : []),
    ...(plan.uncovered > 0
      ? [line`${text(plural(plan.uncovered, 'changed model ID'))} in no application: see check.`]
      : []),
  ];
  return {
    name: 'plan',
    expendable: 0,
    blocks: [
      heading(2, line`Plan: nothing was called`),
      paragraph(line`${code(shortSha(plan.base))} → ${code(shortSha(plan.head))}`),
      paragraph(work),
      ...(notes.length === 0 ? [] : [list(notes)]),
    ],
  };
}

/** As the report's last line has it; `work tree` stays as it is. */
function shortSha(revision: string): string {
  return revision.slice(0, 12);
}

function nothingToCall({ problems }: PlanReport): string {
  return problems.length > 0
    ? 'A check would call nothing: it would stop at what stands below.'
    : 'Nothing that shapes a model changed: a check would call nothing.';
}

/** Milliseconds as people say them; only an order of magnitude is known beforehand. */
function durationWords(ms: number): string {
  if (ms < 1_000) return 'a moment';
  const minutes = ms / 60_000;
  if (minutes < 1) return 'under a minute';
  return minutes < 60 ? `about ${Math.ceil(minutes)} min` : `about ${(minutes / 60).toFixed(1)} h`;
}

function problemBlocks({ problems, warnings }: PlanReport): readonly Block[] {
  const words =
    (label: Spans) =>
    ({ hint, ...problem }: Problem): Spans => {
      const what = line`${label} ${prose(clip(describeProblem(problem), 600))}`;
      return hint === undefined ? what : [...what, lineBreak, text('→ '), prose(clip(hint, 600))];
    };
  const items = [
    ...problems.map(words(line`${tone('bad', text('problem'))}`)),
    ...warnings.map(words(line`${tone('unsure', text('warning'))}`)),
  ];
  return items.length === 0 ? [] : [heading(3, line`What a check would stop at`), list(items)];
}

function applicationBlocks(application: ApplicationPlanReport): readonly Block[] {
  const { changed, kind, cases, trials, sides, detectability, reliability } = application;
  const layers = changed.length === 0 ? 'no layer that can be read' : changed.join(', ');
  const extent = sides.length === 0 ? '' : `; ${plural(cases, 'case')} × ${plural(trials, 'trial')}`;
  return [
    heading(3, line`${code(clip(application.application, 60))}`),
    paragraph(line`${text(kind)}: ${text(layers)}${text(extent)}`),
    ...(sides.length === 0 ? [] : [costTable(sides)]),
    ...(detectability.length === 0 ? [] : [detectionTable(detectability)]),
    ...(reliability === undefined ? [] : [paragraph(reliabilityWords(reliability))]),
  ];
}

function costTable(sides: readonly CostEstimate[]): Block {
  return {
    kind: 'table',
    columns: [
      { title: 'side' },
      { title: 'model' },
      { title: 'calls', align: 'right' },
      { title: 'input tokens', align: 'right' },
      { title: 'output tokens', align: 'right' },
      { title: 'cost', align: 'right' },
    ],
    rows: sides.map((side, index) => [
      // An added application has a target alone.
      line`${text(index === 0 && sides.length > 1 ? 'source' : 'target')}`,
      line`${code(clip(side.model, 60))}`,
      line`${text(formatCount(side.calls))}`,
      line`${text(`≈ ${formatCount(side.inputTokens)}`)}`,
      line`${text(`${side.outputBasis === 'max-tokens' ? '≤' : 'assumed'} ${formatCount(side.outputTokens)}`)}`,
      line`${text(costWords(side))}`,
    ]),
  };
}

function costWords({ recorded, costUsd }: CostEstimate): string {
  if (recorded) return 'recorded, free';
  return costUsd === undefined ? 'price not known' : `≈ ${formatDollars(costUsd)}`;
}

function detectionTable(rows: readonly Detectability[]): Block {
  return {
    kind: 'table',
    columns: [
      { title: 'metric' },
      { title: 'bound' },
      { title: 'drop found 4 times in 5', align: 'right' },
      { title: 'cases that decide the bound', align: 'right' },
    ],
    rows: rows.map((row) => [
      line`${code(clip(row.metric, 40))}`,
      line`${text(formatBound(row.metric, row.criterion, row.threshold))}`,
      line`${text(row.smallestDrop === undefined ? 'after a run' : formatDifference(row.metric, -row.smallestDrop))}`,
      line`${text(casesWords(row))}`,
    ]),
  };
}

function casesWords({ casesForBound, fewestCases }: Detectability): string {
  if (casesForBound !== undefined) return formatCount(casesForBound);
  return fewestCases === undefined ? '–' : `at least ${formatCount(fewestCases)}`;
}

function reliabilityWords({ passRate, weakest, casesFor90 }: GateReliability): Spans {
  const rate = line`An unchanged model would pass this gate in about ${strong(text(formatPercent(Math.round(passRate * 100) / 100)))} of runs (assumed: 15 % of the cases flip)`;
  const hint = weakest === undefined ? [] : line`; the bound on ${code(clip(weakest.metric, 40))} is the tightest`;
  const more = casesFor90 === undefined ? [] : line`; about ${text(formatCount(casesFor90))} cases would make it 90 %`;
  return [...rate, ...hint, ...more, text('.')];
}

function configurationBlocks({ configuration }: PlanReport): readonly Block[] {
  if (configuration === undefined) return [];
  return [
    heading(3, line`The configuration with every default`),
    { kind: 'code', language: 'text', text: configuration.trimEnd() },
  ];
}
