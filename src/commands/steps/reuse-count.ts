import type { Observation } from '../../core/contracts/cell.ts';
import { formatCount } from '../../report/figures.ts';

/** Counts what of a run had been paid for before. */
export interface ReuseCount {
  note(observation: Observation): void;
  /** `1,240 of 2,000 replies reused from earlier runs`; `undefined` when none was. */
  sentence(): string | undefined;
}

export function reuseCount(): ReuseCount {
  let observed = 0;
  let stored = 0;
  return {
    note({ reuse }) {
      observed += 1;
      if (reuse?.kind === 'stored') stored += 1;
    },
    sentence() {
      if (stored === 0) return undefined;
      return `${formatCount(stored)} of ${formatCount(observed)} replies reused from earlier runs`;
    },
  };
}
