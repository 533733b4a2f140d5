import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../src/core/contracts/cell.ts';
import { scoreObservation } from '../../../src/core/scoring/score-observation.ts';
import { caseOf, specOf } from './support.ts';

const SCORERS = [specOf('exact-match', {}, { name: 'accuracy' }), specOf('length', { max: 10 }, { name: 'short' })];

function observe(more: Partial<Observation> = {}): Observation {
  return {
    application: 'triage',
    side: 'target',
    caseId: 'c-1',
    trial: 0,
    purpose: 'plan',
    outcome: 'replied',
    output: 'refund',
    stopReason: 'end',
    usage: { inputTokens: 20, outputTokens: 3 },
    latencyMs: 812,
    ttftMs: 95,
    costUsd: 0.0003,
    attempts: 1,
    requestSha256: 'f'.repeat(64),
    ...more,
  };
}

const scored = (more: Partial<Observation> = {}) => scoreObservation(observe(more), caseOf('refund'), SCORERS);

describe('scoreObservation', () => {
  test('a complete reply carries its scores and figures', () => {
    expect(scored()).toEqual({
      application: 'triage',
      side: 'target',
      caseId: 'c-1',
      trial: 0,
      purpose: 'plan',
      outcome: 'replied',
      scores: { accuracy: { value: 1 }, short: { value: 1 } },
      latencyMs: 812,
      ttftMs: 95,
      costUsd: 0.0003,
      inputTokens: 20,
      outputTokens: 3,
      truncated: false,
      refused: false,
      guarded: false,
      attempts: 1,
      replayed: false,
    });
  });

  test('who answered is kept, as far as a name goes', () => {
    expect(scored({ servedModel: 'mini-2026-09-02' }).servedModel).toBe('mini-2026-09-02');
    expect(scored({ servedModel: 'a'.repeat(100_000) }).servedModel).toBe('a'.repeat(200));
  });

  test('truncated text is scored as it stands, counted, and not timed', () => {
    const cell = scored({ stopReason: 'max-tokens' });
    expect(cell.scores['accuracy']?.value).toBe(1);
    expect(cell.truncated).toBe(true);
    expect(cell).not.toHaveProperty('latencyMs');
    expect(cell).not.toHaveProperty('ttftMs');
    expect(cell.outputTokens).toBe(3);
  });

  test('a retried or replayed reply is scored and not timed', () => {
    expect(scored({ attempts: 2 })).not.toHaveProperty('latencyMs');
    expect(scored({ attempts: 2 })).not.toHaveProperty('ttftMs');
    expect(scored({ attempts: 2 }).scores['accuracy']?.value).toBe(1);
    const replayed = scored({ replayed: true });
    expect(replayed).not.toHaveProperty('latencyMs');
    expect(replayed).not.toHaveProperty('ttftMs');
    expect(replayed.replayed).toBe(true);
  });

  test('figures that were not measured stay absent, never zero', () => {
    const { usage: _usage, latencyMs: _latency, ttftMs: _ttft, costUsd: _cost, ...bare } = observe();
    const cell = scoreObservation(bare, caseOf('refund'), SCORERS);
    for (const key of ['latencyMs', 'ttftMs', 'costUsd', 'inputTokens', 'outputTokens'])
      expect(cell).not.toHaveProperty(key);
  });

  test('what the variant caused scores 0 under every scorer, with the reason', () => {
    const { output: _output, stopReason: _stop, ...rest } = observe();
    const error = { kind: 'invalid-request', message: 'bedrock refused: temperature and top-p together' } as const;
    const cell = scoreObservation({ ...rest, outcome: 'rejected', error }, caseOf('refund'), SCORERS);
    const zero = { value: 0, reason: 'invalid-request: bedrock refused: temperature and top-p together' };
    expect(cell.scores).toEqual({ accuracy: zero, short: zero });
    expect(cell.errorKind).toBe('invalid-request');
    expect(cell).not.toHaveProperty('latencyMs');
    expect(cell).not.toHaveProperty('ttftMs');
  });

  test('a filter, a guardrail, an overflow and unreadable output score 0 even when some text came along', () => {
    for (const stopReason of ['refusal', 'guardrail', 'context-overflow', 'malformed'] as const) {
      const cell = scored({ stopReason });
      expect(cell.scores['accuracy'], stopReason).toEqual({ value: 0, reason: expect.any(String) });
      expect(cell).not.toHaveProperty('latencyMs');
      expect(cell).not.toHaveProperty('ttftMs');
    }
    expect(scored({ stopReason: 'refusal' }).refused).toBe(true);
    expect(scored({ stopReason: 'guardrail' }).guarded).toBe(true);
    expect(scored({ stopReason: 'tool-use' }).scores['accuracy']?.value).toBe(1);
  });

  test('a refusal serves a case that should be refused, under the scorer of refusals alone', () => {
    const scorers = [...SCORERS, specOf('refusal', { expect: 'refuse' }, { name: 'declines' })];
    const refused = scoreObservation(observe({ stopReason: 'refusal', output: '' }), caseOf('refund'), scorers);
    expect(refused.scores['declines']).toEqual({ value: 1 });
    expect(refused.scores['accuracy']?.value).toBe(0);
    const error = { kind: 'refused', message: 'content policy' } as const;
    const filtered = scoreObservation(observe({ outcome: 'rejected', error }), caseOf('refund'), scorers);
    expect(filtered.scores['declines']).toEqual({ value: 1 });
    expect(filtered.refused).toBe(true);
    const overflow = { kind: 'context-overflow', message: 'too long' } as const;
    const rejected = scoreObservation(observe({ outcome: 'rejected', error: overflow }), caseOf('refund'), scorers);
    expect(rejected.scores['declines']?.value).toBe(0);
    const both = observe({ outcome: 'rejected', stopReason: 'context-overflow', error: overflow });
    expect(scoreObservation(both, caseOf('refund'), scorers).scores['accuracy']?.reason).toBe(
      'context-overflow: too long',
    );
  });

  test('what the infrastructure caused is not scored', () => {
    const { output: _output, stopReason: _stop, latencyMs: _latency, ...rest } = observe();
    const error = { kind: 'throttled', message: 'bedrock throttled' } as const;
    const cell = scoreObservation({ ...rest, outcome: 'failed', attempts: 5, error }, caseOf('refund'), SCORERS);
    expect(cell.scores).toEqual({});
    expect(cell).toMatchObject({ outcome: 'failed', attempts: 5, errorKind: 'throttled' });
  });

  test('an observation of another case is a mistake', () => {
    expect(() => scoreObservation(observe({ caseId: 'c-2' }), caseOf('refund'), SCORERS)).toThrow(RangeError);
  });
});
