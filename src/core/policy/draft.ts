import type { AssessmentInput } from '../contracts/assessment.ts';
import type { Finding } from '../contracts/finding.ts';
import type { Migration } from '../contracts/verdict.ts';
import type { ApplicationYardstick, Yardstick } from '../contracts/yardstick.ts';
import { draftSample } from '../plan/draft-sample.ts';
import { conclude } from './conclusion.ts';

/** The yardstick as far as it is applied: of a draft, a sample of every suite. */
export function yardstickInScope({
  scope,
  yardstick,
}: Pick<AssessmentInput, 'scope' | 'yardstick'>): Yardstick | undefined {
  if (scope !== 'draft' || yardstick === undefined) return yardstick;
  return { ...yardstick, applications: yardstick.applications.map((one) => draftSample(one, yardstick.seed)) };
}

/**
 * A migration as it stands when only a sample was evaluated. A regression that the sample proves by itself stands: a lost
 * critical case, an interval wholly outside its bound. Everything else is undecided, however good the figures look: a sample
 * is no evaluation, and must never turn the gate green.
 */
export function concludeOnSample(migration: Migration, yardstick: Yardstick | undefined): Migration {
  const whole = yardstick?.applications.find(({ name }) => name === migration.application);
  if (yardstick === undefined || whole === undefined || migration.verdict === 'not-applicable') return migration;
  const sample = draftSample(whole, yardstick.seed);
  if (sample === whole || migration.calls.planned === 0) return migration;
  // How often an unchanged model would pass is asked of the whole suite.
  const { reliability: _ofTheSample, ...judged } = migration;
  const findings = migration.findings.map((finding) => onSample(finding, whole));
  const shown = { ...judged, findings };
  if (!restsOnFindings(migration)) return shown;
  const { application, criticalLosses } = migration;
  const conclusion = conclude({ application, problems: [], criticalLosses, findings });
  if (conclusion.verdict === 'fail' || conclusion.verdict === 'invalid') return { ...shown, ...conclusion };
  return {
    ...shown,
    verdict: 'inconclusive',
    reason: {
      kind: 'sample',
      application,
      cases: sample.suite.cases.length,
      of: whole.suite.cases.length,
      lost: migration.lost.length,
    },
  };
}

/** As opposed to what stands whatever the findings say: problems, failed cells, a target that answers nothing. */
function restsOnFindings({ verdict, reason }: Migration): boolean {
  if (verdict !== 'invalid' && verdict !== 'fail') return true;
  return reason.kind === 'finding' || reason.kind === 'critical';
}

/** What the sample lacks can be in the suite; and what is decided by the figure itself needs every case of it. */
function onSample(finding: Finding, { suite }: ApplicationYardstick): Finding {
  const { status, evidence, cause, slice, n } = finding;
  const lacking = status === 'invalid' && (cause?.kind === 'slice-unknown' || cause?.kind === 'too-few-cases');
  if (!lacking && !(status === 'fail' && evidence === 'point')) return finding;
  const needed = slice === undefined ? suite.cases.length : casesOf(suite, slice);
  if (needed <= n) return finding;
  return { ...finding, status: 'inconclusive', cause: { kind: 'too-few-cases', n, needed } };
}

function casesOf({ cases }: ApplicationYardstick['suite'], slice: string): number {
  return cases.reduce((count, { slices }) => count + (slices.includes(slice) ? 1 : 0), 0);
}
