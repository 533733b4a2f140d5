import { describe, expect, it } from 'vitest';
import { durationWords, progressLine } from '../../src/engine/progress.ts';

const HALF = { done: 412, planned: 2000, failed: 3, uncalled: 0, costUsd: 0.534, capUsd: 20, elapsedMs: 29_000 };

describe('a progress line', () => {
  it('says count, time left, failures, cost and rate', () => {
    expect(progressLine(HALF)).toBe(
      '412 of 2,000 calls (20 %), about 1 min 52 s left, 3 failed, US$0.534 of US$20.00, 14 a second',
    );
  });

  it('says that fewer calls may do', () => {
    expect(progressLine(HALF, true)).toMatch(
      /^412 of at most 2,000 calls \(20 %\), at most 1 min 52 s left, 3 failed, /,
    );
  });

  it('tells calls that failed from those that were not made', () => {
    const ended = { done: 2000, planned: 2000, failed: 3, uncalled: 1588, elapsedMs: 29_000 };
    expect(progressLine(ended)).toBe('2,000 of 2,000 calls (100 %), 3 failed, 1,588 not made, 69 a second');
  });

  it('leaves out what there is not', () => {
    expect(progressLine({ done: 0, planned: 10, failed: 0, uncalled: 0, elapsedMs: 0 })).toBe('0 of 10 calls (0 %)');
    expect(progressLine({ done: 10, planned: 10, failed: 0, uncalled: 0, costUsd: 0, elapsedMs: 5_000 })).toBe(
      '10 of 10 calls (100 %), US$0.00, 2.0 a second',
    );
    expect(progressLine({ done: 0, planned: 0, failed: 0, uncalled: 0, elapsedMs: 0 })).toBe('0 of 0 calls (100 %)');
  });

  it('never says 100 % before the end, and shows small sums', () => {
    const line = progressLine({ done: 1999, planned: 2000, failed: 0, uncalled: 0, costUsd: 0.0004, elapsedMs: 1_000 });
    expect(line).toBe('1,999 of 2,000 calls (99 %), about 1 s left, US$0.0004, 1999 a second');
  });

  it.each([
    [0, '1 s'],
    [59_400, '59 s'],
    [59_600, '1 min 0 s'],
    [3_599_000, '59 min 59 s'],
    [7_500_000, '2 h 5 min'],
  ])('says %d ms as %s', (ms, words) => expect(durationWords(ms)).toBe(words));
});
