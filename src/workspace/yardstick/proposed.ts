import type { Configuration } from '../../core/contracts/configuration.ts';
import type { PriceOf } from '../../core/contracts/ports.ts';
import type { ApplicationYardstick, Yardstick } from '../../core/contracts/yardstick.ts';
import { yardstickDigests } from './digests.ts';
import { type ComparedModel, pricesInForce } from './prices.ts';

/** What the head would measure with. */
export interface ProposedSources {
  /** In force: the base's. */
  readonly base: Yardstick;
  /** The head's. */
  readonly configuration: Configuration;
  /** The head's suites as far as they differ from the base's, by application. */
  readonly applications: ReadonlyMap<string, ApplicationYardstick>;
  /** Commit of the head, or `work tree`. */
  readonly commit: string;
  readonly models: readonly ComparedModel[];
  /** The bundled table. */
  readonly priceOf: PriceOf;
}

/**
 * The yardstick that the head proposes, as far as it can be applied to what is measured for the base's: suites, scorers,
 * criteria, prices and policy are the head's. Providers stay the base's, because the calls were made with these. So does the
 * seed: no push may look for a lucky draw, not even one that is approved. Applications that only the head has stay proposed.
 * Throws a ChangeoverError when two providers serve one model at different prices.
 */
export function proposedYardstick(sources: ProposedSources): Yardstick {
  const { base, configuration, commit, models, priceOf } = sources;
  const measured = {
    applications: base.applications.flatMap((application) => proposedApplication(application, sources)),
    providers: base.providers,
    prices: pricesInForce(configuration.prices, models, priceOf),
    policy: configuration.policy,
  };
  return { ...base, ...measured, commit, digests: yardstickDigests(measured) };
}

function proposedApplication(
  application: ApplicationYardstick,
  { configuration, applications }: ProposedSources,
): readonly ApplicationYardstick[] {
  if (application.standing === 'proposed') return [application];
  const configured = configuration.applications.find(({ name }) => name === application.name);
  if (configured === undefined) return [];
  const { acceptance, owners } = configured;
  const suite = applications.get(application.name)?.suite ?? application.suite;
  return [{ ...application, suite, acceptance, owners }];
}
