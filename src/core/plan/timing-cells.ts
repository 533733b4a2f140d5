import { timedTogether } from '../comparison/sessions.ts';
import type { Side } from '../contracts/layer.ts';
import type { ScoredCell } from '../contracts/score.ts';
import type { ApplicationYardstick } from '../contracts/yardstick.ts';

/** Cases whose times are worth measuring again: beyond what a p95 needs, with room for some that fail. */
export const TIMED_CASES = 120;

const SIDES = ['source', 'target'] as const satisfies readonly Side[];

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

/** What of a cell says when it was measured, and whether that gave times. */
export type TimedCell = Pick<
  ScoredCell,
  'application' | 'side' | 'caseId' | 'trial' | 'purpose' | 'latencyMs' | 'ttftMs' | 'reuse'
>;

/** A repetition whose two sides were measured on different occasions, so that its times cannot be compared. */
export interface PairApart {
  readonly source: TimedCell;
  readonly target: TimedCell;
  /** Sides to call afresh so that they can be, in this order: the reused one; both when neither is of this run. */
  readonly again: readonly Side[];
}

/**
 * The repetitions whose times have to be measured again where reused replies left too few to compare: times of two sessions
 * are never compared with one another. The first cases in order whose two sides were measured on different occasions: so many
 * that `TIMED_CASES` cases can be compared, or all there are; none when no criterion asks for times.
 *
 * @param order IDs of the application's cases, as they are run
 * @param cells of all applications, as far as they are observed
 */
export function pairsApart(
  application: Pick<ApplicationYardstick, 'name' | 'acceptance' | 'suite'>,
  order: Iterable<string>,
  cells: Iterable<TimedCell>,
): readonly PairApart[] {
  const wanted = wantedTimes(application);
  if (!wanted.latency && !wanted.ttft) return [];
  if (!someReused(application.name, cells)) return [];
  const pairs = pairsByCase(application.name, cells);
  const apart: PairApart[] = [];
  let comparable = 0;
  for (const id of order) {
    const timed = (pairs.get(id) ?? []).flatMap((pair) => pairApart(pair, wanted) ?? []);
    const [first] = timed;
    if (first === undefined) continue;
    if (timed.some(({ again }) => again.length === 0)) comparable += 1;
    else apart.push(first);
  }
  const missing = Math.max(0, Math.min(TIMED_CASES, comparable + apart.length) - comparable);
  // Which side goes first alternates, so that drift of the service hits both alike.
  return apart.slice(0, missing).map((pair, index) => (index % 2 === 0 ? pair : reversed(pair)));
}

function reversed({ again, ...pair }: PairApart): PairApart {
  return { ...pair, again: [...again].reverse() };
}

/** Most runs reuse nothing: they need no look at their pairs. */
function someReused(name: string, cells: Iterable<TimedCell>): boolean {
  for (const { application, reuse } of cells) if (application === name && reuse?.kind === 'stored') return true;
  return false;
}

type Pair = Partial<Record<Side, TimedCell>>;

/** By trial, in whatever order; confirmations and repeated timings are no pairs of the plan. */
function pairsByCase(application: string, cells: Iterable<TimedCell>): ReadonlyMap<string, readonly Pair[]> {
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

/** A pair with the sides to call again, none when it can be compared as it is; `undefined` when it has no two times. */
function pairApart({ source, target }: Pair, wanted: WantedTimes): PairApart | undefined {
  if (source?.latencyMs === undefined || target?.latencyMs === undefined) return undefined;
  const pair = { source, target };
  const lacksFirstToken = wanted.ttft && (source.ttftMs === undefined || target.ttftMs === undefined);
  const stored = SIDES.filter((side) => pair[side].reuse?.kind === 'stored');
  const isComparable = stored.length === 0 || (timedTogether(pair) && !lacksFirstToken);
  return { ...pair, again: isComparable ? [] : stored };
}
