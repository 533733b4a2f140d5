import type { AssessmentInput, ProposedMeasurement } from '../contracts/assessment.ts';
import type { Migration, OtherVerdict, Verdict } from '../contracts/verdict.ts';
import { isStanding } from './critical.ts';
import { concludeAll } from './verdict.ts';

/** Judges an input that proposes nothing: what was measured, and what people excused. */
type Judge = (input: AssessmentInput) => Verdict;

/**
 * Lays the verdict under the proposed yardstick beside the one under the base's. It has no effect, unless every owner who has
 * to has approved it and everything that it asks for was measured: then it decides, and the base's is laid beside it.
 *
 * @param byBase the verdict under the base's yardstick.
 */
export function withProposal(byBase: Verdict, input: AssessmentInput, judge: Judge): Verdict {
  const { proposal, ...others } = input;
  if (proposal === undefined) return byBase;
  const { digests } = proposal.yardstick;
  const { verdict, isMeasured } = underProposal(others, proposal, judge);
  const isApproved =
    byBase.approval?.approved === true && byBase.hold?.parts.includes('yardstick') === true && isOwned(input);
  if (!isApproved || !isMeasured) return { ...byBase, underProposed: { ...otherOf(verdict), digests } };
  const { reason, migrations, mode, onInconclusive, onUncovered } = verdict;
  const decided = { verdict: verdict.verdict, reason, migrations, mode, onInconclusive, onUncovered };
  return { ...byBase, ...decided, underBase: { ...otherOf(byBase), digests } };
}

/** The word of one application's owners must not let another's be judged by a yardstick that nobody could approve. */
function isOwned({ hold, yardstick, yardstickChanges }: AssessmentInput): boolean {
  const owned = new Set(hold?.scopes.map(({ application }) => application));
  const judged = new Set(yardstick?.applications.map(({ name }) => name));
  return (yardstickChanges?.changes ?? []).every((change) => {
    const name = 'application' in change ? change.application : undefined;
    return name === undefined || !judged.has(name) || owned.has(name) || owned.has(undefined);
  });
}

interface UnderProposal {
  readonly verdict: Verdict;
  readonly isMeasured: boolean;
}

function underProposal(
  { hold: _decidesElsewhere, ...input }: Omit<AssessmentInput, 'proposal'>,
  { yardstick, subjects, cells }: ProposedMeasurement,
  judge: Judge,
): UnderProposal {
  const view = { ...input, yardstick, policy: yardstick.policy, subjects, cells };
  const verdict = judge(view);
  const migrations = verdict.migrations.map(withoutGuess);
  const isMeasured = migrations.every((one, index) => one === verdict.migrations[index]);
  if (isMeasured) return { verdict, isMeasured };
  return { verdict: { ...verdict, ...concludeAll(view, migrations), migrations }, isMeasured };
}

/**
 * A migration of which calls that its yardstick asks for were never made is not decided, however the rest looks: the proposal
 * chooses which calls those are. What could not have been measured under any yardstick stays as it is.
 */
function withoutGuess(migration: Migration): Migration {
  const { application, counts, criticalLosses, verdict, calls, problems } = migration;
  if (verdict === 'not-applicable' || (calls.planned === 0 && problems.length > 0)) return migration;
  const missing = (counts.source.errors['missing'] ?? 0) + (counts.target.errors['missing'] ?? 0);
  const unrepeated = criticalLosses.filter((loss) => isStanding(loss) && loss.confirmation === 'not repeated').length;
  if (missing + unrepeated === 0) return migration;
  return { ...migration, verdict: 'inconclusive', reason: { kind: 'not-measured', application, missing, unrepeated } };
}

function otherOf({
  verdict,
  reason,
  mode,
  onInconclusive,
  onUncovered,
  migrations,
}: Verdict): Omit<OtherVerdict, 'digests'> {
  return { verdict, reason, mode, onInconclusive, onUncovered, migrations };
}
