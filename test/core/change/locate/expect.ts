import { expect } from 'vitest';
import { isProblem, type Located, type Locating } from '../../../../src/core/change/locate/located.ts';
import type { Problem } from '../../../../src/core/contracts/problem.ts';

/** The located value; fails the test with the problem's message otherwise. */
export function found(result: Locating): Located {
  if (isProblem(result)) expect.fail(`expected a value, got: ${result.message}`);
  return result;
}

/** The problem; fails the test when a value was found. */
export function problem(result: Locating): Problem {
  if (!isProblem(result)) expect.fail(`expected a problem, got: ${JSON.stringify(result)}`);
  return result;
}
