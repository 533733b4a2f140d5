import type { Finding } from '../contracts/finding.ts';
import { CRITICAL_CASES, type WaiverSubject } from '../contracts/waiver.ts';
import { isStanding } from '../policy/critical.ts';
import { figureOf } from './waiver-figures.ts';
import { waivedFinding } from './waiver-subject.ts';
import type { WaivableResult } from './waivers.ts';

/**
 * What of a result waivers of one metric could excuse, each with its figure as it stands: blocking findings that do not pass,
 * whether or not a waiver excuses them already, or the critical cases that are lost.
 */
export function waivableSubjects(
  metric: string,
  { findings, criticalLosses }: Pick<WaivableResult, 'findings' | 'criticalLosses'>,
): readonly WaiverSubject[] {
  if (metric !== CRITICAL_CASES) {
    return findings
      .filter((finding) => finding.metric === metric && isExcusable(finding))
      .map((finding) => waivedFinding(finding, figureOf(finding)));
  }
  const caseIds = criticalLosses.filter(isStanding).map(({ caseId }) => caseId);
  return caseIds.length === 0 ? [] : [{ kind: 'critical', caseIds }];
}

function isExcusable({ enforce, status }: Finding): boolean {
  return enforce === 'block' && (status === 'fail' || status === 'inconclusive' || status === 'waived');
}
