import type { LookDistribution } from './look-distribution.ts';
import { criticalZ, normalQuantile, requireErrorRate } from './normal.ts';
import { arriveAt, type Look, type OpenPaths, openPaths } from './open-paths.ts';

/** What a boundary comes to at a look. */
export interface BoundaryStep {
  readonly value: number;
  /** The paths that go on from the look. Nothing in them changes, so that looks can be added one by one. */
  readonly paths: OpenPaths;
}

/**
 * The upper boundary: the critical value of Z at each look such that, when nothing is to be found, the chance to have
 * crossed it by that look is what may have been spent by then. No lower boundary enters, so a run that could have stopped
 * for futility may as well go on ("non-binding"). A look that may spend nothing has the boundary ∞.
 *
 * A look too soon after the one before for the integration (under 1/400 of the information more) gets the bound that it
 * would have as a test of its own with what it may spend (Bonferroni): valid, and a little strict.
 * @throws RangeError when there is no look, or information or spending fall from one to the next.
 */
export function upperBoundary(looks: readonly Look[]): number[] {
  requireSome(looks);
  let paths = openPaths(0);
  return looks.map((look) => {
    const next = nextUpper(paths, look);
    paths = next.paths;
    return next.value;
  });
}

/**
 * The upper boundary at one look more, of paths without drift.
 * @throws RangeError when the look brings no new information, or has spent less than the one before.
 */
export function nextUpper(before: OpenPaths, look: Look): BoundaryStep {
  const { arrived, spend, goOn } = arriveAt(before, look);
  const value = spend > 0 ? pointWithTail(arrived, spend) : Infinity;
  return { value, paths: goOn(-Infinity, value) };
}

/**
 * The lower (futility) boundary that belongs to an upper one: with the drift given (the mean of Z at information 1, if the
 * effect is there), the chance to have crossed it by each look is what may have been spent by then. It never lies above the
 * upper boundary; a look that may spend nothing, or comes too soon after the one before, has −∞.
 * @throws RangeError as `upperBoundary`, or when the two have different lengths.
 */
export function lowerBoundary(looks: readonly Look[], upper: readonly number[], drift: number): number[] {
  requireSome(looks);
  if (upper.length !== looks.length) {
    throw new RangeError(`${looks.length} looks, but ${upper.length} values of the upper boundary`);
  }
  let paths = openPaths(drift);
  return looks.map((look, index) => {
    const next = nextLower(paths, look, upper[index] ?? Infinity);
    paths = next.paths;
    return next.value;
  });
}

/**
 * The lower boundary at one look more, where the upper one has the value given.
 * @throws RangeError as `nextUpper`.
 */
export function nextLower(before: OpenPaths, look: Look, upper: number): BoundaryStep {
  const { arrived, spend, goOn } = arriveAt(before, look);
  const canStop = spend > 0 && arrived !== undefined;
  const value = canStop ? Math.min(upper, criticalPoint(arrived, spend, 'below')) : -Infinity;
  return { value, paths: goOn(value, upper) };
}

/** Chance to stop at each look, at which boundary. */
export interface Crossings {
  readonly above: readonly number[];
  readonly below: readonly number[];
}

/**
 * How likely a run is to leave at each look, by the upper and by the lower boundary, given the drift.
 * @throws RangeError when the information does not grow by at least 1/400 at each look, or a boundary has another length.
 */
export function crossings(
  information: readonly number[],
  boundaries: { readonly upper: readonly number[]; readonly lower: readonly number[] },
  drift: number,
): Crossings {
  requireSome(information);
  const { upper, lower } = boundaries;
  if (upper.length !== information.length || lower.length !== information.length) {
    throw new RangeError(`${information.length} looks need as many values of each boundary`);
  }
  const above: number[] = [];
  const below: number[] = [];
  let paths = openPaths(drift);
  for (const [index, amount] of information.entries()) {
    const { arrived, goOn } = arriveAt(paths, { information: amount, spent: 0 });
    if (arrived === undefined) throw new RangeError(`look ${index} comes too soon after the one before`);
    const [low = -Infinity, high = Infinity] = [lower[index], upper[index]];
    above.push(arrived.above(high));
    below.push(arrived.below(low));
    paths = goOn(low, high);
  }
  return { above, below };
}

/** A test planned with both boundaries. */
export interface GroupSequentialDesign {
  readonly upper: readonly number[];
  /** Ends on the upper boundary: at the last look everything is decided. */
  readonly lower: readonly number[];
  /** Mean of Z at information 1 for which the chance to miss the effect is β. */
  readonly drift: number;
  /** Largest size as a multiple of the fixed-size test with the same α and β: (drift / (z₁₋α + z₁₋β))². */
  readonly inflation: number;
}

/**
 * Both boundaries, with the drift at which they meet at the last look, whose information is 1. `looks` spend α,
 * `futility` β at the same looks.
 * @throws RangeError as `upperBoundary`; also when the last look is not at information 1 or may spend no β, or an error rate is not in
 *   (0, 0.5).
 */
export function groupSequentialDesign(looks: readonly Look[], futility: readonly Look[]): GroupSequentialDesign {
  const [alpha = 0, beta = 0] = [looks.at(-1)?.spent, futility.at(-1)?.spent];
  requireErrorRate(alpha);
  requireErrorRate(beta);
  if (looks.at(-1)?.information !== 1) throw new RangeError('the last look of a design has information 1');
  if (!(beta > (futility.at(-2)?.spent ?? 0))) throw new RangeError('the last look of a design may spend some of β');
  const upper = upperBoundary(looks);
  const fixed = criticalZ(alpha) + criticalZ(beta);
  const drift = driftToMeet(upper, futility, fixed);
  const lower = lowerBoundary(futility, upper, drift);
  return { upper, lower: lower.with(-1, upper.at(-1) ?? Infinity), drift, inflation: (drift / fixed) ** 2 };
}

/**
 * The drift at which the paths that reach the last look below the upper boundary are just those that may be lost there. By
 * the secant rule, on the scale of normal deviations, on which their number is nearly a straight line of the drift.
 */
function driftToMeet(upper: readonly number[], futility: readonly Look[], fixed: number): number {
  const [before, last] = [futility.at(-2), futility.at(-1)];
  const allowed = normalQuantile((last?.spent ?? 0) - (before?.spent ?? 0));
  const excess = (drift: number): number => normalQuantile(missedAtEnd(upper, futility, drift)) - allowed;
  let [drift, previous] = [fixed, 1.1 * fixed];
  let [here, there] = [excess(drift), excess(previous)];
  for (let step = 0; step < MAX_STEPS && Math.abs(here) > DESIGN_PRECISION; step += 1) {
    const next = drift - (here * (drift - previous)) / (here - there);
    [previous, there] = [drift, here];
    drift = next;
    here = excess(next);
  }
  return drift;
}

/** Chance to reach the last look and to lie below the upper boundary there. */
function missedAtEnd(upper: readonly number[], futility: readonly Look[], drift: number): number {
  let paths = openPaths(drift);
  for (const [index, look] of futility.slice(0, -1).entries()) {
    paths = nextLower(paths, look, upper[index] ?? Infinity).paths;
  }
  const [last = { information: 1, spent: 0 }] = futility.slice(-1);
  return arriveAt(paths, last).arrived?.below(upper.at(-1) ?? Infinity) ?? Number.NaN;
}

function pointWithTail(paths: LookDistribution | undefined, probability: number): number {
  return paths === undefined ? -normalQuantile(probability) : criticalPoint(paths, probability, 'above');
}

/**
 * The z beyond which lies, on that side, the share of the paths given. Newton's steps, kept within a bracket that halves
 * whenever they would leave it.
 */
function criticalPoint(paths: LookDistribution, probability: number, side: 'above' | 'below'): number {
  const sign = side === 'above' ? 1 : -1;
  let [low, high] = [-FARTHEST, FARTHEST];
  let z = sign * 2;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const excess = paths[side](z) - probability;
    if (sign * excess > 0) low = z;
    else high = z;
    const newton = z + (sign * excess) / paths.density(z);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - z) < PRECISION) return next;
    z = next;
  }
  return z;
}

/** No boundary that spends more than 1e-20 lies beyond. */
const FARTHEST = 40;
const MAX_STEPS = 100;
const PRECISION = 1e-11;

/** Standard deviations by which the two boundaries may miss each other at the end. */
const DESIGN_PRECISION = 1e-10;

function requireSome(looks: readonly unknown[]): void {
  if (looks.length === 0) throw new RangeError('a test needs at least one look');
}
