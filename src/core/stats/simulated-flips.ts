import type { Random } from './random.ts';

/** The cases of a simulated run that turn from right to wrong or back, in ascending order; all others stay as they are. */
export interface SimulatedFlips {
  /** Chance of each case to turn, 0 to 1. */
  readonly share: number;
  count: number;
  /** The first `count` are numbers of cases, from 0. */
  readonly cases: Uint32Array;
  /** For each of them a number, uniform in [0, share): near 0 the case is lost, near `share` won. */
  readonly towards: Float64Array;
}

/** Room for the flips among n cases; none is drawn yet. */
export function simulatedFlips(n: number, share: number): SimulatedFlips {
  return { share, count: 0, cases: new Uint32Array(n), towards: new Float64Array(n) };
}

/**
 * Draws anew which cases turn: not case by case but from one that turns to the next, the gaps being geometric (Devroye
 * 1986, "Non-uniform random variate generation", chapter X.2).
 */
export function drawFlips(flips: SimulatedFlips, random: Random): void {
  const { share, cases, towards } = flips;
  const stay = Math.log1p(-share);
  const gap = (): number => Math.floor(Math.log1p(-random.uniform()) / stay);
  let count = 0;
  for (let index = share === 0 ? Infinity : gap(); index < cases.length; index += 1 + gap()) {
    cases[count] = index;
    towards[count++] = random.uniform() * share;
  }
  flips.count = count;
}
