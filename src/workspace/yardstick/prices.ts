import { canonicalJson } from '../../core/contracts/digest.ts';
import type { PriceOf } from '../../core/contracts/ports.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import type { Price, Yardstick } from '../../core/contracts/yardstick.ts';
import { quoted } from '../configuration/words.ts';
import { CONFIGURED_PRICE } from './digests.ts';

/** A model of the comparison, with the name of the provider that serves it. */
export interface ComparedModel {
  readonly provider: string;
  /** The ID without provider prefix. */
  readonly model: string;
}

/**
 * Prices in force, by model ID: all of the configuration's, then those of the bundled table for the models of the comparison. A model whose
 * price is not known is left out. Throws a ChangeoverError when two providers serve one ID at different prices.
 */
export function pricesInForce(
  configured: Readonly<Record<string, Price>>,
  models: readonly ComparedModel[],
  priceOf: PriceOf,
): Yardstick['prices'] {
  const prices: Record<string, Price & { source: string }> = Object.create(null);
  for (const [model, price] of Object.entries(configured)) prices[model] = { ...price, source: CONFIGURED_PRICE };
  const bundled = models.filter(({ model }) => !Object.hasOwn(configured, model));
  for (const { provider, model } of bundled) {
    const price = priceOf(provider, model);
    if (price === undefined) continue;
    const known = Object.hasOwn(prices, model) ? prices[model] : price;
    if (canonicalJson(known) !== canonicalJson(price)) throw ambiguous(model);
    prices[model] = price;
  }
  return prices;
}

function ambiguous(model: string): ChangeoverError {
  return new ChangeoverError({
    code: 'price',
    message: `the model ${quoted(model)} has two prices, one from each of two providers`,
    side: 'yardstick',
    hint: 'Write one price for it under prices in the configuration.',
  });
}
