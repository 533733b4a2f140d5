import type { Side } from '../contracts/layer.ts';
import type { ScoredCell } from '../contracts/score.ts';
import type { CallCount, CellCounts } from '../contracts/verdict.ts';
import { cellsInOrder, plannedCells, type TrialTable } from './trials.ts';

/** What became of one side's planned cells. A cell that was never observed counts as failed, under `missing`. */
export function countCells(table: TrialTable, side: Side): CellCounts {
  const cells = table.sides.includes(side) ? plannedCells(table, side) : [];
  const count = (holds: (cell: ScoredCell) => boolean) =>
    cells.filter((cell) => cell !== undefined && holds(cell)).length;
  const errors = cells.flatMap((cell) => {
    if (cell === undefined) return ['missing'];
    return cell.outcome === 'failed' ? [cell.errorKind ?? 'unknown'] : [];
  });
  return {
    planned: cells.length,
    replied: count(({ outcome }) => outcome === 'replied'),
    rejected: count(({ outcome }) => outcome === 'rejected'),
    failed: errors.length,
    truncated: count(({ truncated }) => truncated),
    refused: count(({ refused }) => refused),
    guarded: count(({ guarded }) => guarded),
    retried: count(({ attempts }) => attempts > 1),
    replayed: count(({ replayed }) => replayed),
    errors: countByKind(errors),
  };
}

/**
 * Calls of both sides, confirmations included. `made`: something was sent. `cached`: answered although nothing was sent.
 */
export function countCalls(table: TrialTable): CallCount {
  const observed = table.sides.flatMap((side) => cellsInOrder(table, side));
  const planned = table.sides.flatMap((side) => plannedCells(table, side));
  const missing = planned.filter((cell) => cell === undefined).length;
  return {
    planned: observed.length + missing,
    made: observed.filter(({ attempts }) => attempts > 0).length,
    cached: observed.filter(({ attempts, outcome }) => attempts === 0 && outcome !== 'failed').length,
    failed: observed.filter(({ outcome }) => outcome === 'failed').length + missing,
  };
}

/** US dollars of all calls, confirmations included; `undefined` when nothing was called or some reply has no price. */
export function totalCost(table: TrialTable): number | undefined {
  const cells = table.sides.flatMap((side) => cellsInOrder(table, side));
  const unknown = cells.some(({ outcome, costUsd }) => outcome === 'replied' && !Number.isFinite(costUsd));
  const known = cells.flatMap(({ costUsd }) => (costUsd !== undefined && Number.isFinite(costUsd) ? costUsd : []));
  return unknown || known.length === 0 ? undefined : known.reduce((sum, cost) => sum + cost, 0);
}

/** Outputs of planned cells in which some scorer's `extract` found nothing. */
export function countUnparsed(table: TrialTable, side: Side): number {
  return plannedCells(table, side).filter(
    (cell) => cell !== undefined && Object.values(cell.scores).some(({ unparsed }) => unparsed === true),
  ).length;
}

/** `fromEntries` makes own properties of any name, so that a kind called `__proto__` is counted like the others. */
function countByKind(kinds: readonly string[]): Readonly<Record<string, number>> {
  const names = [...new Set(kinds)].sort();
  return Object.fromEntries(names.map((name) => [name, kinds.filter((kind) => kind === name).length]));
}
