import type { Place } from '../../core/contracts/layer.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { Verdict } from '../../core/contracts/verdict.ts';
import {
  type Block,
  details,
  heading,
  line,
  lineBreak,
  list,
  prose,
  type Section,
  type Spans,
  strong,
  text,
} from '../document.ts';
import { formatCount, plural } from '../figures.ts';
import { name } from '../names.ts';
import { clip } from '../untrusted.ts';
import { PROBLEM_WORDS } from '../wording.ts';
import { placeSpans } from './links.ts';
import type { ReportLinks } from './report-input.ts';

const LISTED = 10;
const MESSAGE_LENGTH = 600;

/** What stands in the way, each with its place and what to do next. */
export function problemsSection(
  problems: readonly Problem[],
  verdict: Verdict,
  links: ReportLinks,
  level: 3 | 4,
): readonly Section[] {
  if (problems.length === 0) return [];
  const title = line`${text(plural(problems.length, 'problem'))} to mend first`;
  const blocks: readonly Block[] = [heading(level, title), list(items(problems, verdict, links))];
  return [{ name: 'problems', blocks, expendable: 5 }];
}

/** What is odd but does not stand in the way. Folded. */
export function warningsSection(
  warnings: readonly Problem[],
  verdict: Verdict,
  links: ReportLinks,
): readonly Section[] {
  if (warnings.length === 0) return [];
  const blocks = [details(line`${text(plural(warnings.length, 'warning'))}`, [list(items(warnings, verdict, links))])];
  return [{ name: 'warnings', blocks, expendable: 55 }];
}

function items(problems: readonly Problem[], verdict: Verdict, links: ReportLinks): readonly Spans[] {
  const shown = problems.slice(0, LISTED).map((problem) => item(problem, verdict, links));
  const more = problems.length - shown.length;
  return more > 0 ? [...shown, line`and ${text(formatCount(more))} more`] : shown;
}

function item(problem: Problem, verdict: Verdict, links: ReportLinks): Spans {
  const where =
    problem.place === undefined ? [] : line` at ${placeSpans(problem.place, commitOf(problem, verdict), links)}`;
  const hint = problem.hint === undefined ? [] : [lineBreak, text('→ '), prose(clip(problem.hint, MESSAGE_LENGTH))];
  return line`${strong(text(PROBLEM_WORDS[problem.code]))}${where}${about(problem)}: ${prose(clip(problem.message, MESSAGE_LENGTH))}${hint}`;
}

function commitOf({ side }: Problem & { readonly place?: Place }, verdict: Verdict): string {
  if (side === 'source') return verdict.source;
  return side === 'yardstick' ? (verdict.yardstickSha ?? verdict.base) : verdict.head;
}

function about({ application, side, caseId }: Problem): Spans {
  const parts: readonly Spans[] = [
    ...(application === undefined ? [] : [line`application ${name(application)}`]),
    ...(side === undefined ? [] : [line`${text(side === 'yardstick' ? 'yardstick' : `${side} side`)}`]),
    ...(caseId === undefined ? [] : [line`case ${name(caseId)}`]),
  ];
  return parts.length === 0 ? [] : line` (${parts.flatMap((part, index) => (index === 0 ? part : line`, ${part}`))})`;
}
