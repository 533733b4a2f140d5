import { decidingScorers } from '../../comparison/passing.ts';
import type { ApplicationConfiguration, Configuration } from '../../contracts/configuration.ts';
import type { Suite } from '../../contracts/suite.ts';
import type { YardstickChange, YardstickDiff } from '../../contracts/yardstick-change.ts';
import { diffAcceptance } from './diff-criteria.ts';
import { diffOwners, diffPolicy, diffPrices, diffProviders } from './diff-settings.ts';
import { diffSuite } from './diff-suite.ts';

/** One side's yardstick. */
export interface YardstickSide {
  /** With `providers` of the resolved yardstick, changes to recorded replies are seen as well. */
  readonly configuration: Pick<Configuration, 'applications' | 'providers' | 'prices' | 'policy'>;
  /**
   * Suites as they were read, by application. Needed on both sides wherever a file that a suite names differs; those of
   * which no file differs may be left out on both.
   */
  readonly suites: ReadonlyMap<string, Suite>;
}

/**
 * What a pull request proposes to change in how is measured, in its own terms. The two sides are the merge base's and the
 * head's: what the base branch has changed since is none of the pull request's doing.
 */
export function yardstickDiff(base: YardstickSide, proposed: YardstickSide): YardstickDiff {
  const from = base.configuration;
  const to = proposed.configuration;
  const names = [...new Set([...from.applications, ...to.applications].map(({ name }) => name))];
  const changes = [
    ...names.flatMap((name) => diffApplication(name, base, proposed)),
    ...diffPrices(from.prices, to.prices),
    ...diffProviders(from.providers, to.providers),
    ...diffPolicy(from.policy, to.policy),
    ...diffOwners(from.policy.owners, to.policy.owners),
  ];
  return {
    changes,
    looser: changes.some(({ direction }) => direction === 'looser'),
    unclear: changes.some(({ direction }) => direction === 'other'),
  };
}

function diffApplication(name: string, base: YardstickSide, proposed: YardstickSide): readonly YardstickChange[] {
  const from = applicationOf(base, name);
  const to = applicationOf(proposed, name);
  if (from === undefined) return [{ kind: 'application-added', application: name, direction: 'neutral' }];
  if (to === undefined) return [{ kind: 'application-removed', application: name, direction: 'looser' }];
  const before = suiteSide(from, base.suites.get(name));
  const after = suiteSide(to, proposed.suites.get(name));
  return [
    ...diffAcceptance(name, from.acceptance, to.acceptance),
    ...diffSuite(name, before, after),
    ...diffDeciding(name, decidingNames(from, before.read), decidingNames(to, after.read)),
    ...diffOwners(from.owners, to.owners, name),
  ];
}

function applicationOf({ configuration }: YardstickSide, name: string): ApplicationConfiguration | undefined {
  return configuration.applications.find((application) => application.name === name);
}

function suiteSide({ suite }: ApplicationConfiguration, read: Suite | undefined) {
  return { configured: suite, ...(read === undefined ? {} : { read }) };
}

/**
 * A criterion that comes also makes its scorer decide whether a case passes, on both sides: a critical case that the source
 * then fails is no longer lost. So even one more bound may protect less.
 */
function diffDeciding(application: string, from: readonly string[], to: readonly string[]): readonly YardstickChange[] {
  if (from.join('\n') === to.join('\n')) return [];
  return [{ kind: 'deciding-scorers', application, from, to, direction: 'other' }];
}

function decidingNames(application: ApplicationConfiguration, read: Suite | undefined): readonly string[] {
  const { scorers, trials, cases: file } = application.suite;
  const suite = read ?? { cases: [], trials, scorers, file };
  return decidingScorers({ ...application, suite, standing: 'in-effect', recorded: false })
    .map(({ name }) => name)
    .sort();
}
