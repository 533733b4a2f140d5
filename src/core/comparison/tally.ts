import type { Side } from '../contracts/layer.ts';
import type { CallCount, CellCounts } from '../contracts/verdict.ts';
import { cellsInOrder, plannedCells, type TrialTable } from './trials.ts';

const NOTHING = {
  planned: 0,
  replied: 0,
  rejected: 0,
  failed: 0,
  truncated: 0,
  refused: 0,
  guarded: 0,
  retried: 0,
  replayed: 0,
};

/** Tables do not change, and several rules ask for the same counts. */
const counted = new WeakMap<TrialTable, Partial<Record<Side, CellCounts>>>();

/** What became of one side's planned cells. A cell that was never observed counts as failed, under `missing`. */
export function countCells(table: TrialTable, side: Side): CellCounts {
  const known = counted.get(table) ?? {};
  const counts = known[side] ?? countAnew(table, side);
  counted.set(table, { ...known, [side]: counts });
  return counts;
}

function countAnew(table: TrialTable, side: Side): CellCounts {
  const counts = { ...NOTHING };
  const errors = new Map<string, number>();
  for (const cell of table.sides.includes(side) ? plannedCells(table, side) : []) {
    const outcome = cell?.outcome ?? 'failed';
    counts.planned += 1;
    counts[outcome] += 1;
    counts.truncated += Number(cell?.truncated === true);
    counts.refused += Number(cell?.refused === true);
    counts.guarded += Number(cell?.guarded === true);
    counts.retried += Number(cell !== undefined && cell.attempts > 1 && outcome !== 'failed');
    counts.replayed += Number(cell?.replayed === true);
    if (outcome === 'failed') countOne(errors, cell === undefined ? 'missing' : (cell.errorKind ?? 'unknown'));
  }
  // `fromEntries` makes own properties of any name, so that a kind called `__proto__` is counted like the others.
  return { ...counts, errors: Object.fromEntries([...errors].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Kinds of error of one side's planned cells with how many there are of each, in the order of the suite. */
export function countErrorKinds(table: TrialTable, side: Side): ReadonlyMap<string, number> {
  const kinds = new Map<string, number>();
  for (const cell of plannedCells(table, side)) {
    if (cell?.errorKind !== undefined) countOne(kinds, cell.errorKind);
  }
  return kinds;
}

/**
 * Calls of both sides, confirmations and calls for times included. `made`: this run sent something. `cached`: answered
 * although this run sent nothing.
 */
export function countCalls(table: TrialTable): CallCount {
  const observed = { planned: 0, made: 0, cached: 0, failed: 0 };
  let missing = 0;
  for (const side of table.sides) {
    for (const cell of plannedCells(table, side)) missing += Number(cell === undefined);
    for (const { reuse, attempts, outcome } of cellsInOrder(table, side)) {
      const made = reuse === undefined && attempts > 0;
      observed.planned += 1;
      observed.made += Number(made);
      observed.cached += Number(!made && outcome !== 'failed');
      observed.failed += Number(outcome === 'failed');
    }
  }
  return { ...observed, planned: observed.planned + missing, failed: observed.failed + missing };
}

/**
 * US dollars that this run spent on all its calls, confirmations and calls for times included; replies that were reused
 * cost nothing now. `undefined` when nothing was called or some reply has no price.
 */
export function totalCost(table: TrialTable): number | undefined {
  let total: number | undefined;
  for (const side of table.sides) {
    for (const { outcome, costUsd, reuse } of cellsInOrder(table, side)) {
      const spent = reuse === undefined ? costUsd : 0;
      if (spent !== undefined && Number.isFinite(spent)) total = (total ?? 0) + spent;
      else if (outcome === 'replied') return undefined;
    }
  }
  return total;
}

/** Outputs of planned cells in which some scorer's `extract` found nothing. */
export function countUnparsed(table: TrialTable, side: Side): number {
  let unparsed = 0;
  for (const cell of plannedCells(table, side)) {
    if (cell !== undefined && Object.values(cell.scores).some((score) => score.unparsed === true)) unparsed += 1;
  }
  return unparsed;
}

function countOne(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}
