import type { Place } from '../../contracts/layer.ts';
import type { Problem } from '../../contracts/problem.ts';
import { nearest } from '../../scoring/nearest.ts';
import { describeSteps, type Step } from './path-expression.ts';
import type { Walk } from './walk.ts';

/** The problem of a path that leads nowhere: how far it leads, and the nearest name that is there. */
export function missingStep<Node>(
  missing: Extract<Walk<Node>, { kind: 'missing' }>,
  steps: readonly Step[],
  place: Place,
): Problem {
  const step = steps[missing.at];
  const wanted = step === undefined ? '' : step.kind === 'select' ? step.value : describeSteps([step]);
  const parent = missing.at === 0 ? 'the document' : `"${describeSteps(steps.slice(0, missing.at))}"`;
  const names = missing.names.slice(0, 1000);
  const near = nearest(wanted, names);
  return {
    code: 'layer-missing',
    message: `${place.file} has no "${describeSteps(steps)}": ${parent} has no ${step ? describeSteps([step]) : 'value'}`,
    place,
    hint: near === undefined ? listed(parent, names) : `The nearest name there is "${near}".`,
  };
}

function listed(parent: string, names: readonly string[]): string {
  if (names.length === 0) return `There are no such names in ${parent}.`;
  const more = names.length > 8 ? ` and ${names.length - 8} more` : '';
  return `${parent[0]?.toUpperCase()}${parent.slice(1)} has: ${names.slice(0, 8).join(', ')}${more}.`;
}

/** The problem of a `[name=value]` that several items answer. */
export function ambiguousStep(at: number, steps: readonly Step[], place: Place): Problem {
  return {
    code: 'layer-invalid',
    message: `${place.file}: several items answer "${describeSteps(steps.slice(0, at + 1))}"`,
    place,
    hint: 'Choose the item by its position, as in items[0], or make the names unique.',
  };
}
