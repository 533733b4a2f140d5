import { describe, expect, it } from 'vitest';
import { estimateDuration } from '../../../src/core/plan/duration.ts';

const load = { provider: 'bedrock', model: 'a', calls: 1000, tokens: 500, callMs: 2000 };
const provider = { name: 'bedrock', concurrency: 8 };
const MINUTE = 60_000;

describe('how long calls take', () => {
  it('follows from the calls in flight', () => {
    expect(estimateDuration([load], [provider])).toBe((1000 * 2000) / 8);
    expect(estimateDuration([load, { ...load, model: 'b' }], [provider])).toBe((2000 * 2000) / 8);
    expect(estimateDuration([load], [])).toBe(1000 * 2000);
  });

  it('follows from the limits a minute where those are tighter, of each model by itself', () => {
    const limited = { ...provider, requestsPerMinute: 50 };
    expect(estimateDuration([load], [limited])).toBe(20 * MINUTE);
    expect(estimateDuration([load, { ...load, model: 'b' }], [limited])).toBe(20 * MINUTE);
    expect(estimateDuration([load, load], [limited])).toBe(40 * MINUTE);
    expect(estimateDuration([load], [{ ...provider, tokensPerMinute: 10_000 }])).toBe(50 * MINUTE);
    expect(estimateDuration([load], [{ ...provider, requestsPerMinute: 1_000_000 }])).toBe(250_000);
  });

  it('is that of the slowest provider: they work side by side', () => {
    const other = { ...load, provider: 'openai', calls: 100 };
    expect(estimateDuration([load, other], [provider, { name: 'openai', concurrency: 1 }])).toBe(250_000);
    expect(estimateDuration([load, { ...other, calls: 1000 }], [provider, { name: 'openai', concurrency: 1 }])).toBe(
      2_000_000,
    );
  });

  it('is nothing without a call', () => expect(estimateDuration([], [provider])).toBe(0));
});
