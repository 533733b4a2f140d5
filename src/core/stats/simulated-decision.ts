import { criticalZ } from './normal.ts';
import type { Random } from './random.ts';
import type { Members, SimulatedCriterion } from './simulated-criterion.ts';
import { studentTQuantile } from './student-t.ts';
import { type PairedCounts, tangoZ, unseenShare } from './tango.ts';

type OfKind<Kind> = Extract<SimulatedCriterion, { readonly kind: Kind }>;

/** A criterion with all that does not change from run to run worked out. */
export type PreparedCriterion =
  | {
      readonly kind: 'on-cases';
      readonly criterion: OfKind<'binary'> | OfKind<'graded'>;
      readonly passes: (cases: Float64Array) => boolean;
    }
  | { readonly kind: 'alone'; readonly passes: (random: Random) => boolean };

/** Decides one criterion in one simulated run, by the same rules as an evaluation. */
export function prepareCriterion(criterion: SimulatedCriterion, n: number): PreparedCriterion {
  switch (criterion.kind) {
    case 'binary':
      return { kind: 'on-cases', criterion, passes: binaryTest(criterion, memberIndex(criterion.members, n)) };
    case 'graded':
      return { kind: 'on-cases', criterion, passes: gradedTest(criterion, memberIndex(criterion.members, n)) };
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
  return members === 'all' ? Uint32Array.from({ length: n }, (_, index) => index) : Uint32Array.from(members);
}

/**
 * Tango's test of non-inferiority. A case's uniform number says what it does: below ψ/2 it is lost, from 1 − ψ/2 won. Slices
 * with shares of their own thus still see the same cases.
 */
function binaryTest(
  { psi, margin, alpha, looks }: OfKind<'binary'>,
  members: Uint32Array,
): (cases: Float64Array) => boolean {
  const once = { cases: members.length, pass: criticalZ(alpha), fail: Infinity, futile: -Infinity };
  return (cases) => {
    let flips: PairedCounts = { gains: 0, losses: 0, n: 0 };
    for (const { cases: n, pass, fail, futile } of members.length === 0 ? [] : (looks ?? [once])) {
      flips = flipsUpTo(n, flips, { cases, members, psi });
      const z = tangoZ(flips, -margin);
      if (z > pass) return true;
      if (z < futile || z <= -fail) return false;
    }
    return false;
  };
}

interface Drawn {
  readonly cases: Float64Array;
  readonly members: Uint32Array;
  readonly psi: number;
}

/** Gains and losses among the first n members, from those among fewer of them. */
function flipsUpTo(n: number, before: PairedCounts, { cases, members, psi }: Drawn): PairedCounts {
  let { gains, losses } = before;
  for (let index = before.n; index < n; index += 1) {
    const chance = cases[members[index] ?? 0] ?? 0;
    if (chance < psi / 2) losses += 1;
    else if (chance >= 1 - psi / 2) gains += 1;
  }
  return { gains, losses, n };
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
