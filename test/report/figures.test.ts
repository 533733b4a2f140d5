import { describe, expect, test } from 'vitest';
import {
  changeOf,
  formatBound,
  formatCount,
  formatDifference,
  formatInterval,
  formatPercent,
  formatRatio,
  formatValue,
  formatWorstCase,
  plural,
} from '../../src/report/figures.ts';
import { finding } from './scenarios.ts';

describe('values in their metric’s unit', () => {
  test.each([
    ['accuracy', 0.84, '84.0 %'],
    ['accuracy', 1, '100.0 %'],
    ['accuracy', 0.0002, '0.02 %'],
    ['error-rate', 0, '0.0 %'],
    ['latency-p95', 1204.4, '1,204 ms'],
    ['latency-p50', 1_234_567, '1,234,567 ms'],
    ['cost', 0.000412, 'US$0.000412'],
    ['cost', 12.5, 'US$12.50'],
    ['cost', 0, 'US$0.00'],
    ['output-tokens', 156, '156.0'],
    ['accuracy', undefined, '–'],
    ['accuracy', Number.NaN, '–'],
  ])('%s %d reads %s', (metric, value, words) => {
    expect(formatValue(metric, value)).toBe(words);
  });

  test.each([
    ['accuracy', -0.2, '−20.0 points', '−20.0'],
    ['accuracy', 0.00041, '+0.041 points', '+0.041'],
    ['accuracy', 0, '±0.0 points', '±0.0'],
    ['latency-p95', 436, '+436 ms', '+436'],
    ['latency-p95', -0.3, '±0 ms', '±0'],
    ['cost', -0.000241, '−US$0.000241', '−0.000241'],
  ])('a change of %s by %d reads %s', (metric, difference, full, bare) => {
    expect(formatDifference(metric, difference)).toBe(full);
    expect(formatDifference(metric, difference, 'bare')).toBe(bare);
  });

  test('ratios below one get a third decimal', () => {
    expect([1.362, 1, 0.9949, 0.415, undefined].map((ratio) => formatRatio(ratio))).toEqual([
      '×1.36',
      '×1.00',
      '×0.995',
      '×0.415',
      '–',
    ]);
  });

  test('a name from Object.prototype is a scorer like any other', () => {
    expect(formatValue('constructor', 0.5)).toBe('50.0 %');
    expect(formatValue('__proto__', 0.5)).toBe('50.0 %');
  });
});

describe('bounds', () => {
  test.each([
    ['accuracy', 'min', 0.85, '≥ 85.0 %'],
    ['error-rate', 'max', 0.01, '≤ 1.0 %'],
    ['accuracy', 'max-drop', 0.05, '≥ −5.0'],
    ['latency-p95', 'max-rise', 100, '≤ +100'],
    ['cost', 'max-ratio', 1.1, '≤ ×1.10'],
    ['output-tokens', 'min-ratio', 0.5, '≥ ×0.500'],
  ] as const)('%s %s %d reads %s', (metric, criterion, threshold, words) => {
    expect(formatBound(metric, criterion, threshold)).toBe(words);
  });

  test('a worst case is told apart from a bound that it rounds to', () => {
    expect(formatWorstCase(finding({ interval: [-0.0504, 0.02] }))).toBe('−5.04');
    expect(formatWorstCase(finding({ interval: [-0.05, 0.02] }))).toBe('−5.0');
    expect(formatWorstCase(finding({ criterion: 'max-ratio', threshold: 1.25, interval: [1.1, 1.2501] }))).toBe(
      '×1.2501',
    );
    expect(formatWorstCase(finding({ criterion: 'min', threshold: 0.85, interval: [0.8, 0.9] }))).toBe('80.0 %');
  });

  test('a worst case without an interval is a dash', () => {
    const { interval: _interval, ...bare } = finding();
    expect(formatWorstCase(bare)).toBe('–');
  });

  test('an interval names its ends on the criterion’s scale', () => {
    expect(formatInterval('accuracy', 'difference', [-0.026, 0.043])).toBe('−2.6 … +4.3');
    expect(formatInterval('accuracy', 'min', [0.8, 0.9])).toBe('80.0 % … 90.0 %');
    expect(formatInterval('cost', 'max-ratio', [0.409, 1.421])).toBe('×0.409 … ×1.42');
  });
});

test('better and worse follow the metric', () => {
  expect(changeOf('accuracy', 0.1, false)).toBe('better');
  expect(changeOf('accuracy', -0.1, false)).toBe('worse');
  expect(changeOf('cost', -0.1, false)).toBe('better');
  expect(changeOf('latency-p95', 1.3, true)).toBe('worse');
  expect(changeOf('latency-p95', 1, true)).toBe('same');
  expect(changeOf('accuracy', 0, false)).toBe('same');
  expect(changeOf('latency-p95', 0.3, false)).toBe('same');
  expect(changeOf('cost', 1.004, true)).toBe('same');
  expect(changeOf('cost', 0.000_000_1, false)).toBe('worse');
});

test('counts, shares and amounts', () => {
  expect([0, 999, 1_204, 1_000_000].map(formatCount)).toEqual(['0', '999', '1,204', '1,000,000']);
  expect([0.95, 0.995, 0.01, 1].map(formatPercent)).toEqual(['95 %', '99.5 %', '1 %', '100 %']);
  expect([plural(1, 'case'), plural(2, 'case'), plural(2, 'reply', 'replies')]).toEqual([
    '1 case',
    '2 cases',
    '2 replies',
  ]);
});
