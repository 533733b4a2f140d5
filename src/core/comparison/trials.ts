import type { Side } from '../contracts/layer.ts';
import type { ScoredCell } from '../contracts/score.ts';
import type { Case, Suite } from '../contracts/suite.ts';

/** One planned repetition of a case. A side is absent when its cell was never observed, or is not planned. */
export interface Trial {
  readonly source?: ScoredCell;
  readonly target?: ScoredCell;
}

/** What was observed of one case. */
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

/** An application's cells, arranged by case in the suite's order, whatever order they were observed in. */
export interface TrialTable {
  /** `source` and `target`, or `target` alone where there is nothing to compare with. */
  readonly sides: readonly Side[];
  readonly cases: readonly CaseTrials[];
  readonly strays: readonly StrayCell[];
}

/**
 * Arranges the cells of one application by case, trial and side. The arrangement depends on the suite only, so that
 * the order in which calls completed can change no figure, not even in its last digit.
 */
export function arrangeTrials(suite: Suite, sides: readonly Side[], cells: readonly ScoredCell[]): TrialTable {
  const known = new Set(suite.cases.map(({ id }) => id));
  const byKey = new Map<string, ScoredCell>();
  const confirmations = new Map<string, ScoredCell[]>();
  const strays: StrayCell[] = [];
  for (const cell of cells) {
    const key = cellKey(cell.caseId, cell.side, cell.trial, cell.purpose);
    const why = strayness(cell, suite.trials, known, sides) ?? (byKey.has(key) ? 'duplicate' : undefined);
    if (why !== undefined) {
      strays.push({ why, cell });
      continue;
    }
    byKey.set(key, cell);
    if (cell.purpose === 'confirm') {
      const group = JSON.stringify([cell.caseId, cell.side]);
      confirmations.set(group, [...(confirmations.get(group) ?? []), cell]);
    }
  }
  const confirmationsOf = (id: string, side: Side) =>
    (confirmations.get(JSON.stringify([id, side])) ?? []).sort((a, b) => a.trial - b.trial);
  const trialOf = (id: string, trial: number): Trial => {
    const source = byKey.get(cellKey(id, 'source', trial, 'plan'));
    const target = byKey.get(cellKey(id, 'target', trial, 'plan'));
    return { ...(source === undefined ? {} : { source }), ...(target === undefined ? {} : { target }) };
  };
  const cases = suite.cases.map((item) => ({
    case: item,
    planned: Array.from({ length: suite.trials }, (_, trial) => trialOf(item.id, trial)),
    confirmations: { source: confirmationsOf(item.id, 'source'), target: confirmationsOf(item.id, 'target') },
  }));
  return { sides, cases, strays: strays.sort(byPosition) };
}

/** Every observed cell of the table in the order of the suite: planned trials first, then the confirmations. */
export function cellsInOrder(table: TrialTable, side: Side): readonly ScoredCell[] {
  return table.cases.flatMap(({ planned, confirmations }) => [
    ...planned.flatMap((trial) => trial[side] ?? []),
    ...confirmations[side],
  ]);
}

/** The planned cells of one side in the order of the suite; `undefined` for those never observed. */
export function plannedCells(table: TrialTable, side: Side): readonly (ScoredCell | undefined)[] {
  return table.cases.flatMap(({ planned }) => planned.map((trial) => trial[side]));
}

function strayness(
  cell: ScoredCell,
  trials: number,
  known: ReadonlySet<string>,
  sides: readonly Side[],
): StrayCell['why'] | undefined {
  if (!known.has(cell.caseId)) return 'unknown-case';
  if (!sides.includes(cell.side)) return 'unplanned-side';
  const wholeNumber = Number.isInteger(cell.trial) && cell.trial >= 0;
  if (!wholeNumber || (cell.purpose === 'plan' && cell.trial >= trials)) return 'unplanned-trial';
  return undefined;
}

function cellKey(caseId: string, side: Side, trial: number, purpose: string): string {
  return JSON.stringify([caseId, side, trial, purpose]);
}

function byPosition(a: StrayCell, b: StrayCell): number {
  const [left, right] = [a, b].map(({ cell, why }) =>
    cellKey(cell.caseId, cell.side, cell.trial, `${cell.purpose} ${why}`),
  );
  return (left ?? '') < (right ?? '') ? -1 : 1;
}
