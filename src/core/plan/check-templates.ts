import type { Side, Variant } from '../contracts/layer.ts';
import type { Problem } from '../contracts/problem.ts';
import type { Case } from '../contracts/suite.ts';
import { renderMessages, templateOf, valuesOf } from './render.ts';

export interface TemplateReport {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * Fills every variant's prompt from every case before the first call is paid for. Problems: a template that cannot be read,
 * a placeholder without a value, a case that does not fit the prompt; each once a side, naming the first case and how many
 * more there are. Warnings: values that no placeholder takes up, once a name.
 */
export function checkTemplates(variants: readonly Variant[], cases: readonly Case[]): TemplateReport {
  return {
    problems: variants.flatMap((variant) => problemsOf(variant, cases)),
    warnings: unusedValues(variants, cases),
  };
}

function problemsOf(variant: Variant, cases: readonly Case[]): readonly Problem[] {
  const found = new Map<string, { readonly problem: Problem; others: number }>();
  for (const testCase of cases) {
    const rendered = renderMessages(variant, testCase);
    for (const problem of rendered.ok ? [] : rendered.problems) {
      const known = found.get(problem.message);
      if (known === undefined) found.set(problem.message, { problem, others: 0 });
      else known.others += 1;
    }
  }
  return [...found.values()].map(({ problem, others }) => withOthers(problem, others));
}

function withOthers(problem: Problem, others: number): Problem {
  // A template that cannot be read is no matter of cases.
  if (problem.caseId === undefined || others === 0) return problem;
  return { ...problem, message: `${problem.message}, here and in ${others} more case${others === 1 ? '' : 's'}` };
}

function unusedValues(variants: readonly Variant[], cases: readonly Case[]): readonly Problem[] {
  const found = new Map<string, { readonly sides: Set<Side>; readonly caseId: string }>();
  for (const variant of variants) {
    const isUsed = usedNames(variant);
    for (const testCase of cases) {
      for (const name of Object.keys(valuesOf(testCase))) {
        if (isUsed(name)) continue;
        const known = found.get(name) ?? { sides: new Set(), caseId: testCase.id };
        found.set(name, known);
        known.sides.add(variant.side);
      }
    }
  }
  return [...found].map(([name, { sides, caseId }]) => unusedValue(name, [...sides], variants.length, caseId));
}

/** Whether what is sent takes up a value. */
function usedNames(variant: Variant): (name: string) => boolean {
  const template = templateOf(variant);
  if (template === undefined) return (name) => name === 'input';
  // An unreadable template is a problem already; nothing can be said of the values.
  if (!template.ok) return () => true;
  const roots = new Set([...template.template.names].flatMap((name) => [name, name.split('.')[0] ?? name]));
  return (name) => roots.has(name);
}

function unusedValue(name: string, sides: readonly Side[], variants: number, caseId: string): Problem {
  const [side] = sides;
  const onOneSide = sides.length < variants && side !== undefined;
  const lacking = onOneSide ? `the ${side}’s prompt has no` : 'there is no';
  return {
    code: 'template',
    message: `the value \`${name}\` of the cases is not sent: ${lacking} placeholder {{${name}}}`,
    ...(onOneSide ? { side } : {}),
    caseId,
    hint: `Put {{${name}}} into the prompt, or leave the value out of the cases.`,
  };
}
