import type { CallError, Observation } from '../core/contracts/cell.ts';
import type { Side } from '../core/contracts/layer.ts';

/** How many cells may fail before no verdict can be trusted any more. */
export interface ErrorLimit {
  /** Largest tolerated share of failed cells on either side, 0 to 1: `policy.max-error-rate`. */
  readonly rate: number;
  /** Most cells that the plan can still have on this side. */
  plannedOf(application: string, side: Side): number;
}

/**
 * Counts failed cells by application and side. Returns, for the failure that passes the limit, the error with which the
 * application is given up: whatever its other calls would say, the verdict is invalid.
 */
export function countFailures(limit: ErrorLimit | undefined): (observation: Observation) => CallError | undefined {
  const counts = new Map<string, number>();
  return ({ application, side, outcome, error }) => {
    // What a recording lacks costs nothing to find out, and is mended best when all of it is known.
    if (limit === undefined || outcome !== 'failed' || error?.kind === 'not-recorded') return undefined;
    const key = JSON.stringify([application, side]);
    const failed = (counts.get(key) ?? 0) + 1;
    counts.set(key, failed);
    const planned = limit.plannedOf(application, side);
    if (failed / planned <= limit.rate) return undefined;
    const share = `${Number((100 * limit.rate).toFixed(6))} %`;
    return {
      kind: 'given-up',
      message:
        `${failed} of at most ${planned} calls of the ${side} have failed, more than policy.max-error-rate (${share}) ` +
        `allows${error === undefined ? '' : `; the last one: ${error.message}`}`,
    };
  };
}
