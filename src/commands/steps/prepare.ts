import { unrecordedLayers } from '../../core/change/recorded-layers.ts';
import type { AssessmentInput, MigrationSubject } from '../../core/contracts/assessment.ts';
import type { ApplicationChange, ChangeReport } from '../../core/contracts/change.ts';
import type { Variant } from '../../core/contracts/layer.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { RecordedReply } from '../../core/contracts/recording.ts';
import type { Policy, Yardstick } from '../../core/contracts/yardstick.ts';
import { checkTemplates } from '../../core/plan/check-templates.ts';
import { uncappedModels } from '../../core/policy/pricing.ts';
import { checkScorers } from '../../core/scoring/check-scorers.ts';
import { priceTable } from '../../models/prices.ts';
import { type Detection, detectChanges } from '../../workspace/variants/detect-changes.ts';
import { type AssembledYardstick, assembleYardstick } from '../../workspace/yardstick/assemble.ts';
import type { Subject } from './measure.ts';
import { type Configurations, readConfigurations } from './read-configurations.ts';
import type { Sides } from './sides.ts';
import type { Surroundings } from './surroundings.ts';

/** Everything that is known before the first call: what changed, what measures, what is to be measured. */
export interface Preparation {
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
  /** Of no single application. */
  readonly problems: readonly Problem[];
}

type Migrating = ApplicationChange & { readonly kind: MigrationSubject['kind'] };

/**
 * Reads configurations and layers of both sides, and, only when an application migrates, all that measures. Whatever would
 * fail later is found here, before money is spent. Throws a ChangeoverError when the base's own yardstick cannot be used.
 */
export async function prepare(
  sides: Sides,
  request: { readonly config: string; readonly allowPreview: boolean },
  { voice }: Pick<Surroundings, 'voice'>,
): Promise<Preparation> {
  const configurations = await readConfigurations(sides, request.config, request);
  const { base, source, target } = configurations;
  const detection = await detectChanges({
    repository: sides.repository,
    commits: { base: configurations.preview ? sides.target : sides.base, source: sides.source, target: sides.target },
    configurations: { base, source, target },
  });
  for (const warning of detection.warnings) voice.warn(warning);
  const known = knownBeforeMeasuring(configurations, detection);
  const migrating = detection.report.applications.filter(isMigrating);
  if (migrating.every(({ kind }) => kind === 'removed')) {
    return { ...known, judged: migrating.map((change) => judgedSubject(change, detection.problems, [])) };
  }
  const assembled = await assemble(sides, configurations, migrating);
  for (const warning of assembled.warnings) voice.warn(warning);
  return { ...known, ...prepared(migrating, detection, assembled) };
}

function isMigrating(change: ApplicationChange): change is Migrating {
  return change.kind !== 'unchanged' && change.kind !== 'absent';
}

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

/** The base's yardstick, and the head's own suites for what only the head proposes. */
async function assemble(
  { repository, base, target }: Sides,
  configurations: Configurations,
  migrating: readonly Migrating[],
): Promise<AssembledYardstick> {
  const commit = configurations.preview ? target : base;
  const proposed = migrating.filter(({ kind }) => kind === 'proposed').map(({ application }) => application);
  return assembleYardstick({
    configuration: configurations.base,
    commit,
    read: (path) => repository.read(commit, path),
    models: migrating.flatMap((change) => [change.source, change.target].flatMap((variant) => variant ?? [])),
    priceOf: priceTable(configurations.base.prices, configurations.base.providers),
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

function prepared(
  migrating: readonly Migrating[],
  detection: Detection,
  { yardstick, recordings, proposedProblems }: AssembledYardstick,
): Pick<Preparation, 'yardstick' | 'recordings' | 'subjects' | 'judged'> {
  const found = [...detection.problems, ...proposedProblems];
  const checked = migrating.map((change) => {
    const subject = subjectOf(change, yardstick);
    const checks = subject === undefined ? NO_CHECKS : checksOf(change, subject, { yardstick, recordings });
    const judged = judgedSubject(change, [...found, ...checks.problems], checks.warnings);
    return { judged, subject: judged.problems.length > 0 ? undefined : subject };
  });
  return {
    yardstick,
    recordings,
    subjects: checked.flatMap(({ subject }) => subject ?? []),
    judged: checked.map(({ judged }) => judged),
  };
}

/** What is called of an application; nothing of one that was removed or has no suite. */
function subjectOf(change: Migrating, { applications }: Yardstick): Subject | undefined {
  const application = applications.find(({ name }) => name === change.application);
  if (application === undefined || change.target === undefined || change.kind === 'removed') return undefined;
  return { application, target: change.target, ...(change.source === undefined ? {} : { source: change.source }) };
}

interface Checks {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

const NO_CHECKS: Checks = { problems: [], warnings: [] };

/**
 * What would go wrong during the run: scorers that cannot judge, prompts that cannot be filled, replies nobody recorded, a cap
 * that cannot be kept.
 */
function checksOf(
  change: Migrating,
  { application, source, target }: Subject,
  { yardstick, recordings }: Pick<AssembledYardstick, 'yardstick' | 'recordings'>,
): Checks {
  const { name, suite } = application;
  const variants = source === undefined ? [target] : [source, target];
  const templates = checkTemplates(variants, suite.cases);
  const replies = recordings.get(target.provider);
  const problems = [
    ...checkScorers(suite.scorers, suite.cases, suite.file),
    ...templates.problems,
    ...(replies === undefined || source === undefined ? [] : unrecordedLayers(change, replies)),
    ...uncappedModels(
      { application: name, target, ...(source === undefined ? {} : { source }) },
      application,
      yardstick,
    ),
  ];
  const about = (problem: Problem): Problem => ({ ...problem, application: name });
  return { problems: problems.map(about), warnings: templates.warnings.map(about) };
}

function judgedSubject(
  change: Migrating,
  problems: readonly Problem[],
  warnings: readonly Problem[],
): MigrationSubject {
  const { application, kind, changed, source, target } = change;
  return {
    application,
    kind,
    changed,
    ...(source === undefined ? {} : { source: identityOf(source) }),
    ...(target === undefined ? {} : { target: identityOf(target) }),
    problems: problems.filter((problem) => problem.application === application),
    warnings,
  };
}

function identityOf({ model, provider }: Variant): { readonly model: string; readonly provider: string } {
  return { model, provider };
}
