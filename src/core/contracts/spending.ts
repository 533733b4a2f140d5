import type { CellPurpose } from './cell.ts';
import type { Side } from './layer.ts';

/** What a run spent on one side of one application, for one purpose. */
export interface SpendingLine {
  readonly application: string;
  readonly side: Side;
  readonly purpose: CellPurpose;
  readonly attempts: number;
  /** US dollars as they count against the cap: where a service does not say what a call used, the most that it can have. */
  readonly usd: number;
  /** The part of `usd` that went into attempts without a reply. */
  readonly lostUsd: number;
}
