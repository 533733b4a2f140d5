import { expect, test } from 'vitest';
import type { CallCount, Verdict } from '../../src/core/contracts/verdict.ts';
import { renderComment } from '../../src/report/comment.ts';
import { migration, reportInput, verdict } from './scenarios.ts';

function commentOn(over: Partial<Verdict>): string {
  return renderComment(reportInput({ verdict: verdict(over) }));
}

test('the first attempt needs no history', () => {
  const comment = commentOn({});
  expect(comment).toMatch(/attempt 1\b/);
  expect(comment).not.toContain('attempt 1:');
  expect(comment).not.toContain('reused');
});

test('a later attempt tells what became of the earlier ones, and of itself', () => {
  const comment = commentOn({ attempt: 3, earlier: ['fail', 'inconclusive'] });
  expect(comment).toContain('attempt 3: fail, inconclusive, pass');
});

test('of many attempts the last ones are shown', () => {
  const earlier = [...Array.from({ length: 30 }, () => 'invalid' as const), 'fail' as const];
  expect(commentOn({ attempt: 32, earlier })).toContain(`attempt 32: … ${'invalid, '.repeat(6)}fail, pass`);
  expect(commentOn({ attempt: 8, earlier: earlier.slice(0, 7) })).toContain('attempt 8: invalid, ');
  expect(commentOn({ attempt: 9, earlier: earlier.slice(0, 8) })).toContain('attempt 9: … invalid, ');
});

test('a cost is not known for one reason at a time, and nothing called cost nothing', () => {
  const { costUsd: _known, ...unpriced } = migration();
  const costOf = (made: number, replied: number): string => {
    const counts = { source: { ...unpriced.counts.source, replied }, target: { ...unpriced.counts.target, replied } };
    const calls = { planned: 480, made, cached: 0, failed: 480 - 2 * replied };
    const one = { ...unpriced, verdict: 'invalid' as const, counts, calls };
    return renderComment(reportInput({ verdict: verdict({ verdict: 'invalid', migrations: [one] }) }));
  };
  expect(costOf(0, 0)).toContain('480 calls planned, 0 made, 480 not made; nothing spent.');
  expect(costOf(12, 0)).toContain('12 made, 12 failed, 468 not made; cost not known, because no call was answered.');
  expect(costOf(480, 240)).toContain('480 made, none failed; cost not known, because some price is not.');
});

test('says how many replies were paid for before, and whose times are not compared', () => {
  const calls = { planned: 2000, made: 760, cached: 1240, failed: 0 };
  const comment = commentOn({ migrations: [migration({ calls, costUsd: 0.12, untimed: 1240 })] });
  expect(comment).toContain('2,000 calls planned, 760 made, 1,240 reused, none failed; US$0.12 spent.');
  expect(comment).toContain(
    'Times of 1,240 reused replies are not compared: the other side’s were measured on another occasion.',
  );
  expect(commentOn({ migrations: [migration({ calls, untimed: 1 })] })).toContain('Times of 1 reused reply are');
});

test('tells calls that failed from those that were not made', () => {
  const lineOf = (calls: CallCount) =>
    /- (.* planned, .*?);/.exec(commentOn({ migrations: [migration({ calls })] }))?.[1];
  expect(lineOf({ planned: 2000, made: 412, cached: 300, failed: 1291 })).toBe(
    '2,000 calls planned, 412 made, 300 reused, 3 failed, 1,288 not made',
  );
  expect(lineOf({ planned: 20, made: 20, cached: 0, failed: 3 })).toBe('20 calls planned, 20 made, 3 failed');
  expect(lineOf({ planned: 20, made: 19, cached: 0, failed: 1 })).toBe('20 calls planned, 19 made, 1 not made');
});
