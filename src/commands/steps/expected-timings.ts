import type { Observation } from '../../core/contracts/cell.ts';
import type { Side } from '../../core/contracts/layer.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { caseOrder } from '../../core/plan/case-order.ts';
import { planCells } from '../../core/plan/cells.ts';
import { pairsApart, type TimedCell, wantedTimes } from '../../core/plan/timing-cells.ts';
import { isTimed } from '../../core/scoring/score-observation.ts';
import type { OpenReplyStore } from '../../workspace/replies/open-store.ts';
import { cellKey } from './cell-key.ts';
import { lookUpFor } from './look-up-cell.ts';
import type { Subject } from './measure.ts';
import type { OpenModels } from './open-models.ts';
import { timesAgain } from './times-again.ts';

/** Cases whose kept replies are read at most. Far more than are ever timed again, so that they stand for a larger suite. */
const READ_CASES = 500;

interface KeptIn {
  readonly store: OpenReplyStore;
  readonly models: OpenModels;
  readonly yardstick: Pick<Yardstick, 'seed'>;
}

/** Calls by side. */
export type TimingCounts = Readonly<Record<Side, number>>;

const NONE: TimingCounts = { source: 0, target: 0 };

/**
 * Calls that a run will make to measure times again, if every planned call without a kept reply is answered: those that a
 * criterion asks for, and that no earlier run measured.
 */
export async function expectedTimings(subject: Subject, { store, models, yardstick }: KeptIn): Promise<TimingCounts> {
  const { application } = subject;
  const { latency, ttft } = wantedTimes(application);
  if (subject.source === undefined || (!latency && !ttft)) return NONE;
  const { name, suite } = application;
  const order = caseOrder({ name, cases: suite.cases }, yardstick.seed).slice(0, READ_CASES);
  const lookUp = lookUpFor([subject]);
  const replyKeyOf = (cell: Parameters<typeof cellKey>[1]) => cellKey(subject, cell, lookUp(cell).testCase, models);
  const cases = order.map((caseId) => lookUp({ application: name, caseId }).testCase);
  const plan = { name, cases, trials: suite.trials, sides: ['source', 'target'] as const };
  const cells: TimedCell[] = [];
  for (const cell of planCells({ applications: [plan], seed: yardstick.seed })) {
    const key = replyKeyOf(cell);
    const kept = key === undefined ? undefined : await store.find(key);
    const reuse = kept === undefined ? {} : { reuse: { kind: 'stored' as const, session: kept.session } };
    cells.push({ ...cell, purpose: 'plan', ...timesOf(kept?.reply), ...reuse });
  }
  const { toCall } = await timesAgain(pairsApart(application, order, cells), {
    store,
    replyKeyOf,
    streams: () => ttft,
  });
  const callsOf = (side: Side) => toCall.filter((cell) => cell.side === side).length;
  return { source: callsOf('source'), target: callsOf('target') };
}

/** Of a reply that is yet to come both times are taken for granted; of a kept one they are what they are. */
function timesOf(
  reply: Pick<Observation, 'outcome' | 'attempts' | 'stopReason' | 'replayed' | 'latencyMs' | 'ttftMs'> | undefined,
): Pick<TimedCell, 'latencyMs' | 'ttftMs'> {
  if (reply === undefined) return { latencyMs: 0, ttftMs: 0 };
  const { latencyMs, ttftMs } = isTimed(reply) ? reply : {};
  return { ...(latencyMs === undefined ? {} : { latencyMs }), ...(ttftMs === undefined ? {} : { ttftMs }) };
}
