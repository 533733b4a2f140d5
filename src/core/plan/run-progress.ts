import type { Cell, CellPurpose } from '../contracts/cell.ts';
import type { LookSchedule } from './look-schedule.ts';

/** How far an application's planned cells are observed, in the order in which its cases are run. */
export interface RunProgress {
  /** Takes note of an observed cell; other cells than planned ones change nothing. */
  note(cell: Cell & { readonly purpose: CellPurpose }): void;
  /** Of so many cases, the first that are run, every planned cell was observed. */
  complete(): number;
  /** Planned cells of the cases after the first `run` ones that were not observed. */
  missingAfter(run: number): number;
}

/** @param cells planned cells of each case: its trials on all sides */
export function runProgress({ runRank }: Pick<LookSchedule, 'runRank'>, cases: number, cells: number): RunProgress {
  const missing = new Float64Array(cases).fill(cells);
  let complete = 0;
  return {
    note({ caseId, purpose }) {
      const rank = purpose === 'plan' ? runRank(caseId) : undefined;
      if (rank === undefined) return;
      missing[rank] = Math.max(0, (missing[rank] ?? 0) - 1);
      while (complete < cases && missing[complete] === 0) complete += 1;
    },
    complete: () => complete,
    missingAfter: (run) => missing.subarray(run).reduce((sum, count) => sum + count, 0),
  };
}
