import { describe, expect, it } from 'vitest';
import type { Detectability } from '../../../src/core/contracts/plan.ts';
import type { Suite } from '../../../src/core/contracts/suite.ts';
import type { Criterion } from '../../../src/core/contracts/yardstick.ts';
import { detectabilityOf } from '../../../src/core/plan/detectability.ts';
import { planForMargin } from '../../../src/core/policy/sequential/plan-for-margin.ts';
import { simulateGate } from '../../../src/core/stats/gate-simulation.ts';
import { meanScoreDifference } from '../../../src/core/stats/mean-difference.ts';
import { meanFigure, meanScore } from '../../../src/core/stats/one-sample-mean.ts';
import { percentile } from '../../../src/core/stats/percentile.ts';
import { onePercentile, percentileRatio } from '../../../src/core/stats/percentile-bootstrap.ts';
import { proportionInference } from '../../../src/core/stats/proportion.ts';
import { type Random, seededRandom } from '../../../src/core/stats/random.ts';
import { ratioOfMeans } from '../../../src/core/stats/ratio-of-means.ts';
import { mean } from '../../../src/core/stats/sample.ts';
import { plannedBoundaries } from '../../../src/core/stats/sequential-test.ts';
import { tangoInference } from '../../../src/core/stats/tango.ts';
import { singleTrials, trialFigures } from '../../../src/core/stats/trial-figures.ts';
import { cases, criterion, scenario } from '../policy/scenario.ts';

/**
 * Each planned figure against what the real interval, or the observed figure, makes of simulated suites: it must come out as
 * planned in four of five.
 */

const ALPHA = 0.05;

/** Runs where each draws thousands of resamples: a standard error of 2.8 points. */
const BOOTSTRAPS = 200;

function planOf(one: Criterion, n: number, trials = 1, stop: Pick<Suite, 'stop'> = {}): Detectability {
  const { yardstick } = scenario({ cases: cases(n), cells: [], all: [one], trials });
  const [fixed] = yardstick?.applications ?? [];
  if (fixed === undefined) throw new Error('no application');
  const application = { ...fixed, suite: { ...fixed.suite, ...stop } };
  const [planned] = detectabilityOf(application, { alpha: ALPHA, hasSource: true });
  if (planned === undefined) throw new Error('no plan');
  return planned;
}

function figureOf(one: Criterion, n: number, trials = 1): number {
  return planOf(one, n, trials).detects?.figure ?? Number.NaN;
}

function shareOf(runs: number, holds: (random: Random, run: number) => boolean): number {
  const random = seededRandom(20_26);
  let held = 0;
  for (let run = 0; run < runs; run += 1) held += Number(holds(random, run));
  return held / runs;
}

function listOf(n: number, make: (index: number) => number): Float64Array {
  return Float64Array.from({ length: n }, (_, index) => make(index));
}

/** A flip one way, the other, or none; on average `shift`. */
function flip(random: Random, psi: number, shift = 0): number {
  const drawn = random.uniform();
  if (drawn < (psi + shift) / 2) return 1;
  return drawn < psi ? -1 : 0;
}

/** The mean of k draws of which any two correlate by a half: each takes the common one with probability √½. */
function alike(random: Random, k: number, draw: () => number): number {
  const common = draw();
  return mean(listOf(k, () => (random.uniform() < Math.SQRT1_2 ? common : draw())));
}

function countsOf(flips: Float64Array) {
  const gains = flips.filter((value) => value > 0).length;
  const losses = flips.filter((value) => value < 0).length;
  return { gains, losses, n: flips.length };
}

/** A figure of mean 1 with the standard deviation that leaves one of `deviation` to the difference of two. */
function amount(random: Random, deviation: number): number {
  const square = Math.log1p(deviation ** 2 / 2);
  return Math.exp(Math.sqrt(square) * random.normal() - square / 2);
}

const latency = (random: Random) => 800 * Math.exp(0.6 * random.normal());

describe('a change for the worse is told from no change', () => {
  it.each([
    ['accuracy', 'max-drop', 0.15, 60],
    ['accuracy', 'max-drop', 0.15, 400],
    ['refusal-rate', 'max-rise', 0.02, 300],
    ['error-rate', 'max-rise', 0.02, 1000],
  ] as const)('yes/no outcomes of %s under %s, %f flips, %i cases', (metric, key, psi, n) => {
    const figure = Math.abs(figureOf(criterion(metric, key, 0.05), n));
    const power = shareOf(3_000, (random) => {
      const counts = countsOf(listOf(n, () => flip(random, psi)));
      return tangoInference(counts).lower(ALPHA) > -figure;
    });
    expect(Math.abs(power - 0.8)).toBeLessThan(0.05);
  });

  it.each([50, 150])('scores of three trials, %i cases', (n) => {
    const figure = figureOf(criterion('accuracy', 'max-drop', 0.05), n, 3);
    const power = shareOf(BOOTSTRAPS, (random, seed) => {
      const differences = listOf(n, () => alike(random, 3, () => flip(random, 0.15)));
      return meanScoreDifference(differences, { seed }).lower(ALPHA) > figure;
    });
    expect(Math.abs(power - 0.8)).toBeLessThan(0.06);
  });

  it.each([
    ['cost', 0.6, 100],
    ['output-tokens', 0.6, 150],
    ['input-tokens', 0.1, 100],
  ])('the ratio of %s, sides that differ by %f, %i cases', (metric, deviation, n) => {
    const figure = figureOf(criterion(metric, 'max-ratio', 1.1), n);
    const power = shareOf(BOOTSTRAPS, (random, seed) => {
      const side = () => listOf(n, () => amount(random, deviation));
      return ratioOfMeans(side(), side(), { seed }).upper(ALPHA) < figure;
    });
    expect(Math.abs(power - 0.8)).toBeLessThan(0.07);
  });

  it('the ratio of mean scores', () => {
    const n = 200;
    const figure = figureOf(criterion('accuracy', 'min-ratio', 0.95), n);
    const power = shareOf(BOOTSTRAPS, (random, seed) => {
      const source = listOf(n, () => Number(random.uniform() < 0.85));
      // As many flips up as down, so that both sides are right in 85 % of the cases.
      const target = source.map((right) => (random.uniform() < (right === 1 ? 0.075 / 0.85 : 0.5) ? 1 - right : right));
      return ratioOfMeans(source, target, { seed }).lower(ALPHA) > figure;
    });
    expect(Math.abs(power - 0.8)).toBeLessThan(0.07);
  });

  it.each([
    ['latency-p50', 0.5, 100],
    ['latency-p95', 0.95, 300],
  ])('the ratio of %s (%f), %i cases', (metric, q, n) => {
    const figure = figureOf(criterion(metric, 'max-ratio', 1.25), n);
    const power = shareOf(BOOTSTRAPS, (random, seed) => {
      const side = () => singleTrials(listOf(n, () => latency(random)));
      return percentileRatio(side(), side(), q, { seed }).upper(ALPHA) < figure;
    });
    expect(Math.abs(power - 0.8)).toBeLessThan(0.07);
  });

  it('the median of three trials', () => {
    const n = 100;
    const figure = figureOf(criterion('latency-p50', 'max-ratio', 1.25), n, 3);
    const power = shareOf(BOOTSTRAPS, (random, seed) => {
      const side = () =>
        trialFigures(n, () => {
          const own = random.normal();
          // The logarithms of two trials correlate by a half.
          return [0, 0, 0].map(() => 800 * Math.exp(0.6 * Math.SQRT1_2 * (own + random.normal())));
        });
      return percentileRatio(side(), side(), 0.5, { seed }).upper(ALPHA) < figure;
    });
    // Whether a call lies beyond the median correlates less than its time: a third.
    expect(power).toBeGreaterThan(0.76);
    expect(power).toBeLessThan(0.95);
  });
});

describe('so many cases decide the bound', () => {
  it.each<[Pick<Suite, 'stop'>]>([[{}], [{ stop: 'sequential' }]])('of yes/no scores: %j', (stop) => {
    const { casesForBound: n = Number.NaN } = planOf(criterion('accuracy', 'max-drop', 0.05), 300, 1, stop);
    const looks = stop.stop && plannedBoundaries(planForMargin({ margin: 0.05, alpha: ALPHA, trials: 1 }, n));
    const one = { kind: 'binary', metric: 'a', members: 'all', psi: 0.15, margin: 0.05, alpha: ALPHA } as const;
    const criteria = [{ ...one, ...(looks === undefined ? {} : { looks }) }];
    expect(Math.abs(simulateGate({ criteria, n, seed: 1, runs: 4_000 }).passRate - 0.8)).toBeLessThan(0.025);
  });

  it('of three trials', () => {
    const n = planOf(criterion('accuracy', 'max-drop', 0.08), 50, 3).casesForBound ?? Number.NaN;
    const power = shareOf(BOOTSTRAPS, (random, seed) => {
      const differences = listOf(n, () => alike(random, 3, () => flip(random, 0.15)));
      return meanScoreDifference(differences, { seed }).lower(ALPHA) > -0.08;
    });
    expect(Math.abs(power - 0.8)).toBeLessThan(0.06);
  });

  it('of the cost', () => {
    const n = planOf(criterion('cost', 'max-ratio', 1.15), 50).casesForBound ?? Number.NaN;
    const power = shareOf(BOOTSTRAPS, (random, seed) => {
      const side = () => listOf(n, () => amount(random, 0.6));
      return ratioOfMeans(side(), side(), { seed }).upper(ALPHA) < 1.15;
    });
    expect(Math.abs(power - 0.8)).toBeLessThan(0.07);
  });
});

describe('a target with this figure is shown to meet the bound', () => {
  it.each([
    ['accuracy', 'min', 0.85, 100],
    ['accuracy', 'min', 0.5, 40],
    ['refusal-rate', 'max', 0.03, 500],
  ] as const)('%s: %s %f, %i cases', (metric, key, bound, n) => {
    const figure = figureOf(criterion(metric, key, bound, { evidence: 'interval' }), n);
    const power = shareOf(3_000, (random) => {
      const hits = listOf(n, () => Number(random.uniform() < figure)).filter(Boolean).length;
      const inference = proportionInference(hits, n);
      return key === 'min' ? inference.lower(ALPHA) >= bound : inference.upper(ALPHA) <= bound;
    });
    expect(Math.abs(power - 0.8)).toBeLessThan(0.025);
  });

  it('the mean score of three trials', () => {
    const n = 150;
    const figure = figureOf(criterion('accuracy', 'min', 0.8, { evidence: 'interval' }), n, 3);
    const power = shareOf(BOOTSTRAPS, (random, seed) => {
      const scores = listOf(n, () => alike(random, 3, () => Number(random.uniform() < figure)));
      return meanScore(scores, { seed }).lower(ALPHA) >= 0.8;
    });
    expect(Math.abs(power - 0.8)).toBeLessThan(0.07);
  });

  it('the mean cost', () => {
    const n = 200;
    const figure = figureOf(criterion('cost', 'max', 0.002, { evidence: 'interval' }), n);
    const power = shareOf(BOOTSTRAPS, (random, seed) => {
      const values = listOf(n, () => figure * Math.exp(0.6 * random.normal() - 0.18));
      return meanFigure(values, { seed, scale: Math.max(...values) }).upper(ALPHA) <= 0.002;
    });
    expect(Math.abs(power - 0.8)).toBeLessThan(0.07);
  });

  it('the 95th percentile of latency', () => {
    const n = 300;
    const figure = figureOf(criterion('latency-p95', 'max', 2_000, { evidence: 'interval' }), n);
    const p95 = Math.exp(0.6 * 1.6448536);
    const power = shareOf(BOOTSTRAPS, (random, seed) => {
      const values = listOf(n, () => (figure / p95) * Math.exp(0.6 * random.normal()));
      return onePercentile(singleTrials(values), 0.95, { seed }).upper(ALPHA) <= 2_000;
    });
    expect(Math.abs(power - 0.8)).toBeLessThan(0.07);
  });
});

describe('the observed figure refuses', () => {
  it.each([60, 200, 1000])('a drop, %i cases', (n) => {
    const figure = figureOf(criterion('accuracy', 'max-drop', 0.05, { evidence: 'point' }), n);
    const refused = shareOf(3_000, (random) => {
      const { gains, losses } = countsOf(listOf(n, () => flip(random, 0.15, figure)));
      return (gains - losses) / n < -0.05 - 1e-12;
    });
    expect(Math.abs(refused - 0.8)).toBeLessThan(0.05);
  });

  it.each([
    ['accuracy', 'min', 0.85, 20],
    ['truncation-rate', 'max', 0.02, 200],
  ] as const)('%s: %s %f, %i cases', (metric, key, bound, n) => {
    const figure = figureOf(criterion(metric, key, bound), n);
    const refused = shareOf(4_000, (random) => {
      const rate = listOf(n, () => Number(random.uniform() < figure)).filter(Boolean).length / n;
      return key === 'min' ? rate < bound - 1e-12 : rate > bound + 1e-12;
    });
    expect(Math.abs(refused - 0.8)).toBeLessThan(0.02);
  });

  it('a ratio of p95', () => {
    const n = 200;
    const figure = figureOf(criterion('latency-p95', 'max-ratio', 1.25, { evidence: 'point' }), n);
    const refused = shareOf(3_000, (random) => {
      const source = listOf(n, () => latency(random));
      const target = listOf(n, () => figure * latency(random));
      return percentile(target, 0.95) / percentile(source, 0.95) > 1.25;
    });
    expect(Math.abs(refused - 0.8)).toBeLessThan(0.04);
  });

  it('a mean cost in dollars', () => {
    const n = 100;
    const figure = figureOf(criterion('cost', 'max', 0.002), n);
    const refused = shareOf(
      3_000,
      (random) => mean(listOf(n, () => figure * Math.exp(0.6 * random.normal() - 0.18))) > 0.002,
    );
    expect(Math.abs(refused - 0.8)).toBeLessThan(0.04);
  });
});
