import type { AssessmentInput } from '../../core/contracts/assessment.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { draftSample } from '../../core/plan/draft-sample.ts';
import { concludeUnsent } from '../../core/policy/unsent.ts';
import type { Subject } from './measure.ts';
import type { Preparation } from './prepare.ts';

/** What of a preparation is called. */
export interface RunScope {
  readonly subjects: readonly Subject[];
  /** Absent: every case of every suite. */
  readonly scope?: AssessmentInput['scope'];
}

/**
 * Leaves out what needs no call: applications of which every case sends the same on both sides, and, of a draft pull request,
 * all cases beyond the sample. `assess` draws the same line from the evidence alone.
 */
export function runScope({ yardstick, subjects, judged, policy }: Preparation, isDraft: boolean): RunScope {
  if (yardstick === undefined) return { subjects: [] };
  const sent = subjects.filter(({ application }) => {
    const subject = judged.find((one) => one.application === application.name);
    return subject === undefined || concludeUnsent(subject, application) === undefined;
  });
  if (!isDraft || policy.onDraft === 'full') return { subjects: sent };
  const sampled = sent.map((subject) => sampleOf(subject, yardstick));
  const isWhole = sampled.every(({ application }, index) => application === sent[index]?.application);
  return isWhole ? { subjects: sent } : { subjects: sampled, scope: 'draft' };
}

function sampleOf(subject: Subject, { seed }: Yardstick): Subject {
  return { ...subject, application: draftSample(subject.application, seed) };
}
