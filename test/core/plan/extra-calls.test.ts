import { describe, expect, it } from 'vitest';
import type { Criterion } from '../../../src/core/contracts/yardstick.ts';
import { extraCalls } from '../../../src/core/plan/extra-calls.ts';
import { cases, criterion, scenario } from '../policy/scenario.ts';

function extraOf(all: readonly Criterion[], { critical = 0, timings = 0, hasSource = true } = {}) {
  const suite = cases(200).map((one, index) => ({ ...one, critical: index < critical }));
  const [application] = scenario({ cases: suite, cells: [], all }).yardstick?.applications ?? [];
  if (application === undefined) return expect.fail('no application');
  return extraCalls(application, { hasSource, timings });
}

const ACCURACY = criterion('accuracy', 'max-drop', 0.05);
const LATENCY = criterion('latency-p50', 'max-ratio', 1.2);

describe('calls that may come on top of the planned ones', () => {
  it('repeat every critical case twice on both sides, should all be lost', () => {
    expect(extraOf([ACCURACY])).toBeUndefined();
    expect(extraOf([ACCURACY], { critical: 3 })).toEqual({ confirmations: 12, timings: 0 });
    expect(extraOf([ACCURACY], { critical: 3, hasSource: false })).toBeUndefined();
  });

  it('measure times again, as many as are not kept', () => {
    expect(extraOf([LATENCY])).toBeUndefined();
    expect(extraOf([LATENCY], { timings: 40 })).toEqual({ confirmations: 0, timings: 40 });
    expect(extraOf([LATENCY], { timings: 40, critical: 3 })).toEqual({ confirmations: 12, timings: 40 });
  });
});
