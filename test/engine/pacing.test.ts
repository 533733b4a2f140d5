import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/engine/run.ts';
import { pairs, reply, run } from './fixtures.ts';
import { mostInAMinute, type Seen, service, throttled, virtualClock } from './virtual-time.ts';

/** Any draw will do, and the same in each run. */
function draws(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

async function runThrough(model: ReturnType<typeof service>, clock: Run['clock'], options: Partial<Run>) {
  const outcome = await run(model, { clock, random: draws(), ...options });
  const replied = outcome.observations.filter((observation) => observation.outcome === 'replied').length;
  return { ...outcome, replied };
}

describe('an endpoint that never throttles', () => {
  it.each([4, 20, 100])('is kept busy with %d calls from the first moment to the last', async (places) => {
    const clock = virtualClock();
    const model = service(clock, () => undefined);
    const { summary } = await runThrough(model, clock, { cells: pairs(500), concurrencyOf: () => places });
    expect(summary.elapsedMs).toBe((1000 / places) * 1_000);
    expect(model.calls.slice(0, places).every(({ at }) => at === 0)).toBe(true);
  });
});

describe('nothing but 429 for a minute', () => {
  const badMinute = (retryAfterMs?: number) => (seen: Seen) => (seen.at < 60_000 ? throttled(retryAfterMs) : undefined);

  it.each([
    ['without Retry-After', undefined],
    ['with Retry-After: 1', 1_000],
    ['with Retry-After: 20', 20_000],
  ])('is survived %s, for a handful of calls', async (_how, retryAfterMs) => {
    const clock = virtualClock();
    const model = service(clock, badMinute(retryAfterMs));
    const { replied, summary } = await runThrough(model, clock, { cells: pairs(50), concurrencyOf: () => 8 });
    expect(replied).toBe(100);
    expect(model.refusals()).toBeLessThanOrEqual(8 + 2 * 8);
    // 100 calls of a second, 8 at once, take 12.5 seconds; a rest that began in the bad minute may last half a minute more.
    expect(summary.elapsedMs).toBeLessThan(60_000 + 31_000 + 25_000);
  });

  it('holds back everything until the time that the service asked for, and then tries with one call', async () => {
    const clock = virtualClock();
    const model = service(clock, badMinute(60_000));
    const { replied } = await runThrough(model, clock, { cells: pairs(50), concurrencyOf: () => 8 });
    expect(replied).toBe(100);
    const later = model.calls.filter(({ at }) => at > 1_000);
    expect(later.every(({ at }) => at >= 60_000)).toBe(true);
    const [first] = later;
    expect(later.filter(({ at, model: name }) => at < (first?.at ?? 0) + 1_000 && name === first?.model)).toHaveLength(
      1,
    );
    expect(first?.at).toBeLessThan(60_000 + 1_000);
  });

  it('leaves source and target neighbours', async () => {
    const clock = virtualClock();
    const targetOnly = (seen: Seen) => (seen.model === 'target-model' && seen.at < 60_000 ? throttled() : undefined);
    const model = service(clock, targetOnly);
    await runThrough(model, clock, { cells: pairs(50), concurrencyOf: () => 8 });
    const answered = (name: string) =>
      new Map(
        model.calls.filter((seen) => seen.model === name && !seen.refused).map(({ content, at }) => [content, at]),
      );
    const [source, target] = [answered('source-model'), answered('target-model')];
    const farApart = [...source].filter(([content, at]) => Math.abs(at - (target.get(content) ?? 0)) > 10_000);
    // The pairs that were under way when it began are far apart, none after them.
    expect(farApart.length).toBeLessThanOrEqual(5);
  });
});

describe('a service that takes so many calls at once', () => {
  it('is found out, and kept busy', async () => {
    const clock = virtualClock();
    const room = 10;
    const model = service(clock, ({ crowd }) => (crowd > room ? throttled() : undefined));
    const oneModel = pairs(500).filter(({ side }) => side === 'target');
    const { replied, summary } = await runThrough(model, clock, { cells: oneModel, concurrencyOf: () => 100 });
    expect(replied).toBe(500);
    expect(model.refusals()).toBeLessThan(250);
    expect(summary.elapsedMs).toBeLessThan(1.6 * (500 / room) * 1_000);
  });
});

describe('a service that takes so many calls a minute', () => {
  const perMinute = (limit: number) => (seen: Seen, calls: readonly Seen[]) => {
    const taken = calls.filter(({ at, refused, model }) => model === seen.model && !refused && at > seen.at - 60_000);
    return taken.length > limit ? throttled() : undefined;
  };

  it('is found out', async () => {
    const clock = virtualClock();
    const model = service(clock, perMinute(120));
    const { replied, summary } = await runThrough(model, clock, { cells: pairs(600), concurrencyOf: () => 20 });
    expect(replied).toBe(1_200);
    expect(model.refusals()).toBeLessThan(300);
    expect(summary.elapsedMs).toBeLessThan(1.3 * 5 * 60_000);
  });

  it('never has to refuse when the limit is given', async () => {
    const clock = virtualClock();
    const model = service(clock, perMinute(120));
    const limits = { limitsOf: () => ({ requestsPerMinute: 120 }) };
    const { summary } = await runThrough(model, clock, { cells: pairs(600), concurrencyOf: () => 20, ...limits });
    expect(model.refusals()).toBe(0);
    expect(summary.elapsedMs).toBeLessThan(1.05 * 5 * 60_000);
    expect(mostInAMinute(model.calls.filter((seen) => seen.model === 'target-model'))).toBeLessThanOrEqual(120);
  });
});

describe('a limit on tokens a minute', () => {
  it('is held by what requests may use, put right by what they did use', async () => {
    const clock = virtualClock();
    // 104 tokens are set aside for each call (see `requestOf`); each uses 54.
    const replyOf = () => reply({ usage: { inputTokens: 4, outputTokens: 50 } });
    const model = service(clock, () => undefined, { replyOf });
    const limits = { limitsOf: () => ({ tokensPerMinute: 5_400 }) };
    const { summary } = await runThrough(model, clock, { cells: pairs(300), concurrencyOf: () => 4, ...limits });
    const ofTarget = model.calls.filter((seen) => seen.model === 'target-model');
    expect(mostInAMinute(ofTarget, () => 54)).toBeLessThanOrEqual(5_400 + 54);
    expect(summary.elapsedMs).toBeGreaterThan(2 * 60_000);
    expect(summary.elapsedMs).toBeLessThan(1.1 * 3 * 60_000);
  });

  it('lets a request pass that is larger than the limit by itself, alone', async () => {
    const clock = virtualClock();
    const model = service(clock, () => undefined);
    const limits = { limitsOf: () => ({ tokensPerMinute: 50 }) };
    const oneModel = pairs(3).filter(({ side }) => side === 'target');
    const { replied, summary } = await runThrough(model, clock, { cells: oneModel, ...limits });
    expect(replied).toBe(3);
    expect(summary.elapsedMs).toBeLessThan(3 * 61_000);
  });
});

describe('a clock that leaps', () => {
  it('neither ends a rest early for good nor makes up for lost time by a burst', async () => {
    const clock = virtualClock();
    let leapt = false;
    const model = service(clock, (seen) => {
      if (seen.at > 90_000 && !leapt) {
        leapt = true;
        clock.leap(3 * 3_600_000);
      }
      return undefined;
    });
    const limits = { limitsOf: () => ({ requestsPerMinute: 30 }) };
    const { replied, summary } = await runThrough(model, clock, {
      cells: pairs(120),
      concurrencyOf: () => 10,
      ...limits,
    });
    expect(replied).toBe(240);
    expect(leapt).toBe(true);
    for (const name of ['source-model', 'target-model']) {
      expect(mostInAMinute(model.calls.filter((seen) => seen.model === name))).toBeLessThanOrEqual(30);
    }
    expect(summary.elapsedMs).toBeLessThan(3 * 3_600_000 + 5 * 60_000);
  });

  it('takes no patience from cells that were waiting', async () => {
    const clock = virtualClock();
    const model = service(clock, (seen, calls) => {
      if (calls.length === 10) clock.leap(24 * 3_600_000);
      return seen.at < 30_000 ? throttled() : undefined;
    });
    const { replied } = await runThrough(model, clock, { cells: pairs(20), concurrencyOf: () => 4 });
    expect(replied).toBe(40);
  });
});
