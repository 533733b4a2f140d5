import { describe, expect, it } from 'vitest';
import { allowanceOf, monthOf, sharedCapReached } from '../../../src/core/policy/allowance.ts';

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
  expect(sharedCapReached({ key: MONTH, limitUsd: 100, spentUsd: 99.5 })).toEqual({
    code: 'budget',
    message:
      'policy.max-cost-usd-per-month is US$100.00, of which US$99.50 was spent before this run by the runs of this calendar month (UTC): what is left was not enough for the calls.',
    side: 'yardstick',
    hint: 'Raise policy.max-cost-usd-per-month on the base branch, or wait for the next month. Replies that were paid for are kept: the next run calls only for the rest.',
  });
  expect(sharedCapReached({ key: PULL, limitUsd: 1, spentUsd: 1 }).message).toContain(
    'by earlier runs of this pull request',
  );
});
