import type { Cell, CellPurpose, ModelRequest, Observation } from '../core/contracts/cell.ts';
import { digestOf } from '../core/contracts/digest.ts';
import type { KeptReply, Model, PriceOf, ReplyStore } from '../core/contracts/ports.ts';
import { replyKey } from '../core/plan/reply-key.ts';
import { costOf } from './cost.ts';

/** A cell that is about to be called. */
export interface Asked {
  readonly cell: Cell;
  readonly request: ModelRequest;
  readonly requestSha256: string;
  /** Absent: its reply is neither kept nor found. */
  readonly key: string | undefined;
}

/** Replies that need no call of their own. */
export interface Reuse {
  asked(cell: Cell, request: ModelRequest, model: Model): Asked;
  /** What an earlier session kept for the cell, as its observation; `undefined` when it must be called for. */
  stored(asked: Asked): Promise<Observation | undefined>;
  /** The other side's observation, when that is sending just the same request at this moment; it may reject as that does. */
  twin(asked: Asked): Promise<Observation> | undefined;
  /** Keeps what a call gives, and remembers it for the other side. Resolves with the observation, once it is kept. */
  share(asked: Asked, observation: Promise<Observation>): Promise<Observation>;
}

/** What reuse depends on. */
export interface ReuseContext {
  /** Absent: nothing is kept, and nothing found. */
  readonly store: ReplyStore | undefined;
  readonly purpose: CellPurpose;
  readonly priceOf: PriceOf;
  /** `Run.timesKeyOf`. */
  readonly timesKeyOf: ((cell: Cell) => string | undefined) | undefined;
}

/**
 * Reuses replies by their key. A recording has none: it is replayed at no cost. Cells of purpose `timing` have one of their
 * own, if any: the reply that their request got on another occasion is just what they must not get. Two sides of a trial
 * that send the same request stand back to back, so that only the call before has to be remembered, however long the run.
 */
export function createReuse({ store, purpose, priceOf, timesKeyOf }: ReuseContext): Reuse {
  let before: { readonly key: string; readonly observation: Promise<Observation> } | undefined;

  return {
    asked(cell, request, model) {
      const address = model.recorded ? undefined : model.addressOf?.(request);
      const ordinaryKey = () => (address === undefined ? undefined : replyKey(cell, request, address));
      const key = purpose === 'timing' ? timesKeyOf?.(cell) : ordinaryKey();
      return { cell, request, requestSha256: digestOf(request), key };
    },
    async stored(asked) {
      const found = asked.key === undefined ? undefined : await store?.find(asked.key);
      return found && observationOfKept(asked, purpose, found, priceOf);
    },
    twin({ cell, requestSha256, key }) {
      if (before === undefined || before.key !== key) return undefined;
      return before.observation.then((observation) => ({
        ...observation,
        ...cell,
        purpose,
        requestSha256,
        reuse: { kind: 'same-request' },
      }));
    },
    share({ key }, observation) {
      if (key === undefined) return observation;
      before = { key, observation };
      return observation.then(async (settled) => {
        const reply = keptReply(settled);
        if (reply !== undefined) await store?.keep(key, reply);
        return settled;
      });
    },
  };
}

/**
 * What is kept of an observation; nothing of a failed one, which says nothing of the variant, and nothing of a request that
 * the service took for invalid: no money was spent on it, and the cause may be a setting of the account, mended since.
 */
function keptReply(observation: Observation): KeptReply | undefined {
  if (observation.outcome === 'failed' || observation.error?.kind === 'invalid-request') return undefined;
  const { application: _a, side: _s, caseId: _c, trial: _t, purpose: _p, reuse: _r, ...reply } = observation;
  return reply;
}

/** At today's prices, as a fresh reply would be: where the price is not known now, the cost is not either. */
function observationOfKept(
  { cell, request, requestSha256 }: Asked,
  purpose: CellPurpose,
  { session, reply }: { readonly session: string; readonly reply: KeptReply },
  priceOf: PriceOf,
): Observation {
  const { costUsd: _then, ...rest } = reply;
  const price = priceOf(request.provider, request.model);
  const costUsd = price && reply.usage && costOf(reply.usage, price);
  return {
    ...rest,
    application: cell.application,
    side: cell.side,
    caseId: cell.caseId,
    trial: cell.trial,
    purpose,
    requestSha256,
    ...(costUsd === undefined ? {} : { costUsd }),
    reuse: { kind: 'stored', session },
  };
}
