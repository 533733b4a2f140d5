import type { Side } from '../contracts/layer.ts';
import type { ScoredCell, ScoredCells } from '../contracts/score.ts';
import type { Case, Suite } from '../contracts/suite.ts';
import { casePositions } from '../suite/case-positions.ts';
import { CellPlaces } from './cell-places.ts';

/** One cell a side, where there is one. */
type Pair = Readonly<Partial<Record<Side, ScoredCell>>>;

/** One planned repetition of a case. A side is absent when its cell was never observed, or is not planned. */
export interface Trial extends Pair {
  /** Sides that were called for once more, for their times only, because the reply itself was reused. */
  readonly timed?: Pair;
}

/**
 * What was observed of one case. Cells are found when they are asked for, so that a large suite's need not all exist at
 * once: take the members, and do not copy the object by `...`.
 */
export interface CaseTrials {
  readonly case: Case;
  /** One entry a planned trial, in order. */
  readonly planned: readonly Trial[];
  /** Repetitions of a lost critical case, in order; they never enter a metric. */
  readonly confirmations: Readonly<Record<Side, readonly ScoredCell[]>>;
}

/** A cell that the plan does not have, or has only once: figures made from it could not be trusted. */
interface StrayCell {
  readonly why: 'unknown-case' | 'unplanned-trial' | 'unplanned-side' | 'duplicate';
  readonly cell: ScoredCell;
}

/** The cases of a table, in the order of the suite, each made when it is asked for. An array of cases is one. */
interface CaseTable extends Iterable<CaseTrials> {
  readonly length: number;
  /** `undefined` outside. */
  at(position: number): CaseTrials | undefined;
}

/** An application's cells, arranged by case in the suite's order, whatever order they were observed in. */
export interface TrialTable {
  /** `source` and `target`, or `target` alone where there is nothing to compare with. */
  readonly sides: readonly Side[];
  readonly cases: CaseTable;
  readonly strays: readonly StrayCell[];
}

/**
 * Arranges the cells of one application by case, trial and side. The arrangement depends on the suite only, so that
 * the order in which calls completed can change no figure, not even in its last digit.
 */
export function arrangeTrials(suite: Suite, sides: readonly Side[], cells: ScoredCells): TrialTable {
  const positions = casePositions(suite.cases);
  const places = new CellPlaces(suite.cases.length, suite.trials);
  const strays: StrayCell[] = [];
  let index = 0;
  for (const cell of cells) {
    const position = positions.get(cell.caseId);
    const why = strayness(cell, suite.trials, position, sides) ?? places.put(cell, position ?? 0, index);
    if (why !== undefined) strays.push({ why, cell });
    index += 1;
  }
  return { sides, cases: caseTable(suite.cases, places, cells), strays: strays.sort(byPosition) };
}

/** Every observed cell of the table in the order of the suite: by case the planned trials, then all repetitions. */
export function* cellsInOrder(table: TrialTable, side: Side): Generator<ScoredCell> {
  for (const { planned, confirmations } of table.cases) {
    for (const trial of planned) if (trial[side] !== undefined) yield trial[side];
    yield* confirmations[side];
    for (const { timed } of planned) if (timed?.[side] !== undefined) yield timed[side];
  }
}

/** The planned cells of one side in the order of the suite; `undefined` for those never observed. */
export function* plannedCells(table: TrialTable, side: Side): Generator<ScoredCell | undefined> {
  for (const { planned } of table.cases) for (const trial of planned) yield trial[side];
}

function caseTable(cases: Suite['cases'], places: CellPlaces, cells: ScoredCells): CaseTable {
  const at = (position: number): CaseTrials | undefined => {
    const item = cases[position];
    return item === undefined ? undefined : new ArrangedCase(item, position, places, cells);
  };
  return {
    length: cases.length,
    at,
    *[Symbol.iterator]() {
      for (const [position, item] of cases.entries()) yield new ArrangedCase(item, position, places, cells);
    },
  };
}

class ArrangedCase implements CaseTrials {
  readonly case: Case;
  readonly #position: number;
  readonly #places: CellPlaces;
  readonly #cells: ScoredCells;

  constructor(item: Case, position: number, places: CellPlaces, cells: ScoredCells) {
    this.case = item;
    this.#position = position;
    this.#places = places;
    this.#cells = cells;
  }

  get planned(): readonly Trial[] {
    const trials: Trial[] = [];
    for (let trial = 0; trial < this.#places.trials; trial += 1) {
      const pair = this.#pair('plan', trial);
      const timed = this.#places.hasTimings ? this.#pair('timing', trial) : {};
      trials.push(timed.source || timed.target ? { ...pair, timed } : pair);
    }
    return trials;
  }

  get confirmations(): CaseTrials['confirmations'] {
    return { source: this.#confirmations('source'), target: this.#confirmations('target') };
  }

  #pair(purpose: 'plan' | 'timing', trial: number): Pair {
    const source = this.#cell(this.#places.planned(purpose, this.#position, trial, 'source'));
    const target = this.#cell(this.#places.planned(purpose, this.#position, trial, 'target'));
    if (source !== undefined && target !== undefined) return { source, target };
    return { ...(source === undefined ? {} : { source }), ...(target === undefined ? {} : { target }) };
  }

  #cell(index: number | undefined): ScoredCell | undefined {
    return index === undefined ? undefined : this.#cells.at(index);
  }

  #confirmations(side: Side): readonly ScoredCell[] {
    return this.#places.confirmations(this.#position, side).flatMap((index) => this.#cells.at(index) ?? []);
  }
}

function strayness(
  cell: ScoredCell,
  trials: number,
  position: number | undefined,
  sides: readonly Side[],
): StrayCell['why'] | undefined {
  if (position === undefined) return 'unknown-case';
  if (!sides.includes(cell.side)) return 'unplanned-side';
  const wholeNumber = Number.isInteger(cell.trial) && cell.trial >= 0;
  if (!wholeNumber || (cell.purpose !== 'confirm' && cell.trial >= trials)) return 'unplanned-trial';
  return undefined;
}

function byPosition(a: StrayCell, b: StrayCell): number {
  const [left, right] = [a, b].map(({ cell, why }) =>
    JSON.stringify([cell.caseId, cell.side, cell.trial, `${cell.purpose} ${why}`]),
  );
  return (left ?? '') < (right ?? '') ? -1 : 1;
}
