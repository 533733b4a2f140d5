import { canonicalJson, digestOf, seedFrom, sha256Of } from '../../core/contracts/digest.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { canonicalCase } from '../datasets/case-store.ts';

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

/** Canonical JSON of the suites by application, one case a piece: as one text it would be as large as the dataset. */
function* canonicalSuites(applications: Measured['applications']): Generator<string> {
  yield '[';
  for (const [index, { name, suite }] of applications.entries()) {
    yield index > 0 ? ',{"cases":[' : '{"cases":[';
    // Where a case stands in its file measures nothing.
    for (const [position, testCase] of suite.cases.entries()) {
      yield position > 0 ? `,${canonicalCase(testCase)}` : canonicalCase(testCase);
    }
    const { trials, stop, scorers } = suite;
    // Names of members come in order, and `cases` comes before these.
    yield `],${canonicalJson({ name, scorers, stop, trials }).slice(1)}`;
  }
  yield ']';
}

/** The seed from which all order and all draws follow: an unsigned 32-bit integer. */
export function yardstickSeed(digests: Yardstick['digests']): number {
  return seedFrom(digestOf(digests), 'yardstick');
}

function sortedByName<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => (a.name < b.name ? -1 : 1));
}
