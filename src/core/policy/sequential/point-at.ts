import type { Analysis } from '../../comparison/analysis.ts';
import { pointSettledAs } from '../../stats/settled-point.ts';
import { boundOf } from '../bound.ts';
import { findingOf } from '../finding.ts';
import { shownFigures } from '../judgement.ts';
import type { Track, View } from './track.ts';

/**
 * Answers a question on the observed figure when whatever the remaining cases show, failures included, can no longer change
 * on which side of the bound it lies. Of a metric that cannot be trusted nothing is certain.
 */
export function pointAt(track: Track, { analyses, circumstances }: View): Track {
  const { question, total } = track;
  const { criterion, slice } = question;
  const analysis = analyses.of(criterion.metric, slice);
  if (analysis === undefined || circumstances.defectOf(criterion.metric) !== undefined) return track;
  const bound = boundOf(criterion);
  const mean = bound.basis === 'level' ? analysis.target : analysis.difference;
  if (mean === undefined) return track;
  const sofar = { sum: mean * analysis.n, measured: analysis.n, remaining: total - analysis.cases };
  const status = pointSettledAs({ ...sofar, range: rangeOf(analysis, bound.basis === 'level') }, bound);
  if (status === 'open') return track;
  const judgement = { ...shownFigures(bound, analysis), status, enforce: criterion.enforce };
  // No interval: one that is made when the figures happen to allow it would not hold as often as it says.
  const finding = findingOf(question, analysis, judgement, { look: { cases: analysis.cases, of: total } });
  return { ...track, drawn: analysis.cases, finding };
}

/** Least and largest figure that one case can have. */
function rangeOf({ metric }: Analysis, isLevel: boolean): readonly [number, number] {
  const most = metric.unit === 'share' ? 1 : Infinity;
  return [isLevel ? 0 : -most, most];
}
