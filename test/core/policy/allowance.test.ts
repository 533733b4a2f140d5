import { describe, expect, it } from 'vitest';
import { allowanceOf, monthOf, runCapReached, sharedCapReached } from '../../../src/core/policy/allowance.ts';

const MONTH = 'policy.max-cost-usd-per-month';
const PULL = 'policy.max-cost-usd-per-pull-request';

describe('what a run may spend', () => {
  it.each([
    ['the cap of one run, without another', {}, {}, { usd: 20 }],
    ['the cap of one run, where more is left', { maxCostUsdPerMonth: 100 }, { month: 80 }, { usd: 20 }],
    [
      'what is left of the month',
      { maxCostUsdPerMonth: 100 },
      { month: 95 },
      { usd: 5, cap: { key: MONTH, limitUsd: 100, spentUsd: 95 } },
    ],
    [
      'the least of all',
      { maxCostUsdPerMonth: 100, maxCostUsdPerPullRequest: 30 },
      { month: 95, pullRequest: 28 },
      { usd: 2, cap: { key: PULL, limitUsd: 30, spentUsd: 28 } },
    ],
    [
      'nothing, when more was spent than a cap that was lowered allows',
      { maxCostUsdPerPullRequest: 1 },
      { pullRequest: 28 },
      { usd: 0, cap: { key: PULL, limitUsd: 1, spentUsd: 28 } },
    ],
    [
      'nothing under a cap of nothing',
      { maxCostUsdPerMonth: 0 },
      { month: 0 },
      { usd: 0, cap: { key: MONTH, limitUsd: 0, spentUsd: 0 } },
    ],
  ])('is %s', (_, caps, spent, allowance) => {
    expect(allowanceOf({ maxCostUsd: 20, ...caps }, spent)).toEqual(allowance);
  });
});

it('a month is that of UTC', () => {
  expect(monthOf(new Date('2026-11-30T23:30:00-02:00'))).toBe('2026-12');
});

it('a cap that is reached says which, how much is gone, and where it is raised', () => {
  const reached = { capUsd: 0.5, spentUsd: 0.123, setAsideUsd: 0.4 };
  expect(sharedCapReached({ key: MONTH, limitUsd: 100, spentUsd: 99.5 }, reached)).toEqual({
    code: 'budget',
    message:
      'policy.max-cost-usd-per-month is US$100.00, of which US$99.50 was spent before this run by the runs of this calendar month (UTC) and US$0.123 by it; US$0.40 has to be set aside for the next call.',
    side: 'yardstick',
    hint: 'Raise policy.max-cost-usd-per-month on the base branch, or wait for the next month. Before each call the most that it can cost is set aside: max-tokens among the parameters bounds that. The next run calls only for replies that are not kept.',
  });
  expect(sharedCapReached({ key: PULL, limitUsd: 1, spentUsd: 1 }, reached).message).toContain(
    'by earlier runs of this pull request',
  );
});

it('the cap of one run says what is spent of it, and why the rest was not enough', () => {
  const { message, hint } = runCapReached({ capUsd: 0.264, spentUsd: 0.00162, setAsideUsd: 0.2624 });
  expect(message).toBe('US$0.00162 of a cap of US$0.264 is spent, and US$0.262 has to be set aside for the next call.');
  expect(hint).toMatch(/^Raise policy\.max-cost-usd on the base branch.* set aside: max-tokens .* bounds that/);
});
