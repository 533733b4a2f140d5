import { canonicalJson } from '../../core/contracts/digest.ts';
import type { PlanFile, PlannedSubject } from '../../core/contracts/plan-file.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import { yardstickDigests, yardstickSeed } from '../../workspace/yardstick/digests.ts';
import type { ReadSides } from '../steps/evaluation-request.ts';
import { type Difference, firstDifference } from '../steps/first-difference.ts';
import { plannedCells, type Subject } from '../steps/measure.ts';
import type { Prepared } from '../steps/prepare.ts';
import { runScope } from '../steps/run-scope.ts';
import type { Commits } from '../steps/sides.ts';

/** What was read of both sides as the plan that another job can work from. */
export function planFileOf({ base, source, target }: Commits, preparation: Prepared, draft: boolean): PlanFile {
  const { yardstick, recordings, subjects, judged, changes, moved, policy, problems } = preparation;
  const { wiring, proposed, uncovered } = changes;
  return {
    schema: 'changeover/plan@1',
    base,
    source,
    target,
    draft,
    calls: callsOf(preparation, draft),
    policy,
    ...(yardstick === undefined ? {} : { yardstick }),
    recordings: Array.from(recordings, ([provider, replies]) => ({ provider, replies })),
    subjects: subjects.map(({ application, ...variants }) => ({ application: application.name, ...variants })),
    judged,
    wiring,
    proposed,
    uncovered,
    moved,
    problems,
  };
}

function callsOf(preparation: Prepared, draft: boolean): number {
  const { yardstick } = preparation;
  return yardstick === undefined
    ? 0
    : plannedCells({ yardstick, subjects: runScope(preparation, draft).subjects }).length;
}

/**
 * The other way: what an evaluation begins with. Throws a ChangeoverError when the plan contradicts itself: a subject that its
 * yardstick does not have, digests or a seed that do not follow from it.
 */
export function sidesReadIn(plan: PlanFile): ReadSides {
  const { base, source, target, wiring, proposed, uncovered, policy, yardstick, judged, moved, problems } = plan;
  if (yardstick !== undefined) checkSeed(yardstick);
  return {
    commits: { base, source, target },
    preparation: {
      changes: { wiring, proposed, uncovered },
      policy: yardstick?.policy ?? policy,
      ...(yardstick === undefined ? {} : { yardstick }),
      recordings: new Map(plan.recordings.map(({ provider, replies }) => [provider, replies])),
      subjects: plan.subjects.map((subject) => subjectIn(plan, subject)),
      judged,
      moved,
      problems,
    },
  };
}

function subjectIn({ yardstick }: PlanFile, { application: name, ...variants }: PlannedSubject): Subject {
  const application = yardstick?.applications.find((one) => one.name === name);
  if (application === undefined) throw contradiction(`its yardstick does not have the application ${name}`);
  return { application, ...variants };
}

function checkSeed(yardstick: NonNullable<PlanFile['yardstick']>): void {
  const digests = yardstickDigests(yardstick);
  const difference = firstDifference(
    { digests: yardstick.digests, seed: yardstick.seed },
    { digests, seed: yardstickSeed(digests) },
    'yardstick',
  );
  if (difference === undefined) return;
  throw contradiction(`${difference.path} is ${difference.found}, and follows as ${difference.expected}`);
}

function contradiction(what: string): ChangeoverError {
  return new ChangeoverError({
    code: 'evidence',
    message: `the plan contradicts itself: ${what}`,
    hint: 'It was changed after it was written, or made by another version of Changeover.',
  });
}

/**
 * Where a plan that another job wrote first parts from one's own; `undefined` when both ask for the same measurement. The tip
 * of the base counts for nothing as long as what is read there is the same: other pull requests are merged meanwhile.
 */
export function firstDisagreement(given: PlanFile, own: PlanFile): Difference | undefined {
  return firstDifference(comparable(given), comparable(own), 'plan');
}

function comparable({ base: _base, yardstick, ...plan }: PlanFile): unknown {
  // Through JSON, as the given one went: members that are undefined are no members, and stored cases become plain ones.
  return JSON.parse(
    canonicalJson({ ...plan, ...(yardstick === undefined ? {} : { yardstick: { ...yardstick, commit: '' } }) }),
  );
}
