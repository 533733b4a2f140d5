import type { ApplicationYardstick } from '../contracts/yardstick.ts';
import { runOrder } from './case-order.ts';

/** Cases that a draft is evaluated on, unless more of them are critical: enough to see what broke, a few cents. */
const SAMPLE_CASES = 30;

/**
 * An application with the sample of its suite that a draft pull request is evaluated on: all critical cases, and others in
 * the planned order, which is balanced over slices, up to 30 in all. The cases keep the order of the suite, and all of them
 * are called. A suite that is no larger is taken as it is.
 */
export function draftSample(application: ApplicationYardstick, seed: number): ApplicationYardstick {
  const { stop: _wholeSuite, ...suite } = application.suite;
  const critical = suite.cases.reduce((count, testCase) => count + (testCase.critical ? 1 : 0), 0);
  const size = Math.max(SAMPLE_CASES, critical);
  if (suite.cases.length <= size) return application;
  const chosen = runOrder({ name: application.name, cases: suite.cases }, seed).slice(0, size).sort();
  return { ...application, suite: { ...suite, cases: [...chosen].flatMap((position) => suite.cases[position] ?? []) } };
}
