import type {
  ApplicationConfiguration,
  Configuration,
  SuiteConfiguration,
} from '../../core/contracts/configuration.ts';
import { ChangeoverError, type Problem } from '../../core/contracts/problem.ts';
import type { Suite } from '../../core/contracts/suite.ts';
import type { ApplicationYardstick, ProviderDefinition } from '../../core/contracts/yardstick.ts';
import { SEQUENTIAL_FROM } from '../../core/plan/grown-suite.ts';
import { readCases } from '../datasets/read-cases.ts';
import { type ReadFile, readRequired } from './read-file.ts';
import { scorerSpec } from './scorer-specs.ts';

/** The yardstick of one application, or what keeps it from measuring. */
export type ApplicationResult =
  | { readonly application: ApplicationYardstick; readonly warnings: readonly Problem[] }
  | { readonly problems: readonly Problem[] };

/** Reads the suite and the scorers' files of one application. `providers`: those in force, which are the base's. */
export async function applicationYardstick(
  configured: ApplicationConfiguration,
  standing: ApplicationYardstick['standing'],
  providers: readonly ProviderDefinition[],
  read: ReadFile,
): Promise<ApplicationResult> {
  const { name, suite, acceptance, owners } = configured;
  const about = { application: name, side: 'yardstick' } as const;
  try {
    const purpose = { what: 'dataset', code: 'suite', place: suite.place, application: name } as const;
    const bytes = await readRequired(read, suite.cases, purpose);
    const { cases, warnings } = readCases(bytes, suite.cases, suite.fields);
    const scorers = await Promise.all(suite.scorers.map((scorer) => scorerSpec(scorer, name, read)));
    return {
      application: {
        name,
        suite: { cases, trials: suite.trials, ...stopOf(suite, cases.length), scorers, file: suite.cases },
        acceptance,
        owners,
        standing,
        recorded: choosesRecorded(configured, providers),
      },
      warnings: warnings.map((warning) => ({ ...warning, ...about })),
    };
  } catch (error) {
    if (!(error instanceof ChangeoverError)) throw error;
    return { problems: error.problems.map((problem) => ({ ...about, ...problem })) };
  }
}

/** What the configuration says; else by the number of cases, whatever they are repeated. */
function stopOf({ stop }: SuiteConfiguration, cases: number): Pick<Suite, 'stop'> {
  const isSequential = stop === undefined ? cases >= SEQUENTIAL_FROM : stop === 'sequential';
  return isSequential ? { stop: 'sequential' } : {};
}

/** The applications of a configuration that have these names, all of them when no names are given. */
export function applicationsNamed(
  { applications }: Configuration,
  names?: readonly string[],
): readonly ApplicationConfiguration[] {
  return names === undefined ? applications : applications.filter(({ name }) => names.includes(name));
}

/**
 * Whether the configuration itself sends the application to recorded replies: by `provider:`, or by the prefix of an inline
 * model ID. A name that lives in another file does not count: that file is the head's to change.
 */
function choosesRecorded({ wiring }: ApplicationConfiguration, providers: readonly ProviderDefinition[]): boolean {
  const recorded = providers.filter(({ type }) => type === 'recorded').map(({ name }) => name);
  const { provider, layers } = wiring;
  const model = layers.model?.kind === 'value' ? String(layers.model.value) : '';
  const prefix = providers.find(({ name }) => model.startsWith(`${name}:`))?.name;
  if (prefix !== undefined) return recorded.includes(prefix);
  return provider?.kind === 'value' && recorded.some((name) => name === provider.value);
}
