import { digestOf, seedFrom, sha256Of } from '../../core/contracts/digest.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { canonicalSuite } from '../../core/suite/canonical-suite.ts';

/** The source that prices of the configuration carry. */
export const CONFIGURED_PRICE = 'configuration';

type Measured = Pick<Yardstick, 'applications' | 'providers' | 'prices' | 'policy'>;

/**
 * Digests of what measures, over what the base owns alone: applications that only the head proposes and bundled prices of
 * the models that the head names are left out, so that no push can choose a seed. `suite`: cases, trials, scorers and how far a run goes.
 * `policy`: criteria, owners, policy, providers and the configuration's own prices. Recomputable from `yardstick.json`.
 */
export function yardstickDigests({ applications, providers, prices, policy }: Measured): Yardstick['digests'] {
  const inEffect = sortedByName(applications.filter(({ standing }) => standing === 'in-effect'));
  const own = Object.entries(prices).filter(([, { source }]) => source === CONFIGURED_PRICE);
  return {
    suite: sha256Of(canonicalSuites(inEffect)),
    policy: digestOf({
      applications: inEffect.map(({ name, acceptance, owners, recorded }) => ({ name, acceptance, owners, recorded })),
      providers: sortedByName(providers),
      prices: Object.fromEntries(own),
      policy,
    }),
  };
}

function* canonicalSuites(applications: Measured['applications']): Generator<string> {
  let lead = '[';
  for (const { name, suite } of applications) {
    const { cases, trials, stop, scorers } = suite;
    yield lead;
    yield* canonicalSuite(cases, { name, scorers, trials, ...(stop === undefined ? {} : { stop }) });
    lead = ',';
  }
  yield applications.length === 0 ? '[]' : ']';
}

/** The seed from which all order and all draws follow: an unsigned 32-bit integer. */
export function yardstickSeed(digests: Yardstick['digests']): number {
  return seedFrom(digestOf(digests), 'yardstick');
}

function sortedByName<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => (a.name < b.name ? -1 : 1));
}
