import type { JsonObject } from '../contracts/json.ts';
import { remembered } from '../contracts/remembered.ts';
import type { ProviderDefinition } from '../contracts/yardstick.ts';

type ProviderType = ProviderDefinition['type'];

/** Output tokens that are asked for where an API demands a bound and the parameters name none, by provider type. */
const SENT_UNASKED: Readonly<Partial<Record<ProviderType, number>>> = { anthropic: 4096 };

/** `max-tokens` and `max-completion-tokens`, lower case without separators. */
const LIMIT_NAMES: ReadonlySet<string> = new Set(['maxtokens', 'maxcompletiontokens']);

/** What requests to a provider of this type ask for where their parameters name no bound; `undefined`: no bound is sent. */
export function unaskedMaxTokens(type: ProviderType): number | undefined {
  return SENT_UNASKED[type];
}

/** What parameters say of the longest reply; worked out once for all requests of a variant. */
interface StatedLimit {
  /** The larger one where both names are used. */
  readonly tokens: number | undefined;
  /** Whether one is stated at all, as a number or not. */
  readonly isStated: boolean;
  /** Whether it has the name in which one is sent unasked, so that it takes its place. */
  readonly isLimited: boolean;
}

/**
 * The output bound that the parameters state, in any spelling; the larger one where both names are used, because the bound
 * of a cost must never be the smaller of two. Other names (`max_gen_len` …) bound nothing that can be relied on.
 */
export function statedMaxTokens(parameters: JsonObject): number | undefined {
  return limitOf(parameters).tokens;
}

/**
 * The output bound that a request is sent with: the stated one, or the one that is sent unasked. `undefined` when there is
 * none, and when what is stated is no number: then nobody knows what a service makes of it.
 *
 * @param unasked see `unaskedMaxTokens`
 */
export function sentMaxTokens(parameters: JsonObject, unasked?: number): number | undefined {
  const { tokens, isStated, isLimited } = limitOf(parameters);
  if (tokens !== undefined) return Math.max(tokens, isLimited ? 0 : (unasked ?? 0));
  return isStated ? undefined : unasked;
}

const limitOf = remembered((parameters: JsonObject): StatedLimit => {
  const stated = Object.entries(parameters).filter(([key]) => LIMIT_NAMES.has(bare(key)));
  const numbers = stated
    .map(([, value]) => value)
    .filter((value) => typeof value === 'number' && value > 0) as number[];
  return {
    tokens: numbers.length > 0 ? Math.max(...numbers) : undefined,
    isStated: stated.length > 0,
    isLimited: stated.some(([key]) => bare(key) === 'maxtokens'),
  };
});

function bare(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z]/g, '');
}
