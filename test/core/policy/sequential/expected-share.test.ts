import { describe, expect, it } from 'vitest';
import type { Criterion } from '../../../../src/core/contracts/yardstick.ts';
import { expectedShare } from '../../../../src/core/policy/sequential/expected-share.ts';
import { cases, criterion, scenario } from '../scenario.ts';

function share(n: number, all: readonly Criterion[], stop: 'sequential' | 'fixed' = 'sequential'): number {
  const input = scenario({ cases: cases(n, (index) => ({ slices: [index % 4 === 0 ? 'a' : 'b'] })), cells: [], all });
  const [application] = input.yardstick?.applications ?? [];
  if (application === undefined) throw new Error('no application');
  const { stop: _stop, ...suite } = application.suite;
  const withStop = { ...application, suite: stop === 'fixed' ? suite : { ...suite, stop } };
  return expectedShare(withStop, { alpha: 0.05, hasSource: true });
}

const DROP = criterion('accuracy', 'max-drop', 0.05);

describe('the share of a suite that an unchanged model takes on average', () => {
  it('is about two thirds where the suite is as large as a single test needs, and falls with its size', () => {
    // 15 % of the cases flip: 513 cases decide 5 points with a power of 0.9.
    expect(share(513, [DROP])).toBeCloseTo(0.67, 2);
    expect(share(200, [DROP])).toBeCloseTo(0.74, 1);
    expect(share(750, [DROP])).toBeCloseTo(0.5, 1);
    expect(share(3000, [DROP])).toBeCloseTo(0.21, 2);
    expect(share(50_000, [DROP])).toBe(0.21);
    expect(share(20, [DROP])).toBe(0.76);
  });

  it('is that of the slowest bound, slices included', () => {
    expect(share(3000, [{ ...DROP, slices: ['a', 'b'] }])).toBeGreaterThan(share(3000, [DROP]));
    expect(share(3000, [DROP, criterion('accuracy', 'max-drop', 0.02)])).toBeCloseTo(0.67, 1);
  });

  it('is all of it where something is decided at the end, or the suite is fixed', () => {
    expect(share(3000, [DROP, criterion('latency-p95', 'max-ratio', 1.2)])).toBe(1);
    expect(share(3000, [DROP, criterion('accuracy', 'min', 0.8)])).toBe(1);
    expect(share(3000, [DROP], 'fixed')).toBe(1);
    expect(share(3000, [])).toBe(1);
  });

  it('does not wait for what is only reported', () => {
    expect(share(3000, [DROP, { ...criterion('latency-p95', 'max-ratio', 1.2), enforce: 'report' }])).toBe(
      share(3000, [DROP]),
    );
  });
});
