import type { Course } from './course.ts';
import { isBlocking, type Track } from './track.ts';

/**
 * Whether a run may end with the look just taken: every blocking question has an answer, or is unlikely to get one. Of an
 * `any-of` group it is enough that one set passes as a whole, or that none can any more.
 *
 * Questions that only all cases can answer keep a run going, unless a plain blocking criterion has failed already: then no
 * answer of theirs changes the verdict. Without any blocking question nothing is decided early: the figures are all there is.
 */
export function isSettled(course: Course): boolean {
  const blocking = course.flat().filter(isBlocking);
  const plain = blocking.filter(({ question }) => question.alternative === undefined);
  const hasFailed = plain.some(({ finding }) => finding?.status === 'fail');
  const isOpen = ({ finding, futile, timing }: Track): boolean =>
    finding === undefined && !futile && !(hasFailed && timing !== 'at-looks');
  if (blocking.length === 0 || plain.some(isOpen)) return false;
  return groupsOf(blocking).every((sets) => sets.some(passes) || sets.every((set) => isOut(set) || !set.some(isOpen)));
}

function passes(set: readonly Track[]): boolean {
  return set.every(({ finding }) => finding?.status === 'pass');
}

/** A set that cannot pass as a whole any more, or is unlikely to: its other questions need no answer. */
function isOut(set: readonly Track[]): boolean {
  return set.some(({ finding, futile }) => futile || (finding !== undefined && finding.status !== 'pass'));
}

/** The alternative sets of each `any-of` group. */
function groupsOf(tracks: readonly Track[]): readonly (readonly (readonly Track[])[])[] {
  const groups = new Map<string, Map<string, Track[]>>();
  for (const track of tracks) {
    const { alternative } = track.question;
    if (alternative === undefined) continue;
    const [group = ''] = alternative.split('.');
    const sets = groups.get(group) ?? new Map<string, Track[]>();
    groups.set(group, sets.set(alternative, [...(sets.get(alternative) ?? []), track]));
  }
  return [...groups.values()].map((sets) => [...sets.values()]);
}
