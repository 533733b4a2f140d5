import type { AssessmentInput } from '../../core/contracts/assessment.ts';
import type { ApplicationPlanReport } from '../../core/contracts/plan.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { draftSample } from '../../core/plan/draft-sample.ts';
import { concludeUnsent } from '../../core/policy/unsent.ts';
import type { Subject } from './measure.ts';
import type { Preparation } from './prepare.ts';

/** What says what is called. */
type Scoped = Pick<Preparation, 'yardstick' | 'policy' | 'subjects' | 'judged'>;

/** What of a preparation is called. */
export interface RunScope {
  readonly subjects: readonly Subject[];
  /** Absent: every case of every suite. */
  readonly scope?: AssessmentInput['scope'];
  /** Applications of which nothing is called, although they could be, and why. */
  readonly unsent: ReadonlyMap<string, NonNullable<ApplicationPlanReport['unsent']>>;
}

/**
 * Leaves out what needs no call: applications of which every case sends the same on both sides, and, of a draft pull request,
 * all cases beyond the sample. `assess` draws the same line from the evidence alone.
 */
export function runScope(preparation: Scoped, isDraft: boolean): RunScope {
  const { yardstick, policy } = preparation;
  const unsent = unsentOf(preparation);
  const subjects = preparation.subjects.filter(({ application }) => !unsent.has(application.name));
  if (yardstick === undefined || !isDraft || policy.onDraft === 'full') return { subjects, unsent };
  const sampled = subjects.map((subject) => sampleOf(subject, yardstick));
  const isWhole = sampled.every(({ application }, index) => application === subjects[index]?.application);
  return isWhole ? { subjects, unsent } : { subjects: sampled, scope: 'draft', unsent };
}

function unsentOf({ subjects, judged }: Scoped): RunScope['unsent'] {
  const found = subjects.flatMap(({ application }) => {
    const subject = judged.find((one) => one.application === application.name);
    const reason = subject && concludeUnsent(subject, application)?.reason;
    if (reason?.kind !== 'not-evaluated') return [];
    const { what } = reason;
    return what === 'same-requests' || what === 'not-reached' ? [[application.name, what] as const] : [];
  });
  return new Map(found);
}

function sampleOf(subject: Subject, { seed }: Yardstick): Subject {
  return { ...subject, application: draftSample(subject.application, seed) };
}
