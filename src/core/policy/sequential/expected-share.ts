import type { ApplicationYardstick } from '../../contracts/yardstick.ts';
import { startCourse } from './course.ts';
import { isSequential } from './setting.ts';
import { fixedSizeOf } from './timing.ts';
import { isBlocking } from './track.ts';

/**
 * Mean share of the cases that an unchanged model takes, by how many times larger the suite is than a single test of power
 * 0.9 would need. Measured, `docs/how-changeover-decides.md`, "Other sizes": the means of what stands there for both margins
 * and both rates of flips; suites that are smaller need more of their cases, and never fewer than this.
 */
const SHARES: readonly (readonly [ratio: number, share: number])[] = [
  [0.3, 0.76],
  [1, 0.67],
  [1.47, 0.5],
  [2.95, 0.335],
  [5.9, 0.21],
];

/**
 * Share of an application's calls that an unchanged model needs on average before it is accepted; 1 where the evaluation
 * goes through the whole suite: because it is fixed, or because some bound is decided at its end.
 */
export function expectedShare(
  application: ApplicationYardstick,
  { alpha, hasSource }: { readonly alpha: number; readonly hasSource: boolean },
): number {
  if (!isSequential(application)) return 1;
  const { trials } = application.suite;
  const blocking = startCourse(application, { alpha, hasSource }).flat().filter(isBlocking);
  const shares = blocking.map(({ question, timing, total }) => {
    const fixed = fixedSizeOf(question, { metric: undefined, total, trials, hasSource });
    return timing === 'at-looks' && fixed !== undefined ? shareAt(total / fixed) : 1;
  });
  return shares.length === 0 ? 1 : Math.max(...shares);
}

/** Linear in the logarithm of the ratio between what was measured, and level beyond it. */
function shareAt(ratio: number): number {
  const above = SHARES.findIndex(([measured]) => ratio <= measured);
  const [first] = SHARES;
  const [lower, upper] = [SHARES[above - 1] ?? first, SHARES[above] ?? SHARES.at(-1)];
  if (lower === undefined || upper === undefined || above === 0) return first?.[1] ?? 1;
  if (above < 0) return upper[1];
  const position = Math.log(ratio / lower[0]) / Math.log(upper[0] / lower[0]);
  return lower[1] + position * (upper[1] - lower[1]);
}
