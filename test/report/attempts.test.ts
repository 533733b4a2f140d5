import { expect, test } from 'vitest';
import type { Verdict } from '../../src/core/contracts/verdict.ts';
import { renderComment } from '../../src/report/comment.ts';
import { reportInput, verdict } from './scenarios.ts';

const comment = (over: Partial<Verdict>): string => renderComment(reportInput({ verdict: verdict(over) }));

const FORGOTTEN = { attempt: 3, earlier: ['fail', 'inconclusive'], earlierFrom: 'statuses' } as const;

test.each([
  [{ fresh: 480, kept: 0 }, 'The replies of then were not at hand, so this is a fresh draw.'],
  [{ fresh: 1240, kept: 760 }, 'Not all replies of then were at hand: 1,240 of 2,000 replies are a fresh draw.'],
  [{ fresh: 1, kept: 39 }, 'Not all replies of then were at hand: 1 of 40 replies is a fresh draw.'],
  [{ fresh: 0, kept: 40 }, 'The kept replies do not tell of all of it, so they may be of another draw.'],
])('another draw is told: %j', (redraw, words) => {
  const body = comment({ ...FORGOTTEN, redraw });
  expect(body).toContain(`\n\nEvaluated before on this commit: fail, inconclusive. ${words}\n\n`);
  expect(body).toContain('attempt 3: fail, inconclusive, pass');
});

test('what only kept replies tell of may have been another commit', () => {
  const body = comment({ attempt: 2, earlier: ['fail'], redraw: { fresh: 40, kept: 0 } });
  expect(body).toContain('\n\nEvaluated before: fail. The replies of then were not at hand');
});

test('an attempt by the same replies is counted and nothing else', () => {
  expect(comment({ attempt: 2, earlier: ['fail'] })).not.toContain('Evaluated before');
  expect(comment(FORGOTTEN)).not.toContain('Evaluated before');
});

test('of very many attempts the last ones are named', () => {
  const earlier = [...Array.from({ length: 30 }, () => 'pass' as const), 'fail' as const];
  const body = comment({ ...FORGOTTEN, attempt: 32, earlier, redraw: { fresh: 40, kept: 0 } });
  expect(body).toContain(`Evaluated before on this commit: … ${'pass, '.repeat(7)}fail. The`);
});
