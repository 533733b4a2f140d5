import type { AssessmentInput, MigrationSubject } from '../../core/contracts/assessment.ts';
import type { ApplicationChange, ChangeReport } from '../../core/contracts/change.ts';
import type { Hold } from '../../core/contracts/governance.ts';
import type { Variant } from '../../core/contracts/layer.ts';
import { ChangeoverError, type Problem } from '../../core/contracts/problem.ts';
import type { RecordedReply } from '../../core/contracts/recording.ts';
import type { Policy, Yardstick } from '../../core/contracts/yardstick.ts';
import { holdOf, holdOfFirst } from '../../core/governance/hold.ts';
import { priceTable } from '../../models/prices.ts';
import { type Detection, detectChanges } from '../../workspace/variants/detect-changes.ts';
import { type AssembledYardstick, assembleYardstick } from '../../workspace/yardstick/assemble.ts';
import { checkSubjects, judgedSubject, type Migrating } from './check-subjects.ts';
import type { Subject } from './measure.ts';
import { type PreparedProposal, prepareProposal } from './prepare-proposal.ts';
import { type Configurations, missingConfiguration, readConfigurations } from './read-configurations.ts';
import type { Sides } from './sides.ts';
import type { Surroundings } from './surroundings.ts';

/** Everything that is known before the first call: what changed, what measures, what is to be measured. */
export interface Preparation extends PreparedProposal {
  readonly configurations: Configurations;
  readonly changes: ChangeReport;
  readonly policy: Policy;
  /** Absent when nothing has to be measured: then no suite was read. */
  readonly yardstick?: Yardstick;
  readonly recordings: ReadonlyMap<string, readonly RecordedReply[]>;
  /** Applications that can be measured. */
  readonly subjects: readonly Subject[];
  /** All migrating applications, as the verdict lists them. */
  readonly judged: readonly MigrationSubject[];
  readonly moved: AssessmentInput['moved'];
  /** What owners have to approve; absent where there is nothing, and in a terminal, where nobody can. */
  readonly hold?: Hold;
  /** Of no single application. */
  readonly problems: readonly Problem[];
}

/** What of a preparation the rest of the way needs: plain data, which another job may have made. */
export type Prepared = Omit<Preparation, 'configurations' | 'changes'> & {
  readonly changes: Omit<ChangeReport, 'applications'>;
};

/**
 * Reads configurations and layers of both sides, and, only when an application migrates, all that measures. Whatever would
 * fail later is found here, before money is spent: a yardstick that cannot be used is a problem of no single application.
 * Throws a ChangeoverError when no configuration can be read.
 */
export async function prepare(
  sides: Sides,
  request: { readonly config: string; readonly allowPreview: boolean },
  surroundings: Pick<Surroundings, 'voice' | 'clock'>,
): Promise<Preparation> {
  const configurations = await readConfigurations(sides, request.config, request);
  const preparation = await prepareWith(configurations, sides, surroundings);
  const hold = request.allowPreview ? undefined : heldOf(preparation);
  return hold === undefined ? preparation : { ...preparation, hold };
}

function heldOf({ configurations, changes, yardstickChanges }: Preparation): Hold | undefined {
  const { base, isFirst } = configurations;
  if (isFirst) return holdOfFirst(base);
  return holdOf({ base, changes, ...(yardstickChanges === undefined ? {} : { proposal: yardstickChanges }) });
}

async function prepareWith(
  configurations: Configurations,
  sides: Sides,
  { voice, clock }: Pick<Surroundings, 'voice' | 'clock'>,
): Promise<Preparation> {
  const day = clock.date();
  const { base, source, target } = configurations;
  const detection = await detectChanges({
    repository: sides.repository,
    commits: { base: measuringCommit(configurations, sides), source: sides.source, target: sides.target },
    configurations: { base, source, target },
  });
  for (const warning of detection.warnings) voice.warn(warning);
  const known = knownBeforeMeasuring(configurations, detection);
  const migrating = detection.report.applications.filter(isMigrating);
  if (configurations.isFirst) return prepareFirst(sides, configurations, { known, migrating, day });
  const context = { sides, configurations, detection, day };
  if (migrating.every(({ kind }) => kind === 'removed')) {
    return {
      ...known,
      ...(await prepareProposal(context)),
      judged: migrating.map((change) => judgedSubject(change, detection.problems, [])),
    };
  }
  const assembled = await assembleOrProblems(sides, configurations, migrating, day);
  if ('problems' in assembled) {
    const judged = migrating.map((change) => judgedSubject(change, [], []));
    return {
      ...known,
      ...(await prepareProposal(context)),
      judged,
      problems: [...detection.problems, ...assembled.problems],
    };
  }
  for (const warning of assembled.warnings) voice.warn(warning);
  const proposed = await prepareProposal(context, {
    yardstick: assembled.yardstick,
    models: modelsOf(migrating),
    judgedBy: (yardstick, by) =>
      checkSubjects(migrating, detection, { ...assembled, yardstick, proposedProblems: [] }, by).judged,
  });
  return { ...known, ...proposed, ...checkSubjects(migrating, detection, assembled, configurations) };
}

/**
 * The first configuration, by itself: it is read through, so that what is approved can measure, and then nothing is called. With
 * a migration it is refused, as it would be its own judge. Its policy is not in force yet.
 */
async function prepareFirst(
  sides: Sides,
  configurations: Configurations,
  { known, migrating, day }: { readonly known: Known; readonly migrating: readonly Migrating[]; readonly day: Date },
): Promise<Preparation> {
  const { file, policy } = configurations.base;
  if (migrating.length > 0) throw missingConfiguration(file, true);
  const read = await assembleOrProblems(sides, configurations, [], day);
  const proposed = [{ kind: 'configuration', subject: file, target: 'added', place: { file } }] as const;
  return {
    ...known,
    changes: { ...known.changes, proposed },
    policy: { ...policy, mode: 'enforce', onInconclusive: 'fail', onUncovered: 'fail' },
    judged: [],
    problems: [...known.problems, ...('problems' in read ? read.problems : [])],
  };
}

/** Where what measures is read: at the base, unless it has no configuration. */
function measuringCommit(
  { preview, isFirst }: Configurations,
  { base, target }: Pick<Sides, 'base' | 'target'>,
): string {
  return preview || isFirst ? target : base;
}

function isMigrating(change: ApplicationChange): change is Migrating {
  return change.kind !== 'unchanged' && change.kind !== 'absent';
}

type Known = ReturnType<typeof knownBeforeMeasuring>;

function knownBeforeMeasuring(configurations: Configurations, { report, problems }: Detection) {
  return {
    configurations,
    changes: report,
    policy: configurations.base.policy,
    recordings: new Map<string, readonly RecordedReply[]>(),
    subjects: [],
    moved: report.applications.flatMap(({ application, moved }) => moved.map((move) => ({ application, ...move }))),
    problems: problems.filter(({ application }) => application === undefined),
  };
}

/** What was found before still counts when the yardstick cannot be read: the policy, and what else is wrong. */
async function assembleOrProblems(
  ...request: Parameters<typeof assemble>
): Promise<AssembledYardstick | { readonly problems: readonly Problem[] }> {
  try {
    return await assemble(...request);
  } catch (error) {
    if (error instanceof ChangeoverError) return { problems: error.problems };
    throw error;
  }
}

/** The base's yardstick, and the head's own suites for what only the head proposes. */
async function assemble(
  { repository, base, target }: Sides,
  configurations: Configurations,
  migrating: readonly Migrating[],
  day: Date,
): Promise<AssembledYardstick> {
  const commit = measuringCommit(configurations, { base, target });
  const proposed = migrating.filter(({ kind }) => kind === 'proposed').map(({ application }) => application);
  return assembleYardstick({
    configuration: configurations.base,
    commit,
    read: (path) => repository.read(commit, path),
    models: migrating.flatMap((change) => [change.source, change.target].flatMap((variant) => variant ?? [])),
    priceOf: priceTable(configurations.base.prices, configurations.base.providers, day),
    preview: configurations.preview,
    ...(proposed.length === 0 || configurations.target === undefined
      ? {}
      : {
          proposed: {
            configuration: configurations.target,
            applications: proposed,
            read: (path) => repository.read(target, path),
          },
        }),
  });
}

function modelsOf(migrating: readonly Migrating[]): readonly Variant[] {
  return migrating.flatMap((change) => [change.source, change.target].flatMap((variant) => variant ?? []));
}
