import { criticalZ } from './normal.ts';
import type { Random } from './random.ts';
import type { Members, SimulatedCriterion } from './simulated-criterion.ts';
import type { SimulatedFlips } from './simulated-flips.ts';
import { studentTQuantile } from './student-t.ts';
import { type PairedCounts, tangoZ, unseenShare } from './tango.ts';

type OfKind<Kind> = Extract<SimulatedCriterion, { readonly kind: Kind }>;

/** What one run drew for a metric: which cases flip, or by how much each differs. */
export interface DrawnCases {
  readonly flips?: SimulatedFlips;
  readonly values?: Float64Array;
}

/** A criterion with all that does not change from run to run worked out. */
export type PreparedCriterion =
  | {
      readonly kind: 'on-cases';
      readonly criterion: OfKind<'binary'> | OfKind<'graded'>;
      readonly passes: (drawn: DrawnCases) => boolean;
    }
  | { readonly kind: 'alone'; readonly passes: (random: Random) => boolean };

/** Decides one criterion in one simulated run, by the same rules as an evaluation. */
export function prepareCriterion(criterion: SimulatedCriterion, n: number): PreparedCriterion {
  switch (criterion.kind) {
    case 'binary': {
      const passes = binaryTest(criterion, placesOf(criterion.members, n));
      return { kind: 'on-cases', criterion, passes: ({ flips }) => flips !== undefined && passes(flips) };
    }
    case 'graded': {
      const passes = gradedTest(criterion, memberIndex(criterion.members, n));
      return { kind: 'on-cases', criterion, passes: ({ values }) => values !== undefined && passes(values) };
    }
    case 'normal': {
      const reach = criticalZ(criterion.alpha) * criterion.se;
      const allowed = criterion.side === 'lower' ? -criterion.bound : criterion.bound;
      return { kind: 'alone', passes: (random) => criterion.se * random.normal() + reach < allowed };
    }
    case 'fixed':
      return { kind: 'alone', passes: (random) => random.uniform() < criterion.passRate };
  }
}

function memberIndex(members: Members, n: number): Uint32Array {
  return members === 'all' ? Uint32Array.from({ length: n }, (_, index) => index) : Uint32Array.from(members).sort();
}

/** The members of a slice, by the cases of the suite. */
interface Places {
  /** How many there are. */
  readonly count: number;
  /** For every case its number among the members, from 0; `NO_MEMBER` for others. */
  readonly of: Uint32Array;
}

const NO_MEMBER = 2 ** 32 - 1;

function placesOf(members: Members, n: number): Places {
  const index = memberIndex(members, n);
  const of = new Uint32Array(n).fill(NO_MEMBER);
  for (const [place, member] of index.entries()) of[member] = place;
  return { count: index.length, of };
}

/**
 * Tango's test of non-inferiority. Of the cases that flip, ψ/2 of all cases are lost and as many won; slices with shares of
 * their own thus still see the same cases.
 */
function binaryTest(
  { psi, margin, alpha, looks }: OfKind<'binary'>,
  places: Places,
): (flips: SimulatedFlips) => boolean {
  const once = { cases: places.count, pass: criticalZ(alpha), fail: Infinity, futile: -Infinity };
  return (flips) => {
    let seen: Seen = { gains: 0, losses: 0, n: 0, flips: 0 };
    for (const { cases: n, pass, fail, futile } of places.count === 0 ? [] : (looks ?? [once])) {
      seen = seenUpTo(n, seen, { flips, places, psi });
      const z = tangoZ(seen, -margin);
      if (z > pass) return true;
      if (z < futile || z <= -fail) return false;
    }
    return false;
  };
}

/** Gains and losses among the first n members; `flips`: how many of the run's flips were gone through for it. */
interface Seen extends PairedCounts {
  readonly flips: number;
}

interface Drawn {
  readonly flips: SimulatedFlips;
  readonly places: Places;
  readonly psi: number;
}

/** What is to be seen among the first n members, from what is among fewer of them. */
function seenUpTo(n: number, before: Seen, { flips, places, psi }: Drawn): Seen {
  let { gains, losses, flips: next } = before;
  for (; next < flips.count; next += 1) {
    const place = places.of[flips.cases[next] ?? 0] ?? NO_MEMBER;
    if (place === NO_MEMBER) continue;
    if (place >= n) break;
    const towards = flips.towards[next] ?? 0;
    if (towards < psi / 2) losses += 1;
    else if (towards >= flips.share - psi / 2) gains += 1;
  }
  return { gains, losses, n, flips: next };
}

/** The t test of non-inferiority of a mean, with the least that so many cases can exclude (`unseenChange`). */
function gradedTest({ sd, margin, alpha }: OfKind<'graded'>, members: Uint32Array): (cases: Float64Array) => boolean {
  const n = members.length;
  if (n < 2) return () => false;
  const critical = -studentTQuantile(alpha, n - 1);
  const unseen = unseenShare(n, criticalZ(alpha));
  return (cases) => {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i += 1) {
      const value = cases[members[i] ?? 0] ?? 0;
      sum += value;
      squares += value * value;
    }
    const deviation = Math.sqrt(Math.max(0, squares - (sum * sum) / n) / (n - 1));
    const reach = Math.max((critical * sd * deviation) / Math.sqrt(n), unseen);
    return (sd * sum) / n - reach > -margin;
  };
}
