import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';

describe('the system clock', () => {
  it('never goes back, and sleeps as long as told', async () => {
    const before = systemClock.monotonic();
    await systemClock.sleep(20);
    expect(systemClock.monotonic() - before).toBeGreaterThanOrEqual(19);
  });

  it('wakes with the signal’s own reason', async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(60_000, stop.signal);
    stop.abort(new Error('SIGTERM'));
    await expect(sleeping).rejects.toThrow('SIGTERM');
    await expect(systemClock.sleep(60_000, AbortSignal.abort('early'))).rejects.toBe('early');
  });
});
