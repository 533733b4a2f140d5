/** The cells of one provider that are being called for, waits between their attempts included: at most so many at once. */
export interface Lane {
  /** Resolves when a place is free; whoever entered leaves once. */
  enter(): Promise<void>;
  leave(): void;
}

/** @param places at least 1 */
export function createLane(places: number): Lane {
  let free = Math.max(1, Math.floor(places));
  const waiting: (() => void)[] = [];

  return {
    async enter() {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
  };
}
