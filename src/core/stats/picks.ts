import { type Random, seededRandom, type WholeNumbers } from './random.ts';

/** The numbers of the cases that one resample after the other picks, from the first: ask in that order, and once each. */
type Picks = (draw: number) => WholeNumbers;

/** Picks that are kept at most: 8 MB of them. */
const MOST_KEPT = 4_000_000;
/** Numbers below this take two bytes. */
const SMALL = 2 ** 16;

/** What was picked last, and what more is to be picked with. */
interface Kept {
  readonly n: number;
  readonly seed: number;
  readonly random: Random;
  picked: Uint16Array;
  draws: number;
}

/**
 * Every metric on a group of cases is resampled with the same seed, and what costs most of a bootstrap is to pick: so the
 * picks of the last sample are kept, as long as they are few. That changes no number: a seed settles all of them.
 */
let kept: Kept | undefined;

/** `draws` resamples of n cases, with replacement. */
export function picksOf({
  n,
  seed,
  draws,
}: {
  readonly n: number;
  readonly seed: number;
  readonly draws: number;
}): Picks {
  if (n * draws > MOST_KEPT || n > SMALL) return streamOf(n, seed);
  if (kept?.n !== n || kept.seed !== seed) {
    kept = { n, seed, random: seededRandom(seed), picked: new Uint16Array(n * draws), draws: 0 };
  }
  pickUpTo(draws, kept);
  const { picked } = kept;
  return (draw) => picked.subarray(draw * n, (draw + 1) * n);
}

function pickUpTo(draws: number, known: Kept): void {
  const { n, random } = known;
  if (known.picked.length < n * draws) {
    const larger = new Uint16Array(n * draws);
    larger.set(known.picked);
    known.picked = larger;
  }
  for (; known.draws < draws; known.draws += 1) {
    random.fillBelow(n, known.picked.subarray(known.draws * n, (known.draws + 1) * n));
  }
}

/** One array, filled anew for every draw. */
function streamOf(n: number, seed: number): Picks {
  const random = seededRandom(seed);
  const picked = n > SMALL ? new Uint32Array(n) : new Uint16Array(n);
  return () => {
    random.fillBelow(n, picked);
    return picked;
  };
}
