import type { Side } from '../contracts/layer.ts';
import type { ScoredCell } from '../contracts/score.ts';
import type { Trial } from './trials.ts';

/** What tells when the sides of a trial were measured. */
type Occasions = Readonly<Partial<Record<Side, Pick<ScoredCell, 'reuse'>>>>;

const OTHER = { source: 'target', target: 'source' } as const;

/** The cell that tells a side's times: the one that was called for its times only, where there is one. */
export function timedCell(trial: Trial, side: Side): ScoredCell | undefined {
  return trial.timed?.[side] ?? trial[side];
}

/**
 * Whether the times of both sides were measured on one occasion: both by this run, or both by the same earlier session.
 * Another day's service is faster or slower by itself, and that would count for or against the target.
 */
export function timedTogether(trial: Occasions & { readonly timed?: Occasions }): boolean {
  const [source, target] = [occasionOf(trial, 'source'), occasionOf(trial, 'target')];
  return source !== undefined && target !== undefined && source.session === target.session;
}

/** When a side's times were measured; no `session`: by this run. `undefined` where that cannot be said. */
function occasionOf(trial: Parameters<typeof timedTogether>[0], side: Side): { readonly session?: string } | undefined {
  const pair: Occasions = trial.timed?.[side] === undefined ? trial : trial.timed;
  const own = pair[side]?.reuse;
  // One reply serves both sides: it is of the occasion of the side that it was called for.
  const partner = pair[OTHER[side]];
  const reuse = own?.kind === 'same-request' && partner !== undefined ? partner.reuse : own;
  if (reuse?.kind === 'same-request') return undefined;
  return reuse === undefined ? {} : { session: reuse.session };
}
