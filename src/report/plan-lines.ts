import type { ApplicationPlanReport, PlanReport, RunEstimate } from '../core/contracts/plan.ts';
import { detectionLine } from './detection-words.ts';
import { plainText } from './plain-text.ts';
import {
  basisWords,
  callWords,
  costWords,
  overTimeWords,
  paidWords,
  reliabilityWords,
  timeWords,
} from './plan-words.ts';
import { squeezeWords } from './squeeze-words.ts';
import { clip } from './untrusted.ts';

/** What is said of a run before its first call. */
export interface PlanLines extends Pick<PlanReport, 'capUsd' | 'squeeze' | 'maxMinutes'> {
  readonly estimate: RunEstimate;
  readonly applications: readonly Pick<
    ApplicationPlanReport,
    'application' | 'sides' | 'detectability' | 'reliability'
  >[];
}

/** What a run takes and what it can tell, in a few plain lines for a log. Names in it are the user's. */
export function planLines({ estimate, applications, capUsd, squeeze, maxMinutes }: PlanLines): readonly string[] {
  const sides = applications.flatMap((application) => application.sides);
  const isRecorded = sides.every(({ recorded }) => recorded);
  const left = estimate.paidCalls === 0 ? '' : ' for what is left';
  const paid = paidWords(estimate);
  const overTime = overTimeWords(estimate, maxMinutes);
  const squeezed = squeezeWords(squeeze, capUsd);
  const money = `Cost${left}: ${costWords(estimate, capUsd)}; time: ${timeWords(estimate)} (${basisWords(estimate, sides)}).`;
  return [
    `Plan: ${callWords(estimate)}${paid === undefined ? '' : `; ${paid}`}.`,
    isRecorded ? 'Cost: nothing, the replies are recorded.' : money,
    ...(overTime === undefined ? [] : [overTime]),
    ...(squeezed === undefined ? [] : [squeezed]),
    ...applications.flatMap(applicationLines),
  ];
}

function applicationLines({
  application,
  detectability,
  reliability,
}: PlanLines['applications'][number]): readonly string[] {
  const about = clip(application, 60);
  return [
    ...detectability.map((one) => `${about}: ${detectionLine(one)}`),
    ...(reliability === undefined ? [] : [`${about}: ${plainText(reliabilityWords(reliability))}`]),
  ];
}
