import type { ScoredCells } from '../../contracts/score.ts';
import type { Look } from '../../plan/look-schedule.ts';
import { errorRateOf } from '../error-rate.ts';
import { tooManyFailures } from '../integrity.ts';
import { sidesOf } from '../subject.ts';
import { type Course, startCourse, takeLook } from './course.ts';
import { reachedAt, viewAt } from './sample.ts';
import type { Setting } from './setting.ts';
import { isSettled } from './settled.ts';
import { isBlocking, type View } from './track.ts';

/** The questions of an application before the first look. */
export function courseOf({ application, subject, yardstick }: Setting): Course {
  return startCourse(application, {
    alpha: errorRateOf(yardstick.policy),
    hasSource: sidesOf(subject).includes('source'),
  });
}

/**
 * A look before the last: the course after it, and whether the run ends with it. Whoever evaluates and whoever recomputes
 * take the same steps. `cells`: the application's own; every planned cell of the cases that must have been run is among them.
 */
export function step(
  setting: Setting,
  course: Course,
  look: Look,
  cells: ScoredCells,
): { readonly course: Course; readonly ends: boolean } {
  const tracks = course.flat();
  const view = viewAt(setting, look, cells, new Set(tracks.map(({ question }) => question.criterion.metric)));
  const next = takeLook(course, view);
  return { course: next, ends: isSettled(next) && canBeTrusted(setting, next, view, look, cells) };
}

/** With more failures than the policy bears, or figures that are missing, a verdict now would be invalid: it may yet get better. */
function canBeTrusted(setting: Setting, course: Course, view: View, look: Look, cells: ScoredCells): boolean {
  const hasDefect = course
    .flat()
    .some((track) => isBlocking(track) && view.circumstances.defectOf(track.question.criterion.metric) !== undefined);
  return !hasDefect && tooManyFailures(reachedAt(setting, look, cells)) === undefined;
}
