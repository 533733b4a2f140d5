import type { CallError, Cell, ModelRequest, Observation } from '../core/contracts/cell.ts';
import type { Model } from '../core/contracts/ports.ts';
import { type Admission, admit } from './admission.ts';
import { type CallContext, callCell } from './call-cell.ts';
import { observationOf } from './observe.ts';
import { type Asked, createReuse } from './reuse.ts';
import type { Route, Routes } from './routes.ts';
import type { Run } from './run.ts';
import type { RunEnd } from './run-end.ts';
import type { RunRecord } from './run-record.ts';

/** Brings cells under way, one after the other. */
export interface Dispatcher {
  /** Resolves when the cell is under way, or needs none: the next one may follow. */
  start(cell: Cell): Promise<void>;
  /** Resolves when nothing is in flight any more. */
  idle(): Promise<void>;
}

/** What the parts of a run share. */
interface Parts {
  readonly end: RunEnd;
  readonly routes: Routes;
  readonly record: RunRecord;
}

export function createDispatcher(run: Run, { end, routes, record }: Parts): Dispatcher {
  const { replies: store, purpose, priceOf, timesKeyOf } = run;
  const reuse = createReuse({ store, purpose, priceOf, timesKeyOf });
  const inFlight = new Set<Promise<void>>();

  const follow = (observation: Promise<Observation>, whenDone?: () => void) => {
    const following = observation
      .then(record.observe)
      .catch(end.fail)
      .finally(() => {
        whenDone?.();
        inFlight.delete(following);
      });
    inFlight.add(following);
  };
  const observeUnsent = ({ cell, requestSha256 }: Asked, error: CallError) =>
    record.observe(observationOf(cell, run.purpose, requestSha256, { attempts: 0, error }));
  const isUnneeded = (cell: Cell) => run.skip?.(cell) === true;
  const hindranceOf = ({ cell, request }: Asked) => end.reasonFor(request) ?? record.reasonFor(cell.application);

  const call = async ({ cell, request, requestSha256 }: Asked, leave: Admission, context: CallContext) => {
    const { spending, ...outcome } = await callCell(request, cell.trial, leave, context);
    record.spent(cell, spending);
    return observationOf(cell, run.purpose, requestSha256, outcome);
  };
  const send = async (asked: Asked, model: Model, { lane, pace }: Route) => {
    await lane.enter();
    const hindrance = () => hindranceOf(asked);
    const context = { ...contextOf(run, asked.cell, asked.request), model, pace, signal: end.signal, hindrance };
    // While it waits for its turn, replies come in that may settle the matter.
    const isOff = () => hindrance() !== undefined || isUnneeded(asked.cell);
    const leave = await admit(asked.request, { isRetry: false, delayMs: 0, isOff }, context);
    if (!('refused' in leave)) return follow(reuse.share(asked, call(asked, leave, context)), lane.leave);
    lane.leave();
    const refusal = leave.refused === 'off' ? hindrance() : leave.refused;
    return refusal === undefined ? record.drop() : observeUnsent(asked, refusal);
  };

  return {
    async start(cell) {
      if (isUnneeded(cell)) return record.drop();
      const request = run.requestOf(cell);
      const model = run.modelOf(request.provider);
      const asked = reuse.asked(cell, request, model);
      // What is there already is handed over even when nothing may be sent any more: it costs neither money nor time.
      const stored = end.signal.aborted ? undefined : await reuse.stored(asked);
      if (stored) return record.observe(stored);
      const early = hindranceOf(asked);
      if (early) return observeUnsent(asked, early);
      const twin = reuse.twin(asked);
      return twin ? follow(twin) : send(asked, model, routes.to(request, model));
    },
    async idle() {
      await Promise.all(inFlight);
    },
  };
}

function contextOf(run: Run, { application }: Cell, { provider, model }: ModelRequest) {
  const { budget, retry, random } = run;
  const price = run.priceOf(provider, model);
  const unaskedMaxTokens = run.unaskedMaxTokensOf?.(provider);
  return { budget, retry, random, price, unaskedMaxTokens, stream: run.streams?.(application) ?? false };
}
