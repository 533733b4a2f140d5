import type { CellPurpose, Reuse } from './cell.ts';
import type { Side } from './layer.ts';

/** A scorer's judgement of one output: 0 to 1, 1 is best. */
export interface Score {
  readonly value: number;
  /** Why it is not 1, in a few words, for the comment. */
  readonly reason?: string;
  /** `extract` found nothing: scored 0 and counted. */
  readonly unparsed?: boolean;
}

/**
 * The few numbers of one cell that comparisons need; the texts stay in `observations.jsonl`.
 * Absent figures could not be measured for this cell and are left out of that metric, together with the partner's.
 */
export interface ScoredCell {
  readonly application: string;
  readonly side: Side;
  readonly caseId: string;
  readonly trial: number;
  readonly purpose: CellPurpose;
  readonly outcome: 'replied' | 'rejected' | 'failed';
  /** By scorer name; empty for a failed cell. */
  readonly scores: Readonly<Record<string, Score>>;
  /** Only of a reply that came at the first attempt, complete. */
  readonly latencyMs?: number;
  /** Like `latencyMs`. */
  readonly ttftMs?: number;
  readonly costUsd?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly truncated: boolean;
  readonly refused: boolean;
  readonly guarded: boolean;
  /** Attempts made, 1 when the first one settled it; 0 when nothing was sent. */
  readonly attempts: number;
  readonly replayed: boolean;
  /** Times of replies from different sessions are never compared with one another. */
  readonly reuse?: Reuse;
  readonly errorKind?: string;
  /** The model that answered, as the service names it, cut at a length; absent where it does not say. Untrusted. */
  readonly servedModel?: string;
}

/**
 * Scored cells of which only those being looked at need to exist as objects: a run of 100,000 cases holds a few numbers a
 * cell. An array of cells is one.
 */
export interface ScoredCells extends Iterable<ScoredCell> {
  readonly length: number;
  /** `undefined` outside. */
  at(index: number): ScoredCell | undefined;
}
