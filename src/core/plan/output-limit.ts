import type { JsonObject } from '../contracts/json.ts';
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

/**
 * The output bound that the parameters state, in any spelling; the larger one where both names are used, because the bound
 * of a cost must never be the smaller of two. Other names (`max_gen_len` …) bound nothing that can be relied on.
 */
export function statedMaxTokens(parameters: JsonObject): number | undefined {
  const stated = limitsIn(parameters).filter((value): value is number => typeof value === 'number' && value > 0);
  return stated.length > 0 ? Math.max(...stated) : undefined;
}

/**
 * The output bound that a request is sent with: the stated one, or the one that is sent unasked. `undefined` when there is
 * none, and when what is stated is no number: then nobody knows what a service makes of it.
 *
 * @param unasked see `unaskedMaxTokens`
 */
export function sentMaxTokens(parameters: JsonObject, unasked?: number): number | undefined {
  const stated = statedMaxTokens(parameters);
  if (stated !== undefined) return Math.max(stated, isLimited(parameters) ? 0 : (unasked ?? 0));
  return limitsIn(parameters).length > 0 ? undefined : unasked;
}

/** Whether the parameters have a bound of the name in which one is sent unasked, so that theirs takes its place. */
function isLimited(parameters: JsonObject): boolean {
  return Object.keys(parameters).some((key) => bare(key) === 'maxtokens');
}

function limitsIn(parameters: JsonObject): readonly unknown[] {
  return Object.entries(parameters).flatMap(([key, value]) => (LIMIT_NAMES.has(bare(key)) ? [value] : []));
}

function bare(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z]/g, '');
}
