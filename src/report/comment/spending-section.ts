import type { Side } from '../../core/contracts/layer.ts';
import type { SpendingLine } from '../../core/contracts/spending.ts';
import type { Migration, Verdict } from '../../core/contracts/verdict.ts';
import { usDollars } from '../../core/plan/us-dollars.ts';
import { heading, joined, line, list, type Section, type Spans, text } from '../document.ts';
import { plural } from '../figures.ts';
import type { ReportInput } from './report-input.ts';

/** What a run that ran out of money spent it on: shown where a cap is the reason, because only then it is a question. */
export function spendingSection(
  migration: Migration,
  { verdict, spending = [] }: ReportInput,
  level: 3 | 4,
): readonly Section[] {
  const own = spending.filter(({ application, attempts }) => application === migration.application && attempts > 0);
  if (own.length === 0 || !isOverBudget(migration, verdict)) return [];
  const items = [
    ...bySide(
      own.filter(({ purpose }) => purpose === 'plan'),
      'The comparison',
    ),
    ...bySide(
      own.filter(({ purpose }) => purpose === 'confirm'),
      'Repeating lost critical cases',
    ),
    ...bySide(
      own.filter(({ purpose }) => purpose === 'timing'),
      'Measuring times again',
    ),
  ];
  return [{ name: 'spending', blocks: [heading(level, line`What was spent on what`), list(items)], expendable: 7 }];
}

function isOverBudget({ problems }: Migration, verdict: Verdict): boolean {
  return [...verdict.problems, ...problems].some(({ code }) => code === 'budget');
}

/** One line for one purpose: what each side took, and how much of it went into attempts that brought no reply. */
function bySide(lines: readonly SpendingLine[], purpose: string): readonly Spans[] {
  const sides = (['source', 'target'] as const satisfies readonly Side[]).flatMap((side) => {
    const own = lines.filter((one) => one.side === side);
    if (own.length === 0) return [];
    const sum = (figure: (one: SpendingLine) => number): number => own.reduce((total, one) => total + figure(one), 0);
    const lostUsd = sum((one) => one.lostUsd);
    const lost = lostUsd > 0 ? `, ${usDollars(lostUsd)} of it on attempts without a reply` : '';
    return [
      line`${text(
        `${side} ${usDollars(sum((one) => one.usd))} (${plural(
          sum((one) => one.attempts),
          'attempt',
        )}${lost})`,
      )}`,
    ];
  });
  return sides.length === 0 ? [] : [line`${text(purpose)}: ${joined(sides, ', ')}.`];
}
