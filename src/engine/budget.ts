/** Money set aside for one attempt. Settled exactly once. */
export interface Reservation {
  /** Gives back what was not spent. US dollars; at most what was reserved counts when the true cost is not known. */
  settle(spentUsd: number): void;
}

/**
 * A hard cap on what a run spends. Every attempt reserves the most that it can cost before it is sent and settles on what
 * it did cost, so that no call ever starts that could break the cap. One budget serves all the runs that share a cap.
 */
export interface Budget {
  readonly capUsd: number;
  /** Settled so far, US dollars. */
  readonly spentUsd: number;
  /** US dollars that would have had to be set aside when the cap was reached first; `undefined` until it is. */
  readonly refusedUsd: number | undefined;
  /**
   * Waits while calls in flight hold what is missing. `undefined` when even with all of them settled it would not fit: then
   * the cap is reached.
   */
  reserve(boundUsd: number): Promise<Reservation | undefined>;
}

/** @param capUsd US dollars, `Infinity` for none. */
export function createBudget(capUsd: number): Budget {
  let spent = 0;
  let reserved = 0;
  let open = 0;
  let waiting: (() => void)[] = [];
  let refused: number | undefined;

  const giveBack = (bound: number) => {
    open -= 1;
    // Sums and differences of many floats drift; with nothing open there is nothing reserved.
    reserved = open === 0 ? 0 : reserved - bound;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  const take = (bound: number): Reservation => {
    let held = true;
    open += 1;
    reserved += bound;
    return {
      settle(spentUsd) {
        if (!held) return;
        held = false;
        spent += spentUsd;
        giveBack(bound);
      },
    };
  };

  return {
    capUsd,
    get spentUsd() {
      return spent;
    },
    get refusedUsd() {
      return refused;
    },
    async reserve(boundUsd) {
      while (spent + reserved + boundUsd > capUsd) {
        if (open === 0) {
          refused ??= boundUsd;
          return undefined;
        }
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      return take(boundUsd);
    },
  };
}
