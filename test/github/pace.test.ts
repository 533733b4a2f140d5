import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { createPace } from '../../src/github/pace.ts';
import { virtualClock } from '../engine/virtual-time.ts';

const IDLE = new AbortController().signal;

function open() {
  const clock = virtualClock();
  return { clock, pace: createPace({ clock, unitMs: 1000 }) };
}

describe('requests that write', () => {
  it('start one after the other, a unit apart, in the order in which they were asked for', async () => {
    const { clock, pace } = open();
    const started: [string, number][] = [];
    const write = (method: string) => pace(method, IDLE, async () => started.push([method, clock.monotonic()]));
    await Promise.all([write('POST'), write('PATCH'), write('PUT'), write('DELETE')]);
    expect(started).toEqual([
      ['POST', 0],
      ['PATCH', 1000],
      ['PUT', 2000],
      ['DELETE', 3000],
    ]);
  });

  it('wait for what is left of the unit, from when the last one really started', async () => {
    const { clock, pace } = open();
    const write = () => pace('POST', IDLE, async () => clock.monotonic());
    await write();
    clock.leap(700);
    expect(await write()).toBe(1000);
    // The machine slept: the second of the two started late, and the third is as far from it as from any other.
    const [second, third] = [write(), write()];
    clock.leap(2_500);
    expect([await second, await third]).toEqual([3_500, 4_500]);
    clock.leap(5_000);
    expect(await write()).toBe(9_500);
  });

  it('need not wait for a slow one to end, nor for those that read', async () => {
    const { pace } = open();
    const never = new Promise<never>(() => undefined);
    for (let index = 0; index < 20; index += 1) void pace('GET', IDLE, () => never);
    void pace('POST', IDLE, () => never);
    expect(await pace('POST', IDLE, async () => 'written')).toBe('written');
  });

  it('are not sent when they are given up before their turn', async () => {
    const pace = createPace({ clock: systemClock, unitMs: 3_600_000 });
    const stop = new AbortController();
    await pace('POST', IDLE, async () => undefined);
    let sent = false;
    const given = pace('POST', stop.signal, async () => {
      sent = true;
    });
    setImmediate(() => stop.abort());
    await expect(given).rejects.toMatchObject({ name: 'AbortError' });
    expect(sent).toBe(false);
  });

  it('leave their turn to the next when they are given up', async () => {
    const { clock, pace } = open();
    const given = Promise.allSettled([1, 2, 3].map(() => pace('POST', AbortSignal.abort(), async () => 'sent')));
    expect(await pace('POST', IDLE, async () => clock.monotonic())).toBe(0);
    expect((await given).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });
});

describe('requests that read', () => {
  it('are ten at a time, all of them in the end, the failed ones as well', async () => {
    const { pace } = open();
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
