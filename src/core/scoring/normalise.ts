import type { Json } from '../contracts/json.ts';
import { isJsonObject } from '../contracts/json.ts';
import type { Normalisation } from '../contracts/suite.ts';
import type { Normalise } from './scorer.ts';

const STEPS: Readonly<Record<Normalisation, Normalise>> = {
  // Not by locale: the same texts must compare alike on every machine.
  lowercase: (text) => text.toLowerCase(),
  trim: (text) => text.trim(),
  'collapse-whitespace': (text) => text.replace(/\s+/g, ' '),
  'strip-punctuation': (text) => text.replace(/\p{P}+/gu, ''),
};

/** One function for a list of normalisations, applied in the order in which they are written. */
export function normaliser(names: readonly Normalisation[]): Normalise {
  return (text) => names.reduce((changed, name) => STEPS[name](changed), text);
}

/** Applies a normalisation to every text in a JSON value; keys, numbers and the rest stay. */
export function normaliseTexts(value: Json, normalise: Normalise): Json {
  if (typeof value === 'string') return normalise(value);
  if (Array.isArray(value)) return value.map((item: Json) => normaliseTexts(item, normalise));
  if (!isJsonObject(value)) return value;
  // `fromEntries` defines own properties, so that a key named `__proto__` stays a key.
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, normaliseTexts(member, normalise)]));
}
