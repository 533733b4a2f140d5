import { describe, expect, it } from 'vitest';
import { estimateRun } from '../../../src/commands/steps/estimate-run.ts';
import type { Side } from '../../../src/core/contracts/layer.ts';
import type { CostEstimate } from '../../../src/core/contracts/plan.ts';

/** A thousand calls of one side: the source's are ten times as dear as the target's. */
const side = (model: string, costUsd: number): CostEstimate => ({
  model,
  provider: 'bedrock',
  calls: 1_000,
  inputTokens: 100,
  inputBasis: 'counted',
  outputTokens: 64,
  outputBasis: 'max-tokens',
  recorded: false,
  costUsd,
});
const PLAN = { application: 'triage', sides: [side('old', 10), side('new', 1)] };
const PROVIDERS = { providers: [] };

/** What is left of the plan when so much of each side is kept. */
function left(shares: Readonly<Record<Side, number>>, expectedCalls?: number) {
  const plan = { ...PLAN, ...(expectedCalls === undefined ? {} : { expectedCalls }) };
  return estimateRun([plan], PROVIDERS, { kept: { of: (_, which) => shares[which] } });
}

describe('what a run is said to take', () => {
  it('is the whole plan while nothing is kept', () => {
    expect(left({ source: 0, target: 0 })).toMatchObject({ calls: 2_000, paidCalls: 0, costUsd: 11 });
  });

  it('needs just as many calls, unless a suite may end early, whether or not its saving was measured', () => {
    const none = { kept: { of: () => 0 } };
    const [fixed, sequential] = [PLAN, { ...PLAN, atMost: true as const }];
    expect(estimateRun([fixed, fixed], PROVIDERS, none)).not.toHaveProperty('atMost');
    expect(estimateRun([fixed, sequential], PROVIDERS, none)).toMatchObject({ calls: 4_000, atMost: true });
    expect(estimateRun([fixed, sequential], PROVIDERS, none)).not.toHaveProperty('expectedCalls');
  });

  it('counts what is kept on the side that it is of: a second push pays for its own side only', () => {
    expect(left({ source: 1, target: 0 })).toMatchObject({ paidCalls: 1_000, costUsd: 1, durationMs: 2_000_000 });
    expect(left({ source: 0, target: 1 })).toMatchObject({ paidCalls: 1_000, costUsd: 10 });
  });

  it('takes what is kept for the beginning of a suite that may end early', () => {
    const resumed = left({ source: 0.3, target: 0.3 }, 800);
    expect(resumed).toMatchObject({ paidCalls: 600, expectedCalls: 800 });
    expect(resumed.expectedCostUsd).toBeCloseTo(1.1, 9);
    expect(resumed.costUsd).toBeCloseTo(7.7, 9);
    const pushed = left({ source: 0.4, target: 0 }, 800);
    expect(pushed.expectedCostUsd).toBeCloseTo(0.4, 9);
    // A run that ended later than expected left nothing to pay for, if it ends there again.
    expect(left({ source: 0.6, target: 0.6 }, 800).expectedCostUsd).toBe(0);
  });
});
