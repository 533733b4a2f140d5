import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createPace } from '../../src/github/pace.ts';

const UNIT = 40;
/** Timers may be a little early. */
const APART = UNIT - 5;
const IDLE = new AbortController().signal;

/** Milliseconds between one and the next. */
const gaps = (times: readonly number[]) => times.slice(1).map((time, index) => time - (times[index] ?? 0));

describe('requests that write', () => {
  it('start one after the other, a unit apart, in the order in which they were asked for', async () => {
    const pace = createPace(UNIT);
    const started: [string, number][] = [];
    const write = (method: string) => pace(method, IDLE, async () => started.push([method, performance.now()]));
    await Promise.all([write('POST'), write('PATCH'), write('PUT'), write('DELETE')]);
    await write('POST');
    expect(started.map(([method]) => method)).toEqual(['POST', 'PATCH', 'PUT', 'DELETE', 'POST']);
    expect(Math.min(...gaps(started.map(([, at]) => at)))).toBeGreaterThanOrEqual(APART);
  });

  it('need not wait for a slow one to end, nor for those that read', async () => {
    const pace = createPace(1);
    const never = new Promise<never>(() => undefined);
    for (let index = 0; index < 20; index += 1) void pace('GET', IDLE, () => never);
    void pace('POST', IDLE, () => never);
    expect(await pace('POST', IDLE, async () => 'written')).toBe('written');
  });

  it('are not sent when they are given up before their turn', async () => {
    const pace = createPace(3_600_000);
    const stop = new AbortController();
    await pace('POST', IDLE, async () => undefined);
    let sent = false;
    const given = pace('POST', stop.signal, async () => {
      sent = true;
    });
    stop.abort();
    await expect(given).rejects.toMatchObject({ name: 'AbortError' });
    expect(sent).toBe(false);
  });

  it('leave their turn to the next when they are given up', async () => {
    const pace = createPace(3_600_000);
    const given = Promise.allSettled([1, 2, 3].map(() => pace('POST', AbortSignal.abort(), async () => 'sent')));
    expect(await pace('POST', IDLE, async () => 'written')).toBe('written');
    expect((await given).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });
});

describe('requests that read', () => {
  it('are ten at a time, all of them in the end, the failed ones as well', async () => {
    const pace = createPace(3_600_000);
    let inFlight = 0;
    let most = 0;
    const read = (index: number) =>
      pace(index % 2 === 0 ? 'GET' : 'HEAD', IDLE, async () => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await delay(1);
        inFlight -= 1;
        if (index % 3 === 0) throw new Error('refused');
        return index;
      });
    const ends = await Promise.allSettled(Array.from({ length: 40 }, (_, index) => read(index)));
    expect(most).toBe(10);
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(14);
    expect(await read(1)).toBe(1);
  });
});
