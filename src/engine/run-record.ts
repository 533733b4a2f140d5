import type { CallError, Cell, Observation } from '../core/contracts/cell.ts';
import { countFailures } from './error-limit.ts';
import type { Run, RunSummary } from './run.ts';
import { type CellSpending, createSpendingAccount } from './spending.ts';
import { createStops } from './stops.ts';
import { createTally } from './tally.ts';

/** What a run remembers of its cells: few numbers, however many cells there are. */
export interface RunRecord {
  /** Resolves when the observation was handed over. */
  observe(observation: Observation): Promise<void>;
  /** A planned cell is not needed any more. */
  drop(): void;
  spent(cell: Cell, spending: CellSpending): void;
  /** Why no cell of the application is sent any more; `undefined` while they are. */
  reasonFor(application: string): CallError | undefined;
  summary(): RunSummary;
}

/** @param onStop called when the run, or an application's part of it, has ended early */
export function createRunRecord(run: Run, onStop: () => void): RunRecord {
  const stops = createStops(onStop);
  const tooMany = countFailures(run.errorLimit);
  const tally = createTally(run);
  const account = createSpendingAccount(run.purpose);
  return {
    observe(observation) {
      const { application, error } = observation;
      if (error) stops.note(application, error);
      const givenUp = tooMany(observation);
      if (givenUp) stops.note(application, givenUp);
      return tally.observe(observation);
    },
    drop: tally.drop,
    spent: account.add,
    reasonFor: stops.reasonFor,
    summary: () => ({ ...tally.counts(), spending: account.list(), ...stops.first() }),
  };
}
