import type { JsonObject } from './json.ts';
import type { Side } from './layer.ts';
import type { Message } from './suite.ts';

/** One planned model call. */
export interface Cell {
  readonly application: string;
  readonly side: Side;
  readonly caseId: string;
  /** Repetition of the case, from 0. Confirmations of a lost critical case continue the count. */
  readonly trial: number;
}

/**
 * `confirm`: one of the two repetitions of a lost critical case; it never enters a metric. `timing`: a reply that was reused
 * is called for once more, because its times were measured on another occasion; it enters latencies only.
 */
export const CELL_PURPOSES = ['plan', 'confirm', 'timing'] as const;
export type CellPurpose = (typeof CELL_PURPOSES)[number];

/** Repetitions of both sides that settle whether a critical case is lost. */
export const CONFIRMATIONS = 2;

/** What is sent to a model, provider-neutral. */
export interface ModelRequest {
  readonly provider: string;
  readonly model: string;
  readonly system?: string;
  readonly messages: readonly Message[];
  /** As the `parameters` layer has them, keys as written (`max-tokens`, `max_tokens` and `maxTokens` mean the same). */
  readonly parameters: JsonObject;
  /** The rest of the `deployment` layer beside the provider: `region`, `service-tier`. */
  readonly deployment: JsonObject;
}

export type StopReason =
  | 'end' // the model finished by itself, or met a stop sequence
  | 'max-tokens' // cut at the token limit: truncated, scored as it stands
  | 'refusal' // the model or the provider's content filter declined
  | 'guardrail' // a guardrail intervened
  | 'context-overflow'
  | 'tool-use'
  | 'malformed' // the model's own output could not be parsed by the provider
  | 'other';

export interface Usage {
  /** All input tokens, those read from or written to a prompt cache included. */
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  /** Of those written, the ones that are kept for an hour, which cost more than others; absent: none. */
  readonly cacheWrite1hTokens?: number;
  /** What served the call, where that may cost more than the list price: `priority`, `fast` …; absent: no more than that. */
  readonly serviceTier?: string;
  /** All rates are to be multiplied by this, for where the service computed the reply; absent: 1. */
  readonly surcharge?: number;
  /** The service ran tools of its own, which it charges for beside the tokens, or may have. */
  readonly ranServiceTools?: true;
}

/**
 * Why a call gave no reply. Who is to blame, and whether to try again, is data: see `core/contracts/fault.ts`.
 */
export type CallErrorKind =
  | 'throttled'
  | 'timed-out'
  | 'unavailable' // 5xx and kin
  | 'network'
  | 'malformed' // a 2xx whose body is not a reply
  | 'no-access'
  | 'no-such-model'
  | 'invalid-request'
  | 'context-overflow'
  | 'refused' // the service's content policy refused the request
  | 'not-recorded' // no such reply in the recording
  | 'over-budget' // never sent: the cost cap was reached
  | 'out-of-time' // never finished: the run may take no longer
  | 'given-up' // never sent: more cells had failed than a verdict can bear
  | 'cancelled'; // never finished: the run was stopped

export interface CallError {
  readonly kind: CallErrorKind;
  /** One sentence that names provider and model; never a header or a credential. */
  readonly message: string;
  readonly httpStatus?: number;
  readonly requestId?: string;
}

/**
 * Where a reply came from that was not called for. `stored`: an earlier session called for it, under that name.
 * `same-request`: the other side of the same trial sends just the same request, and its reply serves both.
 */
export type Reuse = { readonly kind: 'stored'; readonly session: string } | { readonly kind: 'same-request' };

/**
 * What came back for a cell. `replied`: there is an output. `rejected`: the variant's own fault, scored 0.
 * `failed`: the infrastructure's fault, not scored; its partner is left out.
 */
export interface Observation {
  readonly application: string;
  readonly side: Side;
  readonly caseId: string;
  readonly trial: number;
  readonly purpose: CellPurpose;
  readonly outcome: 'replied' | 'rejected' | 'failed';
  readonly output?: string;
  readonly stopReason?: StopReason;
  readonly usage?: Usage;
  /** Milliseconds of wall time at the client of the successful attempt. */
  readonly latencyMs?: number;
  /** Milliseconds from send to the first piece of output of the successful attempt; only where replies are streamed. */
  readonly ttftMs?: number;
  /** US dollars of all attempts whose usage is known; absent when there is no price or no usage. */
  readonly costUsd?: number;
  /** Attempts made, 1 when the first one settled it; 0 when nothing was sent. */
  readonly attempts: number;
  readonly servedModel?: string;
  readonly requestId?: string;
  readonly error?: CallError;
  /** SHA-256 of the request's canonical JSON. */
  readonly requestSha256: string;
  /** The recording had no reply for this repetition and replayed its first. */
  readonly replayed?: boolean;
  /** Absent: this run called for it. Its cost and times are those of when it was called for. */
  readonly reuse?: Reuse;
}
