import { normalCdf, normalDensity } from './normal.ts';

/**
 * A statistic that is looked at again and again: standard normal at each look when nothing is to be found, its mean growing
 * with √(information) when something is, and independent increments between looks (what the score statistics of this folder
 * are in large samples). Held here is the part of its distribution that has not been stopped yet, as a rule of integration.
 *
 * Recursive numerical integration: Armitage, McPherson & Rowe 1969 (J. R. Stat. Soc. A 132:235); grid and recursion of
 * Jennison & Turnbull 2000, "Group sequential methods", section 19.2.
 */
export interface LookDistribution {
  /** P(not stopped before, and now Z > z). */
  above(z: number): number;
  /** P(not stopped before, and now Z ≤ z). */
  below(z: number): number;
  /** Derivative of `below` in z. */
  density(z: number): number;
  /** Goes on to the next look with the paths between the two bounds (either may be infinite). */
  goOn(lower: number, upper: number, information: number): LookDistribution;
}

/**
 * The process at its first look: Z is normal with variance 1, nothing has been stopped. `drift`: the mean of Z when the
 * information is 1.
 */
export function firstLook(information: number, drift: number): LookDistribution {
  const centre = drift * Math.sqrt(information);
  const density = (z: number): number => normalDensity(z - centre);
  return {
    above: (z) => normalCdf(centre - z),
    below: (z) => normalCdf(z - centre),
    density,
    goOn: goingOnFrom({ density, information, drift }),
  };
}

/** The paths that went on from a look: points of Z there, and the probability that each stands for. */
interface Continuing {
  readonly information: number;
  readonly points: Float64Array;
  readonly masses: Float64Array;
}

function laterLook(before: Continuing, information: number, drift: number): LookDistribution {
  const { points, masses } = before;
  const step = information - before.information;
  const scale = Math.sqrt(information / step);
  const shift = drift * Math.sqrt(step);
  const memory = Math.sqrt(before.information / step);
  /** Sums a function of the standardised increment that leads from each point to z. */
  const sum = (z: number, part: (increment: number) => number): number => {
    let total = 0;
    for (let i = 0; i < points.length; i += 1) {
      total += (masses[i] ?? 0) * part(z * scale - (points[i] ?? 0) * memory - shift);
    }
    return total;
  };
  const density = (z: number): number => scale * sum(z, nearDensity);
  return {
    above: (z) => sum(z, (increment) => normalCdf(-increment)),
    below: (z) => sum(z, normalCdf),
    density,
    goOn: goingOnFrom({ density, information, drift }),
  };
}

/** Beyond 12 deviations the density is below 1e-31: most increments of a grid, and not worth an exponential each. */
function nearDensity(increment: number): number {
  return increment > 12 || increment < -12 ? 0 : normalDensity(increment);
}

/** A look that was reached, as far as the next one depends on it. */
interface Reached extends Pick<LookDistribution, 'density'> {
  readonly information: number;
  readonly drift: number;
}

function goingOnFrom(reached: Reached): LookDistribution['goOn'] {
  return (lower, upper, information) =>
    laterLook(continuing(reached, [lower, upper], information), information, reached.drift);
}

/** `next`: the information of the look that the paths go on to. */
function continuing(
  { density, information, drift }: Reached,
  bounds: readonly [lower: number, upper: number],
  next: number,
): Continuing {
  const resolution = resolutionFor((next - information) / next);
  const points = simpsonPoints(gridPoints(drift * Math.sqrt(information), resolution, ...bounds));
  const masses = simpsonWeights(points);
  for (let i = 0; i < points.length; i += 1) masses[i] = (masses[i] ?? 0) * density(points[i] ?? 0);
  return { information, points, masses };
}

/**
 * J & T's r, with which a grid has at most 12r − 3 points: dense enough that several lie within the standard deviation of
 * the increment to come, which is this share of the information. It depends on nothing later, so that looks can be added.
 */
function resolutionFor(increment: number): number {
  return Math.max(LEAST_RESOLUTION, Math.ceil(4 / Math.sqrt(increment)));
}

const LEAST_RESOLUTION = 18;

/** J & T's 6r − 1 points, dense within 3 of the centre and sparser (logarithmically) beyond, cut to the bounds. */
function gridPoints(centre: number, r: number, lower: number, upper: number): number[] {
  const offsets: number[] = [];
  for (let i = 1; i < r; i += 1) offsets.push(-3 - 4 * Math.log(r / i));
  for (let i = r; i <= 5 * r; i += 1) offsets.push(-3 + (3 * (i - r)) / (2 * r));
  for (let i = 5 * r + 1; i < 6 * r; i += 1) offsets.push(3 + 4 * Math.log(r / (6 * r - i)));
  const all = offsets.map((offset) => centre + offset);
  const [least = lower, most = upper] = [all[0], all.at(-1)];
  const from = Math.max(lower, least);
  const to = Math.min(upper, most);
  return from < to ? [from, ...all.filter((point) => point > from && point < to), to] : [];
}

/** The points with the middle of each gap between them. */
function simpsonPoints(ends: readonly number[]): Float64Array {
  const points = new Float64Array(Math.max(0, 2 * ends.length - 1));
  for (let i = 0; i < ends.length; i += 1) {
    const end = ends[i] ?? 0;
    points[2 * i] = end;
    if (i > 0) points[2 * i - 1] = ((ends[i - 1] ?? 0) + end) / 2;
  }
  return points;
}

/** Simpson's rule on every pair of neighbouring gaps: d/6, 4d/6, d/6, d the width of the pair. */
function simpsonWeights(points: Float64Array): Float64Array {
  const weights = new Float64Array(points.length);
  for (let middle = 1; middle < points.length; middle += 2) {
    const width = (points[middle + 1] ?? 0) - (points[middle - 1] ?? 0);
    weights[middle - 1] = (weights[middle - 1] ?? 0) + width / 6;
    weights[middle] = (4 * width) / 6;
    weights[middle + 1] = width / 6;
  }
  return weights;
}
