import type { LookBoundary } from '../../../src/core/stats/sequential-test.ts';
import { decideAt } from '../../../src/core/stats/sequential-test.ts';
import { tangoZ } from '../../../src/core/stats/tango.ts';

/** Two models: share of the cases in which they differ, and by how much the target is better. */
export interface Pair {
  readonly psi: number;
  readonly delta: number;
}

/** What becomes of a test of yes/no cases, over all runs that there can be. */
export interface Outcome {
  readonly pass: number;
  readonly fail: number;
  /** Mean number of cases. */
  readonly cases: number;
}

interface Boundary extends LookBoundary {
  readonly cases: number;
}

/**
 * Without simulation: gains and losses are all that a look depends on, so that the chance of each of their numbers, among
 * the runs that are still open, can be followed from case to case. What is less likely than about 1e-15 is left out.
 */
export function exactOutcome({ psi, delta }: Pair, margin: number, looks: readonly Boundary[]): Outcome {
  const [gain, loss] = [(psi + delta) / 2, (psi - delta) / 2];
  const n = looks.at(-1)?.cases ?? 0;
  const most = (chance: number, cases: number) =>
    Math.min(cases, Math.ceil(cases * chance + 8 * Math.sqrt(cases * chance * (1 - chance)) + 12));
  const width = most(loss, n) + 1;
  const open = new Float64Array((most(gain, n) + 1) * width);
  open[0] = 1;
  const sums = { pass: 0, fail: 0, cases: 0 };
  let done = 0;
  for (const look of looks) {
    for (; done < look.cases; done += 1) {
      oneCaseMore(open, width, { gain, loss, mostGains: most(gain, done + 1), mostLosses: most(loss, done + 1) });
    }
    for (const [state, chance] of open.entries()) {
      if (chance === 0) continue;
      const [gains, losses] = [Math.floor(state / width), state % width];
      const z = tangoZ({ gains, losses, n: done }, -margin);
      const { status } = decideAt(look, { good: z, bad: -z });
      if (status === 'open') continue;
      open[state] = 0;
      sums.cases += chance * done;
      if (status !== 'inconclusive') sums[status] += chance;
    }
  }
  return sums;
}

interface Step {
  readonly gain: number;
  readonly loss: number;
  readonly mostGains: number;
  readonly mostLosses: number;
}

/** From the largest numbers downwards, so that each is reached from numbers that have not moved yet. */
function oneCaseMore(open: Float64Array, width: number, { gain, loss, mostGains, mostLosses }: Step): void {
  for (let gains = mostGains; gains >= 0; gains -= 1) {
    for (let losses = mostLosses; losses >= 0; losses -= 1) {
      const state = gains * width + losses;
      const fromLoss = losses > 0 ? (open[state - 1] ?? 0) * loss : 0;
      const fromGain = gains > 0 ? (open[state - width] ?? 0) * gain : 0;
      open[state] = (open[state] ?? 0) * (1 - gain - loss) + fromLoss + fromGain;
    }
  }
}
