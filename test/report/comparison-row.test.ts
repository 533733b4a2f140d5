import { describe, expect, test } from 'vitest';
import { findingRow } from '../../src/report/comment/comparison-row.ts';
import { renderComment } from '../../src/report/comment.ts';
import { plainText } from '../../src/report/plain-text.ts';
import { comparison, finding, migration, reportInput, verdict } from './scenarios.ts';

const outcome = (over: Parameters<typeof finding>[0]): string =>
  plainText(findingRow(finding(over), migration()).at(-1) ?? []);

describe('the outcome of a finding', () => {
  test('names the confidence of an alternative, which is not that of the table', () => {
    const words = outcome({ alternative: '0.1', status: 'pass', confidence: 0.975, intervalLevel: 0.95 });
    expect(words).toContain('(alternative 1.2, at 97.5 % confidence)');
  });

  test('claims no confidence where no interval decided', () => {
    const { interval, ...point } = finding({ alternative: '0.0', criterion: 'min', evidence: 'point' });
    expect(interval).toBeDefined();
    expect(plainText(findingRow(point, migration()).at(-1) ?? [])).toContain('(alternative 1.1)');
  });

  test('says nothing of alternatives for a plain criterion', () => {
    expect(outcome({ status: 'pass' })).not.toContain('alternative');
  });
});

describe('a comparison that failed calls made invalid', () => {
  const failures = comparison({
    metric: 'error-rate',
    source: 1,
    target: 0.83,
    difference: -0.17,
    interval: [-0.29, -0.1],
  });
  const invalid = migration({
    verdict: 'invalid',
    findings: [
      finding({
        metric: 'error-rate',
        criterion: 'max',
        status: 'invalid',
        cause: { kind: 'not-measured', measured: 0, of: 240 },
      }),
    ],
    comparisons: [failures, { ...failures, slice: 'refunds' }],
  });
  const commentOf = (one: typeof invalid): string =>
    renderComment(reportInput({ verdict: verdict({ verdict: one.verdict, migrations: [one] }) }));

  test('calls neither side better for fewer failures', () => {
    expect(commentOf(invalid)).not.toContain('better');
    expect(commentOf({ ...invalid, verdict: 'pass' })).toContain('better');
  });
});
