import { describe, expect, test } from 'vitest';
import type { Cause, Finding } from '../../src/core/contracts/finding.ts';
import type { Reason } from '../../src/core/contracts/reason.ts';
import { plainText } from '../../src/report/plain-text.ts';
import { findingSentence, reasonSentence, statusDescription } from '../../src/report/reason.ts';
import { finding, SCENARIOS, verdict } from './scenarios.ts';

const sentence = (over: Partial<Finding>): string => plainText(findingSentence(finding(over)));

describe('a finding as a sentence', () => {
  test.each([
    [
      { source: 0.95, target: 0.75, difference: -0.2, status: 'fail' },
      'accuracy falls from 95.0 % to 75.0 % (−20.0 points, limit −5.0 points)',
    ],
    [
      {
        metric: 'latency-p95',
        criterion: 'max-ratio',
        threshold: 1.25,
        source: 1000,
        target: 1400,
        difference: 1.4,
        status: 'fail',
      },
      'latency-p95 rises from 1,000 ms to 1,400 ms (×1.40, limit ×1.25)',
    ],
    [{ criterion: 'min', threshold: 0.85, target: 0.8, status: 'fail' }, 'accuracy is at 80.0 % (limit 85.0 %)'],
    [
      { source: 0.8, target: 0.8, difference: 0, status: 'pass' },
      'accuracy holds: stays at 80.0 % (±0.0 points, limit −5.0 points)',
    ],
    [
      { status: 'inconclusive', cause: { kind: 'needs-more-cases', more: 1_200 } },
      'accuracy rises from 87.9 % to 88.8 % (+0.8 points, limit −5.0 points), too close to tell; about 1,200 more cases would decide it',
    ],
    [
      {
        status: 'inconclusive',
        cause: { kind: 'source-zero' },
        metric: 'error-rate',
        source: 0,
        target: 0.01,
        difference: 0.01,
      },
      'error-rate rises from 0.0 % to 1.0 % (+1.0 points, limit −5.0 points) cannot be decided; the source is zero, so there is no ratio',
    ],
    [
      { status: 'invalid', cause: { kind: 'price-unknown', model: 'my-model' }, metric: 'cost' },
      'cost could not be judged; no price is known for my-model',
    ],
  ] satisfies readonly (readonly [Partial<Finding>, string])[])('%j', (over, words) => {
    expect(sentence(over)).toBe(words);
  });

  test.each([
    [{ kind: 'no-source' }, 'there is no source to compare with'],
    [{ kind: 'too-few-cases', n: 40, needed: 100 }, 'too few cases: 40 of at least 100'],
    [{ kind: 'on-the-bound' }, 'the figure lies on the bound: no number of cases decides it'],
    [{ kind: 'slice-too-small', n: 18, needed: 52 }, '18 cases, and 52 are needed to pass even without a loss'],
    [{ kind: 'slice-unknown' }, 'no case has this slice'],
    [{ kind: 'not-measured', measured: 3, of: 10 }, 'measured in 3 of 10 cells only'],
    [{ kind: 'not-a-number', where: 'accuracy of case a' }, 'not a number: accuracy of case a'],
    [{ kind: 'holm', slices: 4 }, "would fail alone, not after Holm's correction for 4 slices"],
  ] satisfies readonly (readonly [Cause, string])[])('the cause %j is said', (cause, words) => {
    expect(sentence({ status: 'inconclusive', cause })).toContain(words);
  });
});

describe('a reason as a sentence', () => {
  test.each([
    [{ kind: 'all-pass', findings: 1 }, 'the one blocking criterion holds'],
    [
      { kind: 'critical', application: 'a', caseIds: ['x'] },
      'a: critical case x is lost: the source passes it, the target does not',
    ],
    [
      { kind: 'uncovered', change: { place: { file: 'a.py', line: 3 }, side: 'target', target: 'm' }, others: 2 },
      'a model ID changed that belongs to no application, new m in a.py:3; 2 more such changes',
    ],
    [
      { kind: 'failed-cells', application: 'a', side: 'source', failed: 1, planned: 50, limit: 0.01 },
      'a: 1 of 50 source calls failed, more than the 1 % that policy.max-error-rate allows',
    ],
    [{ kind: 'not-evaluated', what: 'removed' }, 'applications were only removed'],
    [
      { kind: 'no-blocking-criterion', application: 'a' },
      'a: no blocking criterion could be applied, so there is nothing to accept it by',
    ],
  ] satisfies readonly (readonly [Reason, string])[])('%j', (reason, words) => {
    expect(plainText(reasonSentence(reason))).toBe(words);
  });
});

describe('a commit status', () => {
  const words = (name: string): string => statusDescription(SCENARIOS[name]!.verdict);

  test('begins as users know it', () => {
    expect(words('not-applicable')).toMatch(/^Not evaluated: /);
    expect(words('inconclusive')).toMatch(/^Not decided: /);
    expect(words('observed')).toMatch(/^Observed, not enforced: would fail: /);
  });

  test('keeps the same words when an undecided comparison only warns', () => {
    const undecided = SCENARIOS['inconclusive']!.verdict;
    expect(statusDescription({ ...undecided, onInconclusive: 'warn' })).toBe(statusDescription(undecided));
  });

  test('says who broke the glass, until when, and that nothing was evaluated', () => {
    const until = '2026-11-23T20:41:07.000Z';
    const reason = { kind: 'break-glass', by: 'lena', until, because: 'x'.repeat(500) } as const;
    const words = 'by @lena until 2026-11-23 20:41 UTC: not evaluated, as the provider was out';
    expect(statusDescription(verdict({ verdict: 'waived', reason }))).toBe(`Break-glass ${words}`);
    expect(statusDescription(verdict({ verdict: 'waived', reason, mode: 'observe' }))).toBe(
      `Observed, not enforced: break-glass ${words}`,
    );
  });

  test('says not evaluated in observe mode too', () => {
    const description = statusDescription(
      verdict({ verdict: 'not-applicable', mode: 'observe', reason: { kind: 'nothing-changed' } }),
    );
    expect(description).toBe("Not evaluated: nothing changed that shapes a model's behaviour");
  });
});
