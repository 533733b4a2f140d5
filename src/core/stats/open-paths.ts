import { firstLook, type LookDistribution } from './look-distribution.ts';

/** A look: how much is known by then, and how much of an error rate may have been used by then. */
export interface Look {
  /** Any unit that grows in proportion to the number of cases; above 0, and more than at the look before. */
  readonly information: number;
  /** Error used up to and including this look; never less than at the look before. */
  readonly spent: number;
}

/** The paths that have not been stopped at the looks taken. */
export interface OpenPaths {
  /** Mean of Z at information 1. */
  readonly drift: number;
  /** Looks taken. */
  readonly looks: number;
  readonly before: Look;
  /** The last look that was not too soon, and the bounds between which paths went on from it. */
  readonly followed?: {
    readonly distribution: LookDistribution;
    readonly information: number;
    readonly bounds: readonly [lower: number, upper: number];
  };
}

/** Before the first look; `drift`: mean of Z at information 1. */
export function openPaths(drift: number): OpenPaths {
  return { drift, looks: 0, before: { information: 0, spent: 0 } };
}

export interface Arrival {
  /** The paths at the look; `undefined` when it comes too soon after the one before. */
  readonly arrived?: LookDistribution;
  /** What may be spent at the look. */
  readonly spend: number;
  /** Goes on with the paths between two bounds. */
  readonly goOn: (lower: number, upper: number) => OpenPaths;
}

/**
 * Leads the paths to a look. Looks that come too soon are passed over: the paths that they stop are counted again, which errs
 * on the safe side.
 * @throws RangeError when the look brings no new information, or has spent less than the one before.
 */
export function arriveAt(paths: OpenPaths, look: Look): Arrival {
  requireLater(paths, look);
  const { drift, followed } = paths;
  const { information } = look;
  const spend = look.spent - paths.before.spent;
  const later = { ...paths, looks: paths.looks + 1, before: look };
  if (isTooSoon(information, followed?.information ?? 0)) return { spend, goOn: () => later };
  const arrived =
    followed === undefined
      ? firstLook(information, drift)
      : followed.distribution.goOn(...followed.bounds, information);
  return {
    arrived,
    spend,
    goOn: (...bounds) => ({ ...later, followed: { distribution: arrived, information, bounds } }),
  };
}

/** The smaller the step, the finer the grid must be: 12 × 80 points for this one, a fraction of a second for ten looks. */
const NARROWEST_STEP = 1 / 400;

function isTooSoon(information: number, before: number): boolean {
  return information - before < information * NARROWEST_STEP;
}

function requireLater({ looks, before }: OpenPaths, look: Look): void {
  const step = look.information - before.information;
  if (!(step > 0 && step < Infinity)) throw new RangeError(`look ${looks} brings no new information`);
  if (!(look.spent >= before.spent)) throw new RangeError(`look ${looks} has spent less than the one before`);
}
