/** How far a run is, in one of its parts. */
export interface Reached {
  readonly done: number;
  readonly planned: number;
  readonly elapsedMs: number;
}

/** When the next update of a pending status is due, and how long the rest of the run takes. */
export interface UpdatePace {
  /** Milliseconds of a clock that never goes back. Counts the update as written when it is due. */
  isDue(now: number): boolean;
  /** Milliseconds at the pace since the last time this was asked; `undefined` while there is none to go by. */
  left(reached: Reached): number | undefined;
}

/** Milliseconds between two updates, at first. */
const PAUSE_MS = 30_000;
/**
 * After so many updates the pause doubles, up to the longest: a job of six hours writes about sixty, and GitHub keeps a
 * thousand statuses of one name on a commit.
 */
const UPDATES_AT_ONE_PACE = 4;
const LONGEST_PAUSE_MS = 480_000;

/** @param now milliseconds at which the first status was written */
export function updatePace(now: number): UpdatePace {
  let lastAt = now;
  let updates = 0;
  let last = { done: 0, elapsedMs: 0 };
  return {
    isDue(at) {
      const pause = Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** Math.floor(updates / UPDATES_AT_ONE_PACE));
      if (at - lastAt < pause) return false;
      lastAt = at;
      updates += 1;
      return true;
    },
    left({ done, planned, elapsedMs }) {
      // Replies that are reused come at once and say nothing about the rest; another part of the run counts anew.
      const since = done >= last.done && elapsedMs > last.elapsedMs ? last : { done: 0, elapsedMs: 0 };
      last = { done, elapsedMs };
      const rate = (done - since.done) / (elapsedMs - since.elapsedMs);
      return rate > 0 && Number.isFinite(rate) ? (planned - done) / rate : undefined;
    },
  };
}
