import { comparisonsOf, levelOf } from '../../comparison/compare.ts';
import type { Comparison } from '../../contracts/comparison.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { ScoredCells } from '../../contracts/score.ts';
import type { Stopping } from '../../contracts/verdict.ts';
import type { Look } from '../../plan/look-schedule.ts';
import type { RunProgress } from '../../plan/run-progress.ts';
import { normalCdf } from '../../stats/normal.ts';
import { planSequentialTest } from '../../stats/sequential-plan.ts';
import { boundaryAt } from '../../stats/sequential-test.ts';
import { errorRateOf } from '../error-rate.ts';
import type { Evaluated } from '../evaluated.ts';
import type { Measurement } from '../measurement.ts';
import { requirementsOf } from '../requirements.ts';
import { type Course, findingsAt, takeLook } from './course.ts';
import { reachedAt, viewAt } from './sample.ts';
import { progressOf, type Setting, settingOf } from './setting.ts';
import { courseOf, step } from './step.ts';
import type { View } from './track.ts';

/**
 * Evaluates sequentially what was observed: takes the planned looks in turn, each when every planned cell of its cases is
 * there (failed ones included), and ends with the first that settles the application. What was observed beyond is not judged,
 * so that nobody can choose by evidence where to stop. When none settles it, all cases are judged, and cells that are missing
 * count as failed. `cells`: the application's own.
 */
export function replay(base: Omit<Measurement, 'table'>, cells: ScoredCells): Evaluated {
  const setting = settingOf(base);
  const progress = progressOf(setting);
  for (const cell of cells) progress.note(cell);
  const { course, taken, last } = lookUntilSettled(setting, progress, cells);
  const view = viewAt(setting, last, cells);
  const findings = findingsAt(last.isLast ? takeLook(course, view) : course, view);
  return {
    measurement: reachedAt(setting, last, cells),
    analyses: view.analyses,
    findings,
    comparisons: comparisonsAt(setting, view, [...taken, last]),
    stopping: {
      cases: last.run,
      of: base.application.suite.cases.length,
      looks: taken.length + 1,
      why: whyEnded(last, findings),
      savedCalls: progress.missingAfter(last.run),
    },
  };
}

interface Looked {
  readonly course: Course;
  /** Looks before the last one. */
  readonly taken: readonly Look[];
  /** The look that the run ends with. */
  readonly last: Look;
}

function lookUntilSettled(setting: Setting, progress: RunProgress, cells: ScoredCells): Looked {
  let course = courseOf(setting);
  const taken: Look[] = [];
  for (const look of setting.schedule.looks) {
    if (look.isLast) return { course, taken, last: look };
    // A hole in what was observed keeps every look after it from being taken.
    if (progress.complete() < look.run) continue;
    const next = step(setting, course, look, cells);
    course = next.course;
    if (next.ends) return { course, taken, last: look };
    taken.push(look);
  }
  throw new RangeError('a schedule ends with its last look');
}

/**
 * Every metric, with an interval as wide as the look demands of a test on all cases: repeated intervals, like those of the
 * findings, whatever metric it was that made the run end.
 */
function comparisonsAt(
  { application, yardstick }: Setting,
  { analyses }: View,
  looks: readonly Look[],
): readonly Comparison[] {
  const cases = application.suite.cases.length;
  const alpha = errorRateOf(yardstick.policy);
  const taken = looks.map(({ drawn }) => ({ done: drawn, remaining: cases - drawn }));
  const now = taken.pop() ?? { done: cases, remaining: 0 };
  const { pass } = boundaryAt(planSequentialTest({ cases, alpha }), taken, now);
  return comparisonsOf(analyses, normalCdf(-pass)).map((one) => ({ ...one, intervalLevel: levelOf(alpha) }));
}

function whyEnded({ isLast }: Look, findings: readonly Finding[]): Stopping['why'] {
  if (isLast) return 'all-cases';
  const requirements = requirementsOf(findings);
  // A failure is a decision: what was left open beside it changes nothing.
  if (requirements.some(({ status }) => status === 'fail')) return 'decided';
  const undecided = requirements.filter(({ status }) => status === 'inconclusive');
  const isFutile = undecided.some((requirement) => requirement.findings.some(({ cause }) => cause?.kind === 'futile'));
  return isFutile ? 'futile' : 'decided';
}
