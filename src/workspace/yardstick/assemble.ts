import type { Configuration } from '../../core/contracts/configuration.ts';
import { sha256 } from '../../core/contracts/digest.ts';
import type { PriceOf } from '../../core/contracts/ports.ts';
import { ChangeoverError, type Problem, throwIfAny } from '../../core/contracts/problem.ts';
import type { RecordedReply } from '../../core/contracts/recording.ts';
import type { ProviderDefinition, Yardstick } from '../../core/contracts/yardstick.ts';
import { readRecording } from '../datasets/recording.ts';
import { type ApplicationResult, applicationsNamed, applicationYardstick } from './application.ts';
import { yardstickDigests, yardstickSeed } from './digests.ts';
import { type ComparedModel, pricesInForce } from './prices.ts';
import { type ReadFile, readRequired } from './read-file.ts';

export interface YardstickSources {
  /** The base's configuration. */
  readonly configuration: Configuration;
  /** Commit that `read` reads at. */
  readonly commit: string;
  readonly read: ReadFile;
  /** The models of the comparison, of both sides; they choose which bundled prices are kept, nothing else. */
  readonly models: readonly ComparedModel[];
  /** The bundled table. */
  readonly priceOf: PriceOf;
  /** No configuration was at the base; the work tree's measures. */
  readonly preview: boolean;
  /** Applications that only the head's configuration has, by name, with the head's own reader. */
  readonly proposed?: {
    readonly configuration: Configuration;
    readonly applications: readonly string[];
    readonly read: ReadFile;
  };
}

export interface AssembledYardstick {
  readonly yardstick: Yardstick;
  readonly warnings: readonly Problem[];
  /** What keeps proposed applications from measuring; they are left out of the yardstick and decide nothing. */
  readonly proposedProblems: readonly Problem[];
  /** Recorded replies by provider name. */
  readonly recordings: ReadonlyMap<string, readonly RecordedReply[]>;
}

/**
 * Reads all that measures and resolves it: suites, schemas, recordings, prices, digests, seed. Every suite of the base is read,
 * whichever applications migrate, so that the seed cannot depend on the head. Throws a ChangeoverError with all problems of
 * the base's own yardstick.
 */
export async function assembleYardstick(sources: YardstickSources): Promise<AssembledYardstick> {
  const { configuration, commit, read, models, priceOf, preview } = sources;
  const recordings = await readRecordings(configuration.providers, read);
  const inEffect = await Promise.all(
    configuration.applications.map((one) => applicationYardstick(one, 'in-effect', configuration.providers, read)),
  );
  throwIfAny([...recordings.problems, ...inEffect.flatMap(problemsOf)].map(withHint(preview)));
  const proposed = await proposedApplications(sources);
  const measured = {
    applications: [...inEffect, ...proposed].flatMap((one) => ('application' in one ? [one.application] : [])),
    providers: recordings.providers,
    prices: pricesInForce(configuration.prices, models, priceOf),
    policy: configuration.policy,
  };
  const digests = yardstickDigests(measured);
  return {
    yardstick: {
      schema: 'changeover/yardstick@1',
      commit,
      ...measured,
      digests,
      seed: yardstickSeed(digests),
      preview,
    },
    warnings: [...recordings.warnings, ...[...inEffect, ...proposed].flatMap(warningsOf)],
    proposedProblems: proposed.flatMap(problemsOf),
    recordings: recordings.replies,
  };
}

/** A file that measures is mended where it is read. */
function withHint(preview: boolean): (problem: Problem) => Problem {
  const hint = preview
    ? 'Mend it before it is committed to the base branch.'
    : 'What measures is read from the base branch: mend it there first.';
  return (problem) => ({ side: 'yardstick', hint, ...problem });
}

/** What only the head has is measured by itself; an application of the base can never be replaced this way. */
async function proposedApplications({ configuration, proposed }: YardstickSources): Promise<ApplicationResult[]> {
  if (proposed === undefined) return [];
  const taken = new Set(configuration.applications.map(({ name }) => name));
  const candidates = applicationsNamed(proposed.configuration, proposed.applications);
  return Promise.all(
    candidates
      .filter(({ name }) => !taken.has(name))
      .map((one) => applicationYardstick(one, 'proposed', configuration.providers, proposed.read)),
  );
}

interface Recordings {
  readonly providers: readonly ProviderDefinition[];
  readonly replies: ReadonlyMap<string, readonly RecordedReply[]>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Reads every recording, so that its digest enters the policy's whether or not this comparison uses it. */
async function readRecordings(definitions: readonly ProviderDefinition[], read: ReadFile): Promise<Recordings> {
  const replies = new Map<string, readonly RecordedReply[]>();
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const providers: ProviderDefinition[] = [];
  for (const definition of definitions) {
    if (definition.file === undefined) {
      providers.push(definition);
      continue;
    }
    try {
      const bytes = await readRequired(read, definition.file, { what: 'recording', code: 'recording' });
      const recording = readRecording(bytes, definition.file);
      replies.set(definition.name, recording.replies);
      warnings.push(...recording.warnings);
      providers.push({ ...definition, fileSha256: sha256(bytes) });
    } catch (error) {
      if (!(error instanceof ChangeoverError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { providers, replies, problems, warnings };
}

function problemsOf(result: ApplicationResult): readonly Problem[] {
  return 'problems' in result ? result.problems : [];
}

function warningsOf(result: ApplicationResult): readonly Problem[] {
  return 'warnings' in result ? result.warnings : [];
}
