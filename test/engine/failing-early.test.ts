import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/core/contracts/ports.ts';
import { pairs, run } from './fixtures.ts';
import { type Seen, service, unavailable, virtualClock } from './virtual-time.ts';

const limitOf = (rate: number, planned: number) => ({ errorLimit: { rate, plannedOf: () => planned } });

describe('an endpoint that answers 503 to everything', () => {
  it('is given up after few calls, and no cell is left unexplained', async () => {
    const clock = virtualClock();
    const model = service(clock, unavailable);
    const { observations, summary, progress } = await run(model, {
      clock,
      cells: pairs(1_000),
      concurrencyOf: () => 8,
      ...limitOf(0.01, 1_000),
    });
    expect(observations).toHaveLength(2_000);
    expect(summary).toMatchObject({ failed: 2_000, stoppedBy: { kind: 'given-up' } });
    expect(summary.stoppedBy?.message).toMatch(
      /^11 of at most 1000 calls of the (source|target) have failed, more than policy\.max-error-rate \(1 %\) allows; the last one: HTTP 503: try later$/,
    );
    expect(model.calls.length).toBeLessThan(60);
    expect(summary.elapsedMs).toBeLessThan(40_000);
    const unsent = observations.filter(({ attempts }) => attempts === 0);
    expect(unsent.length).toBeGreaterThan(1_950);
    expect(unsent.every(({ error }) => error?.kind === 'given-up')).toBe(true);
    const sent = observations.filter(({ attempts }) => attempts > 0);
    expect(sent.every(({ error }) => error?.kind === 'unavailable')).toBe(true);
    expect(progress.at(-1)).toMatchObject({ done: 2_000, failed: sent.length, uncalled: unsent.length });
  });

  it('on one side only, is given up as well: the other side is not paid for', async () => {
    const clock = virtualClock();
    const model = service(clock, (seen) => (seen.model === 'target-model' ? unavailable() : undefined));
    const { observations } = await run(model, {
      clock,
      cells: pairs(1_000),
      concurrencyOf: () => 8,
      ...limitOf(0.01, 1_000),
    });
    const ofSource = observations.filter(({ side }) => side === 'source');
    expect(ofSource.filter(({ outcome }) => outcome === 'replied').length).toBeLessThan(30);
    expect(ofSource.filter(({ error }) => error?.kind === 'given-up').length).toBeGreaterThan(970);
    expect(observations.filter(({ side, outcome }) => side === 'target' && outcome !== 'failed')).toEqual([]);
  });

  it('ends at the first failed cell where the suite bears none', async () => {
    const clock = virtualClock();
    const model = service(clock, (seen) => (seen.content === 'triage c7' ? unavailable() : undefined));
    const { summary } = await run(model, { clock, cells: pairs(50), concurrencyOf: () => 2, ...limitOf(0.01, 50) });
    expect(summary.stoppedBy?.kind).toBe('given-up');
    expect(model.calls.length).toBeLessThan(50);
  });

  it('costs each cell one attempt when nothing limits failures, until the endpoint is back', async () => {
    const clock = virtualClock();
    const model = service(clock, (_seen, calls) => (calls.length < 60 ? unavailable() : undefined));
    const { observations } = await run(model, { clock, cells: pairs(100), concurrencyOf: () => 4 });
    const failed = observations.filter(({ outcome }) => outcome === 'failed');
    expect(failed.filter(({ attempts }) => attempts === 1).length).toBeGreaterThan(20);
    expect(observations.filter(({ outcome }) => outcome === 'replied').length).toBe(200 - failed.length);
    expect(failed.length).toBeLessThan(60);
  });
});

describe('an outage that passes', () => {
  it('fails no cell, and costs few calls', async () => {
    const clock = virtualClock();
    const model = service(clock, ({ at }) => (at > 5_000 && at < 12_000 ? unavailable() : undefined));
    const { observations } = await run(model, {
      clock,
      cells: pairs(100),
      concurrencyOf: () => 8,
      ...limitOf(0.01, 100),
    });
    expect(observations.filter(({ outcome }) => outcome === 'replied')).toHaveLength(200);
    expect(model.refusals()).toBeLessThan(40);
  });

  it('now and then is no outage: the endpoint stays busy', async () => {
    const clock = virtualClock();
    const model = service(clock, (_seen, calls) => (calls.length % 10 === 0 ? unavailable() : undefined));
    const { observations, summary } = await run(model, { clock, cells: pairs(200), concurrencyOf: () => 8 });
    expect(observations.every(({ outcome }) => outcome === 'replied')).toBe(true);
    expect(summary.elapsedMs).toBeLessThan(1.15 * (400 / 8) * 1_000);
  });
});

describe('failed cells within the limit', () => {
  const sometimes = (seen: Seen) => (['triage c5', 'triage c50'].includes(seen.content) ? unavailable() : undefined);

  it('do not end the run', async () => {
    const clock = virtualClock();
    const { summary, observations } = await run(service(clock, sometimes), {
      clock,
      cells: pairs(200),
      ...limitOf(0.01, 200),
    });
    expect(summary.failed).toBe(4);
    expect(summary).not.toHaveProperty('stoppedBy');
    expect(observations.filter(({ outcome }) => outcome === 'replied')).toHaveLength(396);
  });

  it('are counted for each application by itself', async () => {
    const clock = virtualClock();
    const model = service(clock, ({ content }) => (content.startsWith('broken') ? unavailable() : undefined));
    const { observations } = await run(model, {
      clock,
      cells: [...pairs(100, 'broken'), ...pairs(20, 'sound')],
      ...limitOf(0.05, 100),
    });
    const sound = observations.filter(({ application }) => application === 'sound');
    expect(sound.every(({ outcome }) => outcome === 'replied')).toBe(true);
    expect(observations.some(({ error }) => error?.kind === 'given-up')).toBe(true);
  });
});

describe('a service that asks to wait longer than anyone can', () => {
  it('is not called again, once several calls in a row were told so', async () => {
    const clock = virtualClock();
    const model = service(
      clock,
      () => new ModelError({ kind: 'throttled', message: 'HTTP 429: quota of the day' }, { retryAfterMs: 7_200_000 }),
    );
    const { observations, summary } = await run(model, {
      clock,
      cells: pairs(100),
      concurrencyOf: () => 4,
      ...limitOf(0.1, 100),
    });
    expect(model.calls.length).toBeLessThan(20);
    expect(summary.elapsedMs).toBeLessThan(1_000);
    expect(
      observations.find(({ attempts, error }) => attempts === 0 && error?.kind === 'throttled')?.error?.message,
    ).toBe('local model source-model: not sent, because the service asks to wait longer than a run can');
    expect(observations.filter(({ error }) => error?.kind === 'given-up').length).toBeGreaterThan(150);
  });

  it('of one call only fails that one', async () => {
    const clock = virtualClock();
    const tooLong = () => new ModelError({ kind: 'unavailable', message: 'HTTP 503' }, { retryAfterMs: 7_200_000 });
    const model = service(clock, ({ content }) => (content === 'triage c3' ? tooLong() : undefined));
    const { observations } = await run(model, { clock, cells: pairs(30), concurrencyOf: () => 4 });
    const failed = observations.filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ caseId, attempts }) => [caseId, attempts])).toEqual(Array(2).fill(['c3', 1]));
  });
});

describe('a recording that lacks replies', () => {
  it('is replayed to the end, so that all that is missing is known', async () => {
    const clock = virtualClock();
    const missing = () => new ModelError({ kind: 'not-recorded', message: 'holds no reply' });
    const model = { ...service(clock, missing), recorded: true };
    const { observations, summary } = await run(model, { clock, cells: pairs(20), ...limitOf(0.01, 20) });
    expect(observations.every(({ error, attempts }) => error?.kind === 'not-recorded' && attempts === 1)).toBe(true);
    expect(summary).not.toHaveProperty('stoppedBy');
  });
});

describe('access that ends half-way', () => {
  const expired = () => new ModelError({ kind: 'no-access', message: 'HTTP 403 ExpiredTokenException' });

  it('is tried once more, with fresh credentials where there are any', async () => {
    const clock = virtualClock();
    let refused = 0;
    const model = service(clock, (_seen, calls) => {
      if (calls.length <= 20 || refused >= 4) return undefined;
      refused += 1;
      return expired();
    });
    const { observations } = await run(model, { clock, cells: pairs(30), concurrencyOf: () => 4 });
    expect(observations.every(({ outcome }) => outcome === 'replied')).toBe(true);
    expect(model.refusals()).toBe(4);
  });

  it('ends the application when that is refused too; what was answered stays, and the reason is said', async () => {
    const clock = virtualClock();
    const model = service(clock, (_seen, calls) => (calls.length > 20 ? expired() : undefined));
    const { observations, summary } = await run(model, { clock, cells: pairs(100), concurrencyOf: () => 4 });
    expect(observations.filter(({ outcome }) => outcome === 'replied')).toHaveLength(20);
    expect(model.calls.length).toBeLessThanOrEqual(20 + 8);
    expect(summary.stoppedBy).toEqual({
      kind: 'no-access',
      message:
        'HTTP 403 ExpiredTokenException (calls before it were answered, so the credentials have expired or were withdrawn; ' +
        'the replies so far are kept)',
    });
  });

  it('that never began is not tried again', async () => {
    const clock = virtualClock();
    const model = service(clock, expired);
    const { summary } = await run(model, { clock, cells: pairs(100), concurrencyOf: () => 4 });
    expect(model.calls.length).toBeLessThanOrEqual(4);
    expect(summary.stoppedBy?.message).toBe('HTTP 403 ExpiredTokenException');
  });
});

describe('a run whose time is over', () => {
  it('starts nothing after it, aborts what is in flight, and keeps what it has', async () => {
    const clock = virtualClock();
    const model = service(clock, () => undefined, { latencyMs: 7_000 });
    const { observations, summary } = await run(model, {
      clock,
      cells: pairs(100),
      concurrencyOf: () => 4,
      endsAt: 30_000,
    });
    expect(observations).toHaveLength(200);
    expect(observations.filter(({ outcome }) => outcome === 'replied')).toHaveLength(16);
    expect(summary).toMatchObject({ elapsedMs: 30_000, stoppedBy: { kind: 'out-of-time' } });
    const late = observations.filter(({ outcome }) => outcome === 'failed');
    expect(late.every(({ error }) => error?.kind === 'out-of-time')).toBe(true);
    const aborted = late.filter(({ attempts }) => attempts === 1);
    expect(aborted).toHaveLength(4);
    expect(aborted[0]?.error?.message).toBe(
      `local model ${aborted[0]?.side}-model: the time of the run (policy.max-minutes) was over before there was a reply`,
    );
  });

  it('does not wait for a rest that would outlast it', async () => {
    const clock = virtualClock();
    const model = service(
      clock,
      () => new ModelError({ kind: 'throttled', message: 'HTTP 429' }, { retryAfterMs: 100_000 }),
    );
    const { summary } = await run(model, { clock, cells: pairs(10), endsAt: 20_000 });
    expect(summary).toMatchObject({ failed: 20, elapsedMs: 20_000, stoppedBy: { kind: 'out-of-time' } });
    expect(model.calls).toHaveLength(4);
  });

  it('sends nothing when it was over before it began', async () => {
    const clock = virtualClock();
    clock.leap(5_000);
    const model = service(clock, () => undefined);
    const { observations } = await run(model, { clock, cells: pairs(3), endsAt: 5_000 });
    expect(model.calls).toEqual([]);
    expect(observations.map(({ error }) => error?.kind)).toEqual(Array(6).fill('out-of-time'));
  });

  it('is over after a leap of the clock, even before its alarm rings', async () => {
    const clock = virtualClock();
    const model = service(clock, (_seen, calls) => {
      if (calls.length === 3) clock.leap(3_600_000);
      return undefined;
    });
    const { observations } = await run(model, { clock, cells: pairs(10), concurrencyOf: () => 1, endsAt: 600_000 });
    expect(model.calls.length).toBe(3);
    expect(observations.at(-1)?.error?.kind).toBe('out-of-time');
  });
});
