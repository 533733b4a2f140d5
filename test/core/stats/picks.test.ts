import { describe, expect, it } from 'vitest';
import { picksOf } from '../../../src/core/stats/picks.ts';
import { seededRandom } from '../../../src/core/stats/random.ts';

function picked(n: number, seed: number, draws: number): number[][] {
  const picks = picksOf({ n, seed, draws });
  return Array.from({ length: draws }, (_, draw) => [...picks(draw)]);
}

/** What the generator gives without anything being kept. */
function drawnAnew(n: number, seed: number, draws: number): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: draws }, () => {
    const numbers = new Uint32Array(n);
    random.fillBelow(n, numbers);
    return [...numbers];
  });
}

describe('picks', () => {
  it.each([
    { n: 7, draws: 50, how: 'kept' },
    { n: 3_000, draws: 2_000, how: 'too many to be kept' },
    { n: 70_000, draws: 2, how: 'too large for two bytes' },
  ])('are those of the generator: $n cases, $draws times, $how', ({ n, draws }) => {
    expect(picked(n, 3, draws)).toEqual(drawnAnew(n, 3, draws));
  });

  it('go on where fewer were asked for before, and begin where fewer are asked for again', () => {
    const all = drawnAnew(20, 4, 60);
    expect(picked(20, 4, 10)).toEqual(all.slice(0, 10));
    expect(picked(20, 4, 60)).toEqual(all);
    expect(picked(20, 4, 5)).toEqual(all.slice(0, 5));
  });

  it('of one sample are not those of another', () => {
    const first = picked(20, 5, 10);
    expect(picked(20, 6, 10)).not.toEqual(first);
    expect(picked(19, 5, 10)).toEqual(drawnAnew(19, 5, 10));
    expect(picked(20, 5, 10)).toEqual(first);
  });
});
