import { metricsOf } from '../../comparison/metrics.ts';
import { slicesOf } from '../../comparison/slices.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { ApplicationYardstick } from '../../contracts/yardstick.ts';
import { findingsOfFamily } from '../findings.ts';
import { type Question, questionsOf } from '../questions.ts';
import { lookAt, undecidedFinding } from './look-at.ts';
import { pointAt } from './point-at.ts';
import { planOf, timingOf } from './timing.ts';
import type { Track, View } from './track.ts';

/** All questions of an application on their way through the looks: one list a criterion, the whole suite before its slices. */
export type Course = readonly (readonly Track[])[];

/** Before the first look. `alpha`: error rate of each one-sided decision. */
export function startCourse(
  { suite, acceptance }: ApplicationYardstick,
  { alpha, hasSource }: { readonly alpha: number; readonly hasSource: boolean },
): Course {
  const { cases, trials, scorers } = suite;
  const sizes = new Map(slicesOf(cases).map(({ slice, members }) => [slice, members.length]));
  const metrics = new Map(metricsOf(scorers).map((metric) => [metric.name, metric]));
  const start = (question: Question): Track => {
    const total = question.slice === undefined ? cases.length : (sizes.get(question.slice) ?? 0);
    const beforehand = { metric: metrics.get(question.criterion.metric), total, trials, hasSource };
    const timing = timingOf(question, beforehand);
    const plan = timing === 'at-looks' ? { plan: planOf(question, beforehand) } : {};
    return { question, timing, total, ...plan, history: [], drawn: 0, futile: false };
  };
  const slices = [...sizes.keys()].flatMap((slice) => slice ?? []);
  return questionsOf(acceptance, slices, alpha).map((family) => family.map(start));
}

/** The course after a look at what is still open. */
export function takeLook(course: Course, view: View): Course {
  return course.map((family) => lookAtFamily(family, view));
}

/**
 * The more slices have failed, the fewer share the error rate of failing: Holm's procedure, group sequentially (Maurer &
 * Bretz 2013, "Multiple testing in group sequential trials using graphical approaches", Stat. Biopharm. Res. 5:311). So a
 * failure lets the others be looked at once more, with what it leaves them.
 */
function lookAtFamily(family: readonly Track[], view: View): readonly Track[] {
  for (let looked = family; ; ) {
    const slices = sharingSlices(looked);
    const next = family.map((track, index) => {
      const now = looked[index] ?? track;
      return now.finding?.status === 'fail' ? now : lookOnce(track, slices, view);
    });
    if (sharingSlices(next) === slices) return next;
    looked = next;
  }
}

/** Slices of a criterion that share the error rate of failing: those at looks that have not failed yet, at least 1. */
function sharingSlices(family: readonly Track[]): number {
  const open = family.filter(
    ({ question, timing, finding }) =>
      question.slice !== undefined && timing === 'at-looks' && finding?.status !== 'fail',
  );
  return Math.max(1, open.length);
}

function lookOnce(track: Track, slices: number, view: View): Track {
  if (track.finding !== undefined) return track;
  if (track.timing === 'at-looks') return lookAt(track, track.question.slice === undefined ? 1 : slices, view);
  return track.timing === 'when-certain' ? pointAt(track, view) : track;
}

/**
 * The findings of a run that ends with this look, in the order of the questions. At the last look every question is answered,
 * by a single test where no look before could. `view` has every metric.
 */
export function findingsAt(course: Course, view: View): readonly Finding[] {
  return course.flatMap((family) => {
    const slices = sharingSlices(family);
    const once = family.filter((track) => isJudgedOnce(track, view));
    const judged = new Map<Question, Finding>();
    for (const [index, finding] of judgeOnce(once, view).entries()) {
      const track = once[index];
      if (track !== undefined) judged.set(track.question, finding);
    }
    return family.map(
      (track) =>
        judged.get(track.question) ??
        track.finding ??
        undecidedFinding(track, track.question.slice === undefined ? 1 : slices, view),
    );
  });
}

function judgeOnce(tracks: readonly Track[], { analyses, circumstances }: View): readonly Finding[] {
  const findings = findingsOfFamily(
    tracks.map(({ question }) => question),
    analyses,
    circumstances,
  );
  return findings.map((finding, index) => ofWholeSlice(finding, tracks[index]?.total ?? 0));
}

/** Of a slice that is too small whatever the run does, all of its cases are told, not those that were drawn. */
function ofWholeSlice(finding: Finding, total: number): Finding {
  return finding.cause?.kind === 'slice-too-small' ? { ...finding, cause: { ...finding.cause, n: total } } : finding;
}

/**
 * By a single test are answered, at the end, those that no look could answer; and, whenever the run stops, those that decide
 * nothing. What a look answered is not asked again, unless the metric turned out not to be trustworthy.
 */
function isJudgedOnce(track: Track, { analyses, circumstances, isLast }: View): boolean {
  const { question, timing, finding } = track;
  const { metric, enforce } = question.criterion;
  if (timing === 'never') return true;
  if (finding !== undefined) return circumstances.defectOf(metric) !== undefined;
  if (isLast) return true;
  return enforce === 'report' && timing !== 'at-looks' && (analyses.of(metric, question.slice)?.n ?? 0) > 0;
}
