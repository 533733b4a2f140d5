import { describe, expect, it } from 'vitest';
import { pairedT } from '../../../src/core/stats/paired-t.ts';
import { seededRandom } from '../../../src/core/stats/random.ts';
import { mean } from '../../../src/core/stats/sample.ts';
import { caseMeans, noiseFloor } from '../../../src/core/stats/trials.ts';

describe('caseMeans', () => {
  it('takes one figure a case', () => {
    expect(caseMeans([[1, 0], [1], [0, 0, 1, 1]])).toEqual([0.5, 1, 0.5]);
  });

  it('says which case has no trial', () => {
    expect(() => caseMeans([[1], []])).toThrow('case 1 has no trial');
  });

  it('keeps the coverage that treating trials as independent loses', () => {
    const random = seededRandom(5);
    const runs = 400;
    let clustered = 0;
    let pooled = 0;
    for (let run = 0; run < runs; run += 1) {
      const cases = Array.from({ length: 60 }, () => {
        const own = 0.3 * random.normal();
        return Array.from({ length: 5 }, () => own + 0.1 * random.normal());
      });
      if (pairedT(caseMeans(cases)).lower(0.05) <= 0) clustered += 1;
      if (pairedT(cases.flat()).lower(0.05) <= 0) pooled += 1;
    }
    expect(clustered / runs).toBeGreaterThan(0.92);
    expect(pooled / runs).toBeLessThan(0.85);
  });
});

describe('noiseFloor', () => {
  it('is the mean variance within the cases that were repeated', () => {
    const floor = noiseFloor([[1, 0], [1, 1], [0.5]]);
    expect(floor?.withinCaseVariance).toBe(0.25);
    expect(floor?.rerunDeviation).toBeCloseTo(Math.sqrt(2 * 0.25 * (0.5 + 0.5 + 1)) / 3, 14);
  });

  it('is unknown when nothing was repeated', () => {
    expect(noiseFloor([[1], [0]])).toBeUndefined();
    expect(noiseFloor([])).toBeUndefined();
  });

  it('predicts how far two runs of one variant lie apart', () => {
    const random = seededRandom(6);
    const rates = Array.from({ length: 80 }, () => random.uniform());
    const run = () => rates.map((rate) => Array.from({ length: 3 }, () => (random.uniform() < rate ? 1 : 0)));
    const floors = Array.from({ length: 300 }, () => noiseFloor(run())?.rerunDeviation ?? 0);
    const gaps = Array.from({ length: 600 }, () => mean(caseMeans(run())) - mean(caseMeans(run())));
    const observed = Math.sqrt(mean(gaps.map((gap) => gap ** 2)));
    expect(mean(floors) / observed).toBeGreaterThan(0.9);
    expect(mean(floors) / observed).toBeLessThan(1.1);
  });
});
