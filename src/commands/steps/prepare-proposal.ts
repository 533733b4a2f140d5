import type { MigrationSubject } from '../../core/contracts/assessment.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import type { YardstickChange, YardstickProposal } from '../../core/contracts/yardstick-change.ts';
import { priceTable } from '../../models/prices.ts';
import type { Detection } from '../../workspace/variants/detect-changes.ts';
import type { ComparedModel } from '../../workspace/yardstick/prices.ts';
import { proposedYardstick } from '../../workspace/yardstick/proposed.ts';
import { proposeYardstick, type ReadProposal } from './propose-yardstick.ts';
import type { Configurations } from './read-configurations.ts';
import type { Sides } from './sides.ts';

/** What a pull request proposes to measure with. */
export interface PreparedProposal {
  /** Absent where nothing of the yardstick changes. */
  readonly yardstickChanges?: YardstickProposal;
  /** The migrations as the proposed yardstick judges them; absent where it cannot be applied, or would change nothing. */
  readonly proposal?: { readonly yardstick: Yardstick; readonly judged: readonly MigrationSubject[] };
}

interface ProposalContext {
  readonly sides: Sides;
  readonly configurations: Configurations;
  readonly detection: Detection;
  /** Of the run: prices hold for a time. */
  readonly day: Date;
}

/** What is measured by the base's yardstick. */
interface Measured {
  readonly yardstick: Yardstick;
  readonly models: readonly ComparedModel[];
  /** The migrations by another yardstick, whose scorers and criteria are written in these configurations. */
  readonly judgedBy: (yardstick: Yardstick, configurations: Configurations) => readonly MigrationSubject[];
}

/**
 * Says what the pull request proposes to change in the yardstick, and with a migration also assembles the yardstick that it
 * proposes. Reads nothing where nothing that measures changes. `measured` is absent when there is nothing to measure.
 */
export async function prepareProposal(context: ProposalContext, measured?: Measured): Promise<PreparedProposal> {
  const { sides, configurations, detection } = context;
  const { changedFiles, report } = detection;
  if (report.proposed.length === 0) return {};
  const inEffect = measured?.yardstick.applications ?? [];
  const read = await proposeYardstick({ sides, configurations, changedFiles, inEffect });
  const { proposal: yardstickChanges } = read;
  if (measured === undefined || !isApplicable(yardstickChanges, report)) return { yardstickChanges };
  try {
    const proposal = assembled(context, read, measured);
    return { yardstickChanges, ...(proposal === undefined ? {} : { proposal }) };
  } catch (error) {
    if (!(error instanceof ChangeoverError)) throw error;
    return { yardstickChanges: { ...yardstickChanges, warnings: [...yardstickChanges.warnings, ...error.problems] } };
  }
}

/** Whether the head's yardstick can stand for what is proposed, and says anything else about what migrates. */
function isApplicable({ changes, outdated }: YardstickProposal, { applications }: Detection['report']): boolean {
  const migrating = new Set(
    applications.flatMap(({ application, kind }) => (kind === 'changed' || kind === 'added' ? [application] : [])),
  );
  const reaches = (change: YardstickChange): boolean =>
    !('application' in change) || change.application === undefined || migrating.has(change.application);
  const isUnread = changes.some((change) => change.kind === 'suite-unread' && reaches(change));
  return outdated !== true && !isUnread && changes.some((change) => !ELSEWHERE.has(change.kind) && reaches(change));
}

/** Changes after which every figure is what it was. */
const ELSEWHERE: ReadonlySet<YardstickChange['kind']> = new Set([
  'owners',
  'application-added',
  'application-removed',
  'provider-added',
]);

function assembled(
  { sides, configurations, day }: ProposalContext,
  { applications }: ReadProposal,
  { yardstick: base, models, judgedBy }: Measured,
): PreparedProposal['proposal'] {
  const { target } = configurations;
  if (target === undefined) return undefined;
  const yardstick = proposedYardstick({
    base,
    configuration: target,
    applications,
    commit: sides.target,
    models,
    priceOf: priceTable(target.prices, base.providers, day),
  });
  return { yardstick, judged: judgedBy(yardstick, { ...configurations, base: target }) };
}
