import { switchPoint } from './bisection.ts';
import { type Course, firstLook, type LookDistribution } from './look-distribution.ts';
import { criticalZ, normalQuantile, requireErrorRate } from './normal.ts';

/** A look: how much is known by then, and how much of an error rate may have been used by then. */
export interface Look {
  /** Any unit that grows in proportion to the number of cases; above 0, and more than at the look before. */
  readonly information: number;
  /** Error used up to and including this look; never less than at the look before. */
  readonly spent: number;
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
  requireLooks(looks);
  const course = { drift: 0, resolution: resolutionFor(looks) };
  const boundary: number[] = [];
  walk(looks, course, (paths, spend) => {
    const upper = spend > 0 ? pointWithTail(paths, spend) : Infinity;
    boundary.push(upper);
    return [-Infinity, upper];
  });
  return boundary;
}

/**
 * The lower (futility) boundary that belongs to an upper one: with the drift given (the mean of Z at information 1, if the
 * effect is there), the chance to have crossed it by each look is what may have been spent by then. It never lies above the
 * upper boundary; a look that may spend nothing, or comes too soon after the one before, has −∞.
 * @throws RangeError as `upperBoundary`, or when the two have different lengths.
 */
export function lowerBoundary(looks: readonly Look[], upper: readonly number[], drift: number): number[] {
  requireLooks(looks);
  if (upper.length !== looks.length) {
    throw new RangeError(`${looks.length} looks, but ${upper.length} values of the upper boundary`);
  }
  const boundary: number[] = [];
  walk(looks, { drift, resolution: resolutionFor(looks) }, (paths, spend, index) => {
    const above = upper[index] ?? Infinity;
    const lower = spend > 0 && paths !== undefined ? Math.min(above, criticalPoint(paths, spend, 'below')) : -Infinity;
    boundary.push(lower);
    return [lower, above];
  });
  return boundary;
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
  const looks = information.map((amount) => ({ information: amount, spent: 0 }));
  requireLooks(looks);
  const { upper, lower } = boundaries;
  if (upper.length !== looks.length || lower.length !== looks.length) {
    throw new RangeError(`${looks.length} looks need as many values of each boundary`);
  }
  const above: number[] = [];
  const below: number[] = [];
  walk(looks, { drift, resolution: resolutionFor(looks) }, (paths, _, index) => {
    if (paths === undefined) throw new RangeError(`look ${index} comes too soon after the one before`);
    const [low = -Infinity, high = Infinity] = [lower[index], upper[index]];
    above.push(paths.above(high));
    below.push(paths.below(low));
    return [low, high];
  });
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
 * @throws RangeError as `upperBoundary`; also when the last look is not at information 1, or an error rate is not in (0, 0.5).
 */
export function groupSequentialDesign(looks: readonly Look[], futility: readonly Look[]): GroupSequentialDesign {
  const [alpha = 0, beta = 0] = [looks.at(-1)?.spent, futility.at(-1)?.spent];
  requireErrorRate(alpha);
  requireErrorRate(beta);
  if (looks.at(-1)?.information !== 1) throw new RangeError('the last look of a design has information 1');
  const upper = upperBoundary(looks);
  const fixed = criticalZ(alpha) + criticalZ(beta);
  const falls = (drift: number): boolean => (lowerBoundary(futility, upper, drift).at(-1) ?? 0) < (upper.at(-1) ?? 0);
  const drift = switchPoint(falls, fixed, 2 * fixed);
  const lower = lowerBoundary(futility, upper, drift);
  return { upper, lower, drift, inflation: (drift / fixed) ** 2 };
}

/** `paths` is `undefined` at a look too soon after the one before. */
type Decide = (
  paths: LookDistribution | undefined,
  spend: number,
  index: number,
) => readonly [lower: number, upper: number];

/**
 * Leads the paths through their looks; `decide` says between which bounds it goes on, and is told what may be spent. Looks that
 * come too soon are passed over: the paths that they stop are counted again, which errs on the safe side.
 */
function walk(looks: readonly Look[], course: Course, decide: Decide): void {
  let paths: LookDistribution | undefined;
  let bounds: readonly [number, number] = [-Infinity, Infinity];
  let before: Look = { information: 0, spent: 0 };
  let followed = 0;
  for (const [index, look] of looks.entries()) {
    const spend = look.spent - before.spent;
    if (isTooSoon(look.information, followed)) decide(undefined, spend, index);
    else {
      paths = paths?.goOn(...bounds, look.information) ?? firstLook(look.information, course);
      bounds = decide(paths, spend, index);
      followed = look.information;
    }
    before = look;
  }
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

/** Points are dense enough when several lie within the standard deviation of the smallest increment. */
function resolutionFor(looks: readonly Look[]): number {
  let narrowest = 1;
  let followed = 0;
  for (const { information } of looks) {
    if (isTooSoon(information, followed)) continue;
    narrowest = Math.min(narrowest, (information - followed) / information);
    followed = information;
  }
  return Math.max(LEAST_RESOLUTION, Math.ceil(4 / Math.sqrt(narrowest)));
}

const LEAST_RESOLUTION = 18;

/** The smaller the step, the finer the grid must be: 12 × 80 points for this one, a fraction of a second for ten looks. */
const NARROWEST_STEP = 1 / 400;

function isTooSoon(information: number, before: number): boolean {
  return information - before < information * NARROWEST_STEP;
}

function requireLooks(looks: readonly Look[]): void {
  if (looks.length === 0) throw new RangeError('a test needs at least one look');
  let before: Look = { information: 0, spent: 0 };
  for (const [index, look] of looks.entries()) {
    const step = look.information - before.information;
    if (!(step > 0 && step < Infinity)) throw new RangeError(`look ${index} brings no new information`);
    if (!(look.spent >= before.spent)) throw new RangeError(`look ${index} has spent less than the one before`);
    before = look;
  }
}
