import { describe, expect, it } from 'vitest';
import { capSqueeze, type SideToCall } from '../../../src/core/plan/cap-squeeze.ts';

const SIDE: SideToCall = { application: 'triage', provider: 'p', setAsideUsd: 9.83, unbounded: true, callsLeft: 100 };
const PROVIDERS = [{ name: 'p', concurrency: 8 }];

function squeezeUnder(capUsd: number, side: Partial<SideToCall> = {}, costUsd: number | undefined = 0.0072) {
  const one = { ...SIDE, ...side };
  return capSqueeze([{ ...one, setAsideUsd: 0.001 }, one], { capUsd, costUsd, providers: PROVIDERS });
}

describe('a cap and what is set aside for each call', () => {
  it('lets so many calls be in flight as fit under it', () => {
    const squeeze = { application: 'triage', setAsideUsd: 9.83, concurrency: 8, unbounded: true };
    expect(squeezeUnder(20)).toEqual({ ...squeeze, inFlight: 2 });
    expect(squeezeUnder(5)).toEqual({ ...squeeze, inFlight: 0 });
    expect(squeezeUnder(8 * 9.83 + 0.01)).toBeUndefined();
  });

  it('holds nothing back where fewer calls are left than fit', () => {
    expect(squeezeUnder(20, { callsLeft: 1 })).toBeUndefined();
    expect(squeezeUnder(20, { callsLeft: 0 })).toBeUndefined();
  });

  it('is reached early where the calls and one more share do not fit', () => {
    const bounded = { setAsideUsd: 0.01 };
    expect(squeezeUnder(1, bounded, 0.98)).toBeUndefined();
    expect(squeezeUnder(1, bounded, 0.999)).toMatchObject({ inFlight: 8, concurrency: 8 });
    expect(squeezeUnder(1, bounded, undefined)).toBeUndefined();
  });

  it('is nothing to a recording, or where no price is known', () => {
    const { setAsideUsd: _unknown, ...free } = SIDE;
    expect(capSqueeze([free], { capUsd: 0, costUsd: 0, providers: PROVIDERS })).toBeUndefined();
  });
});
