import { describe, expect, it } from 'vitest';
import type { CostEstimate, RunEstimate } from '../../src/core/contracts/plan.ts';
import { type PlanLines, planLines } from '../../src/report/plan-lines.ts';

const ESTIMATE: RunEstimate = {
  calls: 2000,
  paidCalls: 0,
  costUsd: 0.532,
  durationMs: 240_000,
  callMs: 2000,
  callBasis: 'assumed',
};
const SIDE: CostEstimate = {
  model: 'm',
  provider: 'p',
  calls: 1000,
  inputTokens: 120,
  inputBasis: 'characters',
  outputTokens: 64,
  outputBasis: 'max-tokens',
  recorded: false,
};

function lines(estimate: Partial<RunEstimate> = {}, side: Partial<CostEstimate> = {}, more: Partial<PlanLines> = {}) {
  const one = { ...SIDE, ...side };
  return planLines({
    estimate: { ...ESTIMATE, ...estimate },
    capUsd: 20,
    applications: [{ application: 'triage', sides: [one, one], detectability: [] }],
    ...more,
  });
}

describe('what is said before the first call', () => {
  it('says calls, money and time, and what they are reckoned with', () => {
    expect(lines()).toEqual([
      'Plan: 2,000 calls.',
      'Cost: about US$0.532, at most US$20.00; time: about 4 min (input tokens by the length of the text, replies assumed at 64 tokens, 2.0 s a call, assumed).',
    ]);
  });

  it('says that fewer calls may do, whether or not the saving was measured', () => {
    expect(lines({ atMost: true })[0]).toBe('Plan: at most 2,000 calls.');
    expect(lines({ atMost: true, paidCalls: 1000 })[0]).toBe(
      'Plan: at most 2,000 calls; 1,000 of 2,000 calls are already paid for.',
    );
  });

  it('says what is paid for, what an early end saves, and what was counted and measured', () => {
    const known = {
      paidCalls: 1000,
      atMost: true as const,
      expectedCalls: 1012,
      callBasis: 'kept' as const,
      callMs: 812,
    };
    expect(lines(known, { inputBasis: 'counted' })).toEqual([
      'Plan: at most 2,000 calls, about 1,100 if the model is no worse (from measured savings); 1,000 of 2,000 calls are already paid for.',
      'Cost for what is left: about US$0.532, at most US$20.00; time: about 4 min (input tokens counted by the provider on a sample, replies assumed at 64 tokens, 0.8 s a call, as kept replies took).',
    ]);
  });

  it('says both ends of the cost and the time of a run that may end early', () => {
    const early = { atMost: true as const, expectedCalls: 1460, expectedCostUsd: 0.388, expectedDurationMs: 170_000 };
    expect(lines(early)[1]).toMatch(
      /^Cost: about US\$0\.388 to US\$0\.532, at most US\$20\.00; time: about 3 min to 4 min \(/,
    );
    expect(lines({ ...early, expectedDurationMs: 30_000 })[1]).toContain('time: under a minute to 4 min (');
  });

  it('says what calls may come on top', () => {
    expect(lines({ extraCalls: { confirmations: 12, timings: 240 } })[0]).toBe(
      'Plan: 2,000 calls, and up to 12 more if critical cases are lost, and up to 240 more to measure times again.',
    );
    expect(lines({ extraCalls: { confirmations: 0, timings: 40 }, paidCalls: 1 })[0]).toBe(
      'Plan: 2,000 calls, and up to 40 more to measure times again; 1 of 2,000 calls is already paid for.',
    );
  });

  it.each([
    [
      { inFlight: 2, concurrency: 8, unbounded: true as const },
      'Under the cap of US$20.00 only 2 of 8 calls can be in flight at a time: about US$9.83 is set aside for each call, because nothing bounds a reply of triage: set max-tokens among its parameters.',
    ],
    [
      { inFlight: 0, concurrency: 8 },
      'No call fits under the cap of US$20.00: about US$9.83 is set aside for each call, because that is what max-tokens of triage allows: lower it, or raise policy.max-cost-usd.',
    ],
    [
      { inFlight: 8, concurrency: 8, unbounded: true as const },
      'The cap of US$20.00 may be reached before all calls are made: about US$9.83 is set aside for each call, because nothing bounds a reply of triage: set max-tokens among its parameters.',
    ],
  ])('warns where the cap holds the calls back: %j', (held, words) => {
    const squeeze = { application: 'triage', setAsideUsd: 9.83, ...held };
    expect(lines({}, {}, { squeeze })[2]).toBe(words);
  });

  it('warns where the time will not do', () => {
    expect(lines({}, {}, { maxMinutes: 3 })[2]).toBe(
      'The calls take about 4 min, longer than policy.max-minutes allows (3): the verdict would be invalid, and the next run would go on from there.',
    );
    expect(lines({ expectedDurationMs: 120_000 }, {}, { maxMinutes: 3 })[2]).toMatch(
      /^The calls may take about 4 min, /,
    );
    expect(lines({}, {}, { maxMinutes: 4 })).toHaveLength(2);
  });

  it('says that a recording costs nothing, and that a price is missing', () => {
    expect(lines({}, { recorded: true })[1]).toBe('Cost: nothing, the replies are recorded.');
    const { costUsd: _unknown, ...unpriced } = ESTIMATE;
    const said = planLines({
      estimate: unpriced,
      capUsd: 20,
      applications: [{ application: 'a', sides: [SIDE], detectability: [] }],
    });
    expect(said[1]).toContain('cost not known because a price is missing, so nothing caps it');
  });

  it('says what the suite can tell, with the user’s names cut short', () => {
    const application = {
      application: 'x'.repeat(200),
      sides: [SIDE],
      detectability: [
        {
          metric: 'accuracy',
          criterion: 'max-drop' as const,
          threshold: 0.05,
          cases: 400,
          detects: { kind: 'told-from-none' as const, scale: 'difference' as const, figure: -0.062 },
          casesForBound: 640,
          assumed: [{ kind: 'flips' as const, share: 0.15 }],
        },
      ],
      reliability: { passRate: 0.918, basis: 'assumed' as const },
    };
    const said = planLines({ estimate: ESTIMATE, capUsd: 20, applications: [application] }).slice(2);
    expect(said).toHaveLength(2);
    expect(said[0]).toContain(
      'accuracy ≥ −5.0: tells −6.2 points from no change 4 times in 5; 640 cases would decide the bound (assumed: 15 % of the cases flip).',
    );
    expect(said[1]).toContain('An unchanged model would pass this gate in about 92 % of runs');
    expect(Math.max(...said.map(({ length }) => length))).toBeLessThan(220);
  });

  it.each([
    [{ passRate: 1 }, 'in nearly all runs (assumed'],
    [{ passRate: 0.994 }, 'in about 99 % of runs (assumed'],
    [{ passRate: 0.38, casesFor90: 2_142 }, 'about 2,200 cases would make it 90 %'],
  ])('promises no more than a simulation can: %j', (reliability, words) => {
    const applications = [
      {
        application: 'a',
        sides: [SIDE],
        detectability: [],
        reliability: { ...reliability, basis: 'assumed' as const },
      },
    ];
    expect(planLines({ estimate: ESTIMATE, capUsd: 20, applications })[2]).toContain(words);
  });
});
