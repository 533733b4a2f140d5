import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../../src/core/comparison/metrics.ts';
import { OPERATIONAL_METRICS } from '../../../src/core/contracts/yardstick.ts';
import { cell, failed, scorer } from '../policy/scenario.ts';

function metric(name: string, scorers = [scorer()]) {
  const found = metricsOf(scorers).find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no metric ${name}`);
  return found;
}

describe('metricsOf', () => {
  it('lists the scorers first, then every operational metric', () => {
    expect(metricsOf([scorer('format'), scorer('accuracy')]).map(({ name }) => name)).toEqual([
      'format',
      'accuracy',
      ...OPERATIONAL_METRICS,
    ]);
  });

  it('lets a scorer stand for the operational metric of its name', () => {
    const metrics = metricsOf([scorer('cost')]).filter(({ name }) => name === 'cost');
    expect(metrics.map(({ higherIsBetter }) => higherIsBetter)).toEqual([true]);
  });

  it('takes higher scores and lower operational figures for better', () => {
    const worseWhenHigher = metricsOf([scorer()]).filter(({ higherIsBetter }) => !higherIsBetter);
    expect(worseWhenHigher.map(({ name }) => name)).toEqual([...OPERATIONAL_METRICS]);
  });

  it('reads each figure from a cell', () => {
    const observed = cell('source', 'a', { scores: { accuracy: { value: 0.5 } }, truncated: true, guarded: true });
    const read = (name: string) => metric(name).read(observed);
    expect(Object.fromEntries(['accuracy', ...OPERATIONAL_METRICS].map((name) => [name, read(name)]))).toEqual({
      accuracy: 0.5,
      'latency-p50': 400,
      'latency-p95': 400,
      cost: 0.001,
      'input-tokens': 100,
      'output-tokens': 20,
      'error-rate': 0,
      'truncation-rate': 1,
      'refusal-rate': 0,
      'guardrail-rate': 1,
    });
  });

  it('counts failed and missing cells as errors, rejected ones not', () => {
    const { read } = metric('error-rate');
    expect([undefined, failed('source', 'a'), cell('source', 'a', { outcome: 'rejected' })].map(read)).toEqual([
      1, 1, 0,
    ]);
  });

  it('reads own scores only', () => {
    expect(metric('constructor', [scorer('constructor')]).read(cell('source', 'a'))).toBeUndefined();
    expect(metric('__proto__', [scorer('__proto__')]).read(cell('source', 'a'))).toBeUndefined();
  });
});
