import { isJsonObject } from '../contracts/json.ts';
import type { Variant } from '../contracts/layer.ts';
import type { CostEstimate } from '../contracts/plan.ts';
import type { Suite } from '../contracts/suite.ts';
import type { Price } from '../contracts/yardstick.ts';
import { evenly } from './evenly.ts';
import { renderRequest } from './render.ts';

/** Characters of English text that one token holds, about; what providers say of their own tokenisers. */
const CHARACTERS_PER_TOKEN = 4;

/** Tokens of a reply where nothing bounds it: a few sentences. */
const ASSUMED_OUTPUT_TOKENS = 300;

const TOKENS_PER_PRICE = 1_000_000;
const MAX_TOKENS_NAMES: ReadonlySet<string> = new Set(['maxtokens', 'maxcompletiontokens']);

/** What else an estimate goes by. */
export interface EstimateBasis {
  /** Absent: not known. */
  readonly price?: Price;
  readonly recorded: boolean;
  /** Mean input tokens of a call, as the provider counts them; absent: by the length of what would be sent. */
  readonly countedTokens?: number;
}

/** Cases whose length is measured: the mean of more would hardly be another. */
const MEASURED_CASES = 2_000;

/** Estimates what one side's calls cost, all of its suite's. Throws when a case cannot be rendered. */
export function estimateCost(
  variant: Variant,
  suite: Suite,
  { price, recorded, countedTokens }: EstimateBasis,
): CostEstimate {
  const calls = suite.cases.length * suite.trials;
  const inputTokens = Math.ceil(countedTokens ?? meanInputTokens(variant, suite));
  const most = maxTokensOf(variant);
  const outputTokens = Math.min(ASSUMED_OUTPUT_TOKENS, most ?? ASSUMED_OUTPUT_TOKENS);
  const costUsd = recorded ? 0 : costOf(calls, inputTokens, outputTokens, price);
  return {
    model: variant.model,
    provider: variant.provider,
    calls,
    inputTokens,
    inputBasis: countedTokens === undefined ? 'characters' : 'counted',
    outputTokens,
    outputBasis: most !== undefined && most <= ASSUMED_OUTPUT_TOKENS ? 'max-tokens' : 'assumed',
    recorded,
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}

function costOf(calls: number, input: number, output: number, price: Price | undefined): number | undefined {
  return price === undefined ? undefined : (calls * (input * price.input + output * price.output)) / TOKENS_PER_PRICE;
}

function meanInputTokens(variant: Variant, suite: Suite): number {
  const cases = evenly(suite.cases, MEASURED_CASES);
  const characters = cases.reduce((sum, testCase) => {
    const { system = '', messages } = renderRequest(variant, testCase);
    return sum + system.length + messages.reduce((length, { content }) => length + content.length, 0);
  }, 0);
  return cases.length === 0 ? 0 : characters / CHARACTERS_PER_TOKEN / cases.length;
}

function maxTokensOf({ layers: { parameters } }: Variant): number | undefined {
  if (parameters === undefined || !isJsonObject(parameters.value)) return undefined;
  const entry = Object.entries(parameters.value).find(([name]) =>
    MAX_TOKENS_NAMES.has(name.replace(/[-_]/g, '').toLowerCase()),
  );
  return typeof entry?.[1] === 'number' && entry[1] > 0 ? entry[1] : undefined;
}
