import type { ApplicationConfiguration, Configuration } from '../../core/contracts/configuration.ts';
import { sha256 } from '../../core/contracts/digest.ts';
import { OWNER_ROLES } from '../../core/contracts/people.ts';
import type { ChangedFile, Repository } from '../../core/contracts/ports.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { ApplicationYardstick, ProviderDefinition } from '../../core/contracts/yardstick.ts';
import type { YardstickProposal } from '../../core/contracts/yardstick-change.ts';
import { rolesForChanges } from '../../core/governance/yardstick/roles.ts';
import { type YardstickSide, yardstickDiff } from '../../core/governance/yardstick/yardstick-diff.ts';
import { pathsOf } from '../../workspace/variants/detect-changes.ts';
import { applicationYardstick } from '../../workspace/yardstick/application.ts';
import { isOutdated } from './outdated-yardstick.ts';
import type { Configurations } from './read-configurations.ts';
import type { Sides } from './sides.ts';

export interface ProposalRequest {
  readonly sides: Sides;
  readonly configurations: Configurations;
  /** From source to target. */
  readonly changedFiles: readonly ChangedFile[];
  /** The base's suites where they were read already. */
  readonly inEffect: readonly ApplicationYardstick[];
}

/** What a pull request proposes to measure with, as far as it differs. */
export interface ReadProposal {
  readonly proposal: YardstickProposal;
  /** The head's own applications of which some file or the suite's configuration differs, by name, as they were read. */
  readonly applications: ReadonlyMap<string, ApplicationYardstick>;
}

/**
 * Says in its own terms what the pull request proposes to change in the yardstick. Both sides are read as data and within the
 * bounds that hold for the base's; only suites of which something differs are read. What cannot be read is a warning and a
 * change that nobody should call harmless.
 */
export async function proposeYardstick(request: ProposalRequest): Promise<ReadProposal> {
  const { base, target } = request.configurations;
  const source = request.configurations.source ?? base;
  if (target === undefined) return withoutConfiguration(source);
  const paths = pathsOf(request.changedFiles);
  const { sides, inEffect } = request;
  const touched = touchedApplications(source, target, paths);
  const known = sides.base === sides.source ? inEffect : [];
  const from = await readSide(sides.repository, sides.source, source, { touched, paths, known });
  const to = await readSide(sides.repository, sides.target, target, { touched, paths, known: [] });
  const diff = yardstickDiff(from.side, to.side);
  const proposal = {
    ...diff,
    roles: rolesForChanges(diff.changes, from.side, to.side),
    ...((await isOutdated(sides, request.configurations)) ? { outdated: true as const } : {}),
    warnings: [...from.warnings, ...to.warnings],
  };
  return { proposal, applications: to.applications };
}

/** A pull request that takes the whole configuration away. */
function withoutConfiguration({ applications }: Configuration): ReadProposal {
  const changes = applications.map(({ name }) => ({
    kind: 'application-removed' as const,
    application: name,
    direction: 'looser' as const,
  }));
  return {
    proposal: { changes, looser: true, unclear: false, roles: OWNER_ROLES, warnings: [] },
    applications: new Map(),
  };
}

/** Names of the applications that both sides have and that may be measured differently, as far as suites go. */
function touchedApplications(
  source: Configuration,
  target: Configuration,
  paths: ReadonlySet<string>,
): ReadonlySet<string> {
  const names = source.applications.flatMap((from) => {
    const to = target.applications.find(({ name }) => name === from.name);
    if (to === undefined) return [];
    const files = [...suiteFiles(from), ...suiteFiles(to)];
    const isTouched = files.some((file) => paths.has(file)) || writtenSuite(from) !== writtenSuite(to);
    return isTouched ? [from.name] : [];
  });
  return new Set(names);
}

function suiteFiles({ suite }: ApplicationConfiguration): readonly string[] {
  const named = suite.scorers.flatMap(({ options }) => Object.values(options));
  return [suite.cases, ...named.filter((option) => typeof option === 'string')];
}

/** A suite as the configuration has it, wherever it stands there. */
function writtenSuite({ suite }: ApplicationConfiguration): string {
  return JSON.stringify(suite, (key, value: unknown) => (key === 'place' ? undefined : value));
}

interface Reading {
  /** Applications to read. */
  readonly touched: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
  /** Those that were read at the same commit already. */
  readonly known: readonly ApplicationYardstick[];
}

interface ReadSide {
  readonly side: YardstickSide;
  readonly applications: ReadonlyMap<string, ApplicationYardstick>;
  readonly warnings: readonly Problem[];
}

async function readSide(
  repository: Repository,
  commit: string,
  configuration: Configuration,
  { touched, paths, known }: Reading,
): Promise<ReadSide> {
  const read = (path: string) => repository.read(commit, path);
  const applications = new Map<string, ApplicationYardstick>();
  const warnings: Problem[] = [];
  for (const configured of configuration.applications.filter(({ name }) => touched.has(name))) {
    const found = known.find(({ name, standing }) => name === configured.name && standing === 'in-effect');
    const result = found
      ? { application: found }
      : await applicationYardstick(configured, 'in-effect', configuration.providers, read);
    if ('application' in result) applications.set(configured.name, result.application);
    else warnings.push(...result.problems);
  }
  const providers = await withRecordings(configuration.providers, paths, read);
  const suites = new Map([...applications].map(([name, { suite }]) => [name, suite]));
  return { side: { configuration: { ...configuration, providers }, suites }, applications, warnings };
}

/** Tells recorded replies apart by their digest, where their file is among those that differ. */
async function withRecordings(
  providers: readonly ProviderDefinition[],
  paths: ReadonlySet<string>,
  read: (path: string) => ReturnType<Repository['read']>,
): Promise<readonly ProviderDefinition[]> {
  return Promise.all(
    providers.map(async (provider) => {
      if (provider.file === undefined || !paths.has(provider.file)) return provider;
      const found = await read(provider.file);
      return found.kind === 'file' ? { ...provider, fileSha256: sha256(found.bytes) } : provider;
    }),
  );
}
