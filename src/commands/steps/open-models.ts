import type { Model, PriceOf } from '../../core/contracts/ports.ts';
import type { RecordedReply } from '../../core/contracts/recording.ts';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { openModel } from '../../models/open.ts';
import type { Subject } from './measure.ts';
import type { Surroundings } from './surroundings.ts';

/** What of a preparation says which providers are needed, and how they are reached. */
export interface Needed {
  readonly yardstick: Pick<Yardstick, 'providers'>;
  readonly subjects: readonly Pick<Subject, 'source' | 'target'>[];
  /** Recorded replies by provider name. */
  readonly recordings: ReadonlyMap<string, readonly RecordedReply[]>;
}

/** Models by the name of their provider. */
export type OpenModels = ReadonlyMap<string, Model>;

/**
 * Opens every provider once, before the first call, so that a missing key is said before money is spent. Throws a
 * ChangeoverError that names the provider.
 */
export function openModels(
  { yardstick, subjects, recordings }: Needed,
  { environment, clock, secrets }: Pick<Surroundings, 'environment' | 'clock' | 'secrets'>,
): OpenModels {
  const names = new Set(subjects.flatMap(({ source, target }) => [source?.provider, target.provider]));
  const models = new Map<string, Model>();
  for (const definition of yardstick.providers.filter(({ name }) => names.has(name))) {
    const recording = () => recordings.get(definition.name);
    models.set(definition.name, openModel(definition, { env: environment, clock, secrets, recording }));
  }
  return models;
}

/** Prices as the yardstick holds them, so that evidence needs no other table to add up the same costs. */
export function pricesOf({ prices }: Pick<Yardstick, 'prices'>): PriceOf {
  return (_provider, model) => (Object.hasOwn(prices, model) ? prices[model] : undefined);
}
