import type { Repository } from '../../core/contracts/ports.ts';

/**
 * The commits of an evaluation, by full SHA (the target may be `work tree`). `base` holds the yardstick: the tip of the base
 * branch. `source` is where the head left it.
 */
export interface Sides {
  readonly repository: Repository;
  readonly base: string;
  readonly source: string;
  readonly target: string;
}

/** The commits alone, for where the sides have been read already. */
export type Commits = Omit<Sides, 'repository'>;
