import { plural } from './figures.ts';

/** What a sweep of the open pull requests did, by number of the pull request. */
export interface Sweeping {
  readonly seen: number;
  readonly ended: readonly number[];
  /** Those whose exception has ended. */
  readonly revoked: readonly number[];
  /** Those whose base branch measures otherwise since. */
  readonly outdated: readonly number[];
  readonly resumed: readonly number[];
  /** Pull requests that are due, too, and left to the next sweep. */
  readonly left: readonly number[];
}

/** What the log says of a sweep. */
export function sweptLines({ seen, ended, revoked, outdated, resumed, left }: Sweeping): readonly string[] {
  const did = [
    ended.length === 0 ? undefined : `Ended the status that a lost run had left pending: ${named(ended)}.`,
    revoked.length === 0 ? undefined : `Took back what passed by an exception that has ended: ${named(revoked)}.`,
    outdated.length === 0
      ? undefined
      : `Took back what passed by a yardstick that the base has changed since: ${named(outdated)}.`,
    resumed.length === 0 ? undefined : `Evaluated again: ${named(resumed)}.`,
    left.length === 0 ? undefined : `Left to the next sweep: ${named(left)}.`,
  ].filter((line) => line !== undefined);
  const looked = `Looked at ${plural(seen, 'open pull request')}`;
  return did.length === 0 ? [`${looked}: nothing was left behind.`] : [`${looked}.`, ...did];
}

function named(numbers: readonly number[]): string {
  return numbers.map((number) => `#${number}`).join(', ');
}
