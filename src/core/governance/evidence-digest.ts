import type { AssessmentInput } from '../contracts/assessment.ts';
import { digestOf, sha256Of } from '../contracts/digest.ts';
import type { Variant } from '../contracts/layer.ts';
import type { ApplicationYardstick, Policy, Yardstick } from '../contracts/yardstick.ts';
import { shapeOf } from '../plan/comparison-digest.ts';
import { canonicalSuite } from '../suite/canonical-suite.ts';

/** One application as it was compared. An added application has no source. */
export interface ComparedApplication {
  readonly application: ApplicationYardstick;
  readonly source?: Pick<Variant, 'model' | 'provider'>;
  readonly target: Pick<Variant, 'model' | 'provider'>;
  /** `variantsDigest`: evidence holds it in place of the values themselves. */
  readonly variants: string;
}

/** SHA-256 in hexadecimal of both variants' values: a push that changes nothing of them keeps it. */
export function variantsDigest(source: Variant | undefined, target: Variant): string {
  return digestOf({ source: source && shapeOf(source), target: shapeOf(target) });
}

/**
 * Names the evidence of one application: SHA-256 in hexadecimal of what its figures and findings follow from. Held are both
 * variants' values; the application's cases, scorers, trials and criteria; the definitions of the providers and the prices
 * of the models that were compared; and the policy's figures that findings depend on.
 *
 * Not held, so that a push which changes nothing measured keeps it: commits, files and lines; other applications; owners,
 * mode, caps and everything else that only says what follows from a finding. Not held either are the figures themselves:
 * a repeated run of the same comparison may measure a little more and must not void a waiver by that. What was measured
 * when the waiver was given is written in it, and a worse figure voids it.
 */
export function evidenceDigest(
  yardstick: Pick<Yardstick, 'providers' | 'prices' | 'policy'>,
  compared: ComparedApplication,
  scope?: AssessmentInput['scope'],
): string {
  const { application, source, target, variants } = compared;
  const sides = source === undefined ? [target] : [source, target];
  const digests = {
    suite: sha256Of(canonicalSuite(application.suite.cases, application.suite)),
    policy: digestOf({
      acceptance: application.acceptance,
      recorded: application.recorded,
      providers: sides.map(({ provider }) => yardstick.providers.find(({ name }) => name === provider)),
      prices: sides.map(({ model }) => ownPrice(yardstick.prices, model)),
      policy: decisiveFigures(yardstick.policy),
    }),
  };
  return digestOf({ application: application.name, digests, variants, scope });
}

/** What of the policy a finding's status depends on. */
function decisiveFigures({ confidence, maxErrorRate }: Policy): Pick<Policy, 'confidence' | 'maxErrorRate'> {
  return { confidence, maxErrorRate };
}

function ownPrice(prices: Yardstick['prices'], model: string): Yardstick['prices'][string] | undefined {
  return Object.hasOwn(prices, model) ? prices[model] : undefined;
}
