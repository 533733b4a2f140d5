import type { JsonObject } from './json.ts';

/**
 * One line of a file of recorded replies, checked. It is looked up by model, system text and rendered user message; the
 * n-th record of a key answers the n-th repetition.
 */
export interface RecordedReply {
  /** As written; a provider prefix is not taken off here. */
  readonly model: string;
  /** Absent: the record serves any system text. */
  readonly system?: string;
  /** The rendered user message. */
  readonly input: string;
  readonly output: string;
  readonly latencyMs?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** The provider's own word, e.g. `end_turn`. */
  readonly stopReason?: string;
  readonly costUsd?: number;
  /** Layers that the key does not hold (`parameters`, `deployment` …), where the record carries them under their own names. */
  readonly layers?: JsonObject;
  /** Line of the file, from 1. */
  readonly line: number;
}
