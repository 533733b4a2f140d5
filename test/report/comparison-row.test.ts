import { describe, expect, test } from 'vitest';
import { findingRow } from '../../src/report/comment/comparison-row.ts';
import { plainText } from '../../src/report/plain-text.ts';
import { finding, migration } from './scenarios.ts';

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
