import type { CallError, ModelRequest } from '../core/contracts/cell.ts';
import type { Model } from '../core/contracts/ports.ts';
import type { Price } from '../core/contracts/yardstick.ts';
import { costBound } from '../core/plan/cost-bound.ts';
import { usDollars } from '../core/plan/us-dollars.ts';
import type { Budget, Reservation } from './budget.ts';
import type { Pace, Turn } from './pace.ts';
import { tokenNeed } from './token-need.ts';

/** Leave to send one attempt: its turn, the money set aside for it, and the most that it can cost. */
export interface Admission {
  readonly turn: Turn;
  readonly reservation: Reservation | undefined;
  readonly boundUsd: number;
}

/** What leave depends on. */
export interface AdmissionContext {
  readonly model: Model;
  readonly pace: Pace;
  /** Absent: not known, so that no cost can be computed and none bounded. */
  readonly price: Price | undefined;
  /** Output tokens that the provider's requests ask for where their parameters name no bound; absent: none. */
  readonly unaskedMaxTokens: number | undefined;
  readonly budget: Budget;
}

/** An attempt that asks for leave. */
export interface Applicant {
  readonly isRetry: boolean;
  /** Milliseconds from now before which it does not want to start. */
  readonly delayMs: number;
  /** It is not wanted any more. */
  isOff(): boolean;
}

/** No leave: because the attempt is not wanted any more, or for the reason that the error gives. */
export interface Refused {
  readonly refused: 'off' | CallError;
}

/** Waits for the model's pace, then for the money. */
export async function admit(
  request: ModelRequest,
  applicant: Applicant,
  { model, pace, price, unaskedMaxTokens, budget }: AdmissionContext,
): Promise<Admission | Refused> {
  const turn = await pace.admit({ ...applicant, tokens: () => tokenNeed(request) });
  if (turn === 'off') return { refused: 'off' };
  if (typeof turn === 'string') return { refused: resting(request) };
  // A recording spends nothing, and what has no known price cannot be bounded: whoever needs the bound refuses it before.
  const boundUsd = price === undefined || model.recorded ? undefined : costBound(request, price, unaskedMaxTokens);
  if (boundUsd === undefined) return { turn, reservation: undefined, boundUsd: 0 };
  const reservation = await budget.reserve(boundUsd);
  const isOff = applicant.isOff();
  if (reservation !== undefined && !isOff) return { turn, reservation, boundUsd };
  reservation?.settle(0);
  turn.end({ kind: 'silent' }, 0);
  return { refused: isOff ? 'off' : overBudget(request, boundUsd, budget) };
}

function resting({ provider, model }: ModelRequest): CallError {
  return {
    kind: 'throttled',
    message: `${provider} model ${model}: not sent, because the service asks to wait longer than a run can`,
  };
}

function overBudget({ provider, model }: ModelRequest, bound: number, budget: Budget): CallError {
  return {
    kind: 'over-budget',
    message:
      `${provider} model ${model}: not sent, because ${usDollars(budget.spentUsd)} of a cap of ` +
      `${usDollars(budget.capUsd)} is spent, and ${usDollars(bound)} has to be set aside for this call; ` +
      'raise policy.max-cost-usd, or bound the output with max-tokens among the parameters',
  };
}
