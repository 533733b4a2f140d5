import { usDollars } from '../core/plan/us-dollars.ts';
import type { ReportInput } from './comment/report-input.ts';
import { reportDocument } from './comment.ts';
import { type Block, code, details, line, list, type ReportDocument, type Section, text } from './document.ts';
import { formatCount } from './figures.ts';
import { SUMMARY_LIMITS } from './fit.ts';
import { renderMarkdown } from './markdown.ts';
import { name } from './names.ts';

const PRICES_LISTED = 50;

/** The job's step summary, at most 1 MiB: the comment's document and what was measured with. No marker: it is no comment. */
export function renderSummary(input: ReportInput): string {
  return renderMarkdown(summaryDocument(input), SUMMARY_LIMITS);
}

function summaryDocument(input: ReportInput): ReportDocument {
  const document = reportDocument(input);
  const last = document.sections.slice(-1);
  return { ...document, sections: [...document.sections.slice(0, -1), ...measuredWith(input), ...last] };
}

function measuredWith({ yardstick, verdict }: ReportInput): readonly Section[] {
  if (yardstick === undefined) return [];
  const { policy, prices, seed } = yardstick;
  const priced = Object.entries(prices)
    .slice(0, PRICES_LISTED)
    .map(
      ([model, { input, output, source }]) =>
        line`${name(model, 100)}: ${text(`${usDollars(input)} in, ${usDollars(output)} out per million tokens`)} (${name(source, 100)})`,
    );
  const items = [
    line`Yardstick read at ${name(yardstick.commit, 40)}; suite ${code(yardstick.digests.suite)}, policy ${code(yardstick.digests.policy)}`,
    line`Confidence ${text(String(policy.confidence))}, at most ${text(String(policy.maxErrorRate))} failed calls, at most ${text(usDollars(policy.maxCostUsd))}, seed ${text(String(seed))}`,
    ...yardstick.applications.map(
      ({ name: application, suite }) =>
        line`${name(application)}: ${text(formatCount(suite.cases.length))} cases of ${name(suite.file, 120)}, ${text(formatCount(suite.trials))} × each${text(suite.stop === 'sequential' ? ', sequentially' : '')}`,
    ),
    ...priced,
    line`Verdict of attempt ${text(String(verdict.attempt))}`,
  ];
  const blocks: readonly Block[] = [details(line`What it was measured with`, [list(items)])];
  return [{ name: 'what it was measured with', blocks, expendable: 65 }];
}
