import type { AssessmentInput } from '../contracts/assessment.ts';
import type { Owners } from '../contracts/people.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { restsOnFindings } from './excuse.ts';

/** What people have to be asked, because their word could change the verdict. */
export interface GovernanceNeed {
  /** Something is held until owners approve it. */
  readonly approvals: boolean;
  /** Names of the applications of which some finding or lost case could be excused. */
  readonly waivable: readonly string[];
  /** Lists of all owners whose word could count. */
  readonly owners: readonly Owners[];
}

/**
 * What has to be asked, given what was measured; `undefined` where no word of anybody could change the verdict, so that most
 * pull requests cost no request more.
 *
 * @param alone the verdict on the input before anybody's word.
 */
export function governanceNeed(alone: Verdict, input: AssessmentInput): GovernanceNeed | undefined {
  const { yardstick, hold, scope } = input;
  const approvals = hold !== undefined && hold.scopes.length > 0;
  const isWhole = scope !== 'draft';
  const open = isWhole ? alone.migrations.filter(restsOnFindings) : [];
  const isOutage = isWhole && alone.migrations.some(({ outage }) => outage === true);
  if (!approvals && open.length === 0 && !isOutage) return undefined;
  const waivable = open.map(({ application }) => application);
  const applications = yardstick?.applications.filter(({ name }) => waivable.includes(name)) ?? [];
  return {
    approvals,
    waivable,
    owners: [
      ...(yardstick === undefined ? [] : [yardstick.policy.owners]),
      ...applications.map(({ owners }) => owners),
      ...(hold?.scopes.flatMap(({ owners }) => owners) ?? []),
    ],
  };
}
