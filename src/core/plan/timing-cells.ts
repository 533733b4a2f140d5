import { timedTogether } from '../comparison/sessions.ts';
import type { Cell } from '../contracts/cell.ts';
import type { Side } from '../contracts/layer.ts';
import type { ScoredCell } from '../contracts/score.ts';
import type { ApplicationYardstick } from '../contracts/yardstick.ts';

/** Cases whose times are worth measuring again: beyond what a p95 needs, with room for some that fail. */
export const TIMED_CASES = 120;

const LATENCIES: ReadonlySet<string> = new Set(['latency-p50', 'latency-p95']);
const FIRST_TOKENS: ReadonlySet<string> = new Set(['ttft-p50', 'ttft-p95']);

/** Which times the criteria of an application ask for, whether they block or are only reported. */
export interface WantedTimes {
  readonly latency: boolean;
  readonly ttft: boolean;
}

/** A scorer that took the name of an operational metric stands for it, and has no times. */
export function wantedTimes({ acceptance, suite }: Pick<ApplicationYardstick, 'acceptance' | 'suite'>): WantedTimes {
  const scorers = new Set(suite.scorers.map(({ name }) => name));
  const metrics = [...acceptance.all, ...acceptance.anyOf.flat(2)]
    .map(({ metric }) => metric)
    .filter((metric) => !scorers.has(metric));
  return {
    latency: metrics.some((metric) => LATENCIES.has(metric)),
    ttft: metrics.some((metric) => FIRST_TOKENS.has(metric)),
  };
}

type Pair = Partial<Record<Side, ScoredCell>>;

/**
 * The calls that measure times again where reused replies left too few to compare: times of two sessions are never compared
 * with one another. Of the first cases in order, whose two sides were measured on different occasions, the reused side is
 * called afresh; both when neither is of this run, so that they stand back to back. So many that `TIMED_CASES` cases can be
 * compared, or all there are; none when no criterion asks for times.
 *
 * @param order IDs of the application's cases, as they are run
 * @param cells of all applications, as far as they are observed
 */
export function timingCells(
  application: Pick<ApplicationYardstick, 'name' | 'acceptance' | 'suite'>,
  order: Iterable<string>,
  cells: Iterable<ScoredCell>,
): readonly Cell[] {
  const wanted = wantedTimes(application);
  if (!wanted.latency && !wanted.ttft) return [];
  if (!someReused(application.name, cells)) return [];
  const pairs = pairsByCase(application.name, cells);
  const apart: Cell[][] = [];
  let comparable = 0;
  for (const id of order) {
    const timed = (pairs.get(id) ?? []).filter(
      ({ source, target }) => source?.latencyMs !== undefined && target?.latencyMs !== undefined,
    );
    if (timed.length === 0) continue;
    const again = timed.map((pair) => toCallAgain(pair, wanted));
    if (again.some(({ length }) => length === 0)) comparable += 1;
    else apart.push([...(again[0] ?? [])]);
  }
  const missing = Math.max(0, Math.min(TIMED_CASES, comparable + apart.length) - comparable);
  // Which side goes first alternates, so that drift of the service hits both alike.
  return apart.slice(0, missing).flatMap((both, index) => (index % 2 === 0 ? both : both.reverse()));
}

/** Most runs reuse nothing: they need no look at their pairs. */
function someReused(name: string, cells: Iterable<ScoredCell>): boolean {
  for (const { application, reuse } of cells) if (application === name && reuse?.kind === 'stored') return true;
  return false;
}

/** By trial, in whatever order; confirmations and repeated timings are no pairs of the plan. */
function pairsByCase(application: string, cells: Iterable<ScoredCell>): ReadonlyMap<string, readonly Pair[]> {
  const byCase = new Map<string, Pair[]>();
  for (const cell of cells) {
    if (cell.application !== application || cell.purpose !== 'plan') continue;
    const trials = byCase.get(cell.caseId) ?? [];
    byCase.set(cell.caseId, trials);
    const pair = trials[cell.trial] ?? {};
    pair[cell.side] = cell;
    trials[cell.trial] = pair;
  }
  return byCase;
}

/** Nothing, when the two can be compared as they are. */
function toCallAgain({ source, target }: Pair, wanted: WantedTimes): readonly Cell[] {
  if (source === undefined || target === undefined) return [];
  const lacksFirstToken = wanted.ttft && (source.ttftMs === undefined || target.ttftMs === undefined);
  const together = timedTogether({ source, target });
  const stored = [source, target].filter(({ reuse }) => reuse?.kind === 'stored');
  if (stored.length === 0 || (together && !lacksFirstToken)) return [];
  return stored.map(({ application, side, caseId, trial }) => ({ application, side, caseId, trial }));
}
