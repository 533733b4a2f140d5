import type { ApplicationPlanReport, CostEstimate, Detectability, PlanReport } from '../core/contracts/plan.ts';
import { describeProblem, type Problem } from '../core/contracts/problem.ts';
import { usDollars } from '../core/plan/us-dollars.ts';
import { assumedWords, casesWords, foundInTable, sliceWords, whyWords } from './detection-words.ts';
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
import { formatBound, formatCount, plural } from './figures.ts';
import {
  basisWords,
  callWords,
  costWords,
  overTimeWords,
  paidWords,
  reliabilityWords,
  timeWords,
} from './plan-words.ts';
import { squeezeWords } from './squeeze-words.ts';
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
  const { capUsd, squeeze, maxMinutes } = plan;
  const sides = measured.flatMap((application) => application.sides);
  const work =
    measured.length === 0
      ? line`${text(nothingToCall(plan))}`
      : line`${strong(text(callWords(plan)))}, ${text(costWords(plan, capUsd))}, ${text(timeWords(plan))}.`;
  const isLive = sides.some(({ recorded }) => !recorded);
  const told = [
    paidWords(plan),
    isLive ? `Reckoned with ${basisWords(plan, sides)}` : undefined,
    overTimeWords(plan, maxMinutes),
    squeezeWords(squeeze, capUsd),
  ];
  const notes = [
    ...told.flatMap((words) => (words === undefined ? [] : [line`${text(words.endsWith('.') ? words : `${words}.`)}`])),
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

function nothingToCall({ problems, applications }: PlanReport): string {
  if (applications.some(({ unsent }) => unsent !== undefined)) return 'A check would call nothing.';
  return problems.length > 0
    ? 'A check would call nothing: it would stop at what stands below.'
    : 'Nothing that shapes a model changed: a check would call nothing.';
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
  const { changed, kind, cases, trials, sides, unsent, detectability, reliability } = application;
  const layers = changed.length === 0 ? 'no layer that can be read' : changed.join(', ');
  const extent = sides.length === 0 ? '' : `; ${plural(cases, 'case')} × ${plural(trials, 'trial')}`;
  return [
    heading(3, line`${code(clip(application.application, 60))}`),
    paragraph(line`${text(kind)}: ${text(layers)}${text(extent)}`),
    ...(unsent === undefined ? [] : [paragraph(line`${text(UNSENT[unsent])}`)]),
    ...(sides.length === 0 ? [] : [costTable(application)]),
    ...(detectability.length === 0 ? [] : [detectionTable(detectability)]),
    ...(reliability === undefined ? [] : [paragraph(reliabilityWords(reliability))]),
  ];
}

const UNSENT: Readonly<Record<NonNullable<ApplicationPlanReport['unsent']>, string>> = {
  'same-requests': 'What is sent is the same in every case: nothing to evaluate.',
  'not-reached':
    'No case of the suite reaches what changed in the prompt: a check could not decide. Add a case that does.',
};

function costTable({ sides, atMost }: ApplicationPlanReport): Block {
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
      line`${text(`${atMost ? '≤ ' : ''}${formatCount(side.calls)}`)}`,
      line`${text(`${side.inputBasis === 'counted' ? '' : '≈ '}${formatCount(side.inputTokens)}`)}`,
      line`${text(`${side.outputBasis === 'max-tokens' ? '≤' : 'assumed'} ${formatCount(side.outputTokens)}`)}`,
      line`${text(sideCostWords(side))}`,
    ]),
  };
}

function sideCostWords({ recorded, costUsd }: CostEstimate): string {
  if (recorded) return 'recorded, free';
  return costUsd === undefined ? 'price not known' : `≈ ${usDollars(costUsd)}`;
}

function detectionTable(rows: readonly Detectability[]): Block {
  return {
    kind: 'table',
    columns: [
      { title: 'metric' },
      { title: 'bound' },
      { title: 'found 4 times in 5', align: 'right' },
      { title: 'cases that decide the bound', align: 'right' },
      { title: 'taken for granted' },
    ],
    rows: rows.map((row) => [
      line`${code(clip(row.metric, 40))}${text(sliceWords(row))}`,
      line`${text(formatBound(row.metric, row.criterion, row.threshold))}`,
      line`${text(foundInTable(row))}`,
      line`${text(casesWords(row))}`,
      line`${text([assumedWords(row.assumed), whyWords(row) ?? ''].filter((words) => words !== '').join('; ') || '–')}`,
    ]),
  };
}

function configurationBlocks({ configuration }: PlanReport): readonly Block[] {
  if (configuration === undefined) return [];
  return [
    heading(3, line`The configuration with every default`),
    { kind: 'code', language: 'text', text: configuration.trimEnd() },
  ];
}
