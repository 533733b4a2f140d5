import type { Side } from '../contracts/layer.ts';
import type { ScoredCell } from '../contracts/score.ts';

const NOWHERE = -1;

/**
 * Where the cells of a suite stand in a list: by case, trial and side, four bytes each, so that a table of 200,000 cells
 * holds no keys and no objects.
 */
export class CellPlaces {
  readonly trials: number;
  readonly #plan: Int32Array;
  /** Only where something was called for once more. */
  #timing: Int32Array | undefined;
  /** By case and side, the trials with their places. */
  readonly #confirmations = new Map<number, Map<number, number>>();

  constructor(cases: number, trials: number) {
    this.trials = trials;
    this.#plan = new Int32Array(cases * trials * 2).fill(NOWHERE);
  }

  /** Notes where a cell of a known case and trial stands; the first of two stays. */
  put({ purpose, side, trial }: ScoredCell, position: number, index: number): 'duplicate' | undefined {
    if (purpose === 'confirm') return this.#putConfirmation(2 * position + Number(side === 'target'), trial, index);
    if (purpose === 'timing') this.#timing ??= new Int32Array(this.#plan.length).fill(NOWHERE);
    const places = purpose === 'timing' ? this.#timing : this.#plan;
    const place = this.#place(position, trial, side);
    if (places === undefined || places[place] !== NOWHERE) return 'duplicate';
    places[place] = index;
    return undefined;
  }

  /** Whether any cell was called for once more, for its times. */
  get hasTimings(): boolean {
    return this.#timing !== undefined;
  }

  /** `undefined` when the cell was never observed. */
  planned(purpose: 'plan' | 'timing', position: number, trial: number, side: Side): number | undefined {
    const places = purpose === 'plan' ? this.#plan : this.#timing;
    const index = places?.[this.#place(position, trial, side)] ?? NOWHERE;
    return index === NOWHERE ? undefined : index;
  }

  /** Places of the repetitions of a lost critical case, by trial. */
  confirmations(position: number, side: Side): readonly number[] {
    const trials = this.#confirmations.get(2 * position + Number(side === 'target'));
    return trials === undefined ? [] : [...trials].sort(([a], [b]) => a - b).map(([, index]) => index);
  }

  #place(position: number, trial: number, side: Side): number {
    return 2 * (position * this.trials + trial) + Number(side === 'target');
  }

  #putConfirmation(group: number, trial: number, index: number): 'duplicate' | undefined {
    const trials = this.#confirmations.get(group) ?? new Map<number, number>();
    if (trials.has(trial)) return 'duplicate';
    this.#confirmations.set(group, trials.set(trial, index));
    return undefined;
  }
}
