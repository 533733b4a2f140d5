import { isJsonObject, type JsonObject } from '../contracts/json.ts';
import type { Variant } from '../contracts/layer.ts';
import type { CostEstimate } from '../contracts/plan.ts';
import type { Suite } from '../contracts/suite.ts';
import type { Price, Rates } from '../contracts/yardstick.ts';
import { costBound } from './cost-bound.ts';
import { evenly } from './evenly.ts';
import { sentMaxTokens } from './output-limit.ts';
import { askedPrice, TOKENS_PER_PRICE } from './rates.ts';
import { renderRequest } from './render.ts';
import { termsOfVariant } from './service-terms.ts';

/** Characters of English text that one token holds, about; what providers say of their own tokenisers. */
const CHARACTERS_PER_TOKEN = 4;

/** Tokens of a reply where nothing bounds it: a few sentences. */
const ASSUMED_OUTPUT_TOKENS = 300;

/** What else an estimate goes by. */
export interface EstimateBasis {
  /** Absent: not known. */
  readonly price?: Price;
  readonly recorded: boolean;
  /** Mean input tokens of a call, as the provider counts them; absent: by the length of what would be sent. */
  readonly countedTokens?: number;
  /** Output tokens that the provider's requests ask for where their parameters name no bound; absent: none. */
  readonly unaskedMaxTokens?: number;
}

/** Cases whose requests are measured: the mean of more would hardly be another. */
const MEASURED_CASES = 2_000;

/** Estimates what one side's calls cost, all of its suite's. Throws when a case cannot be rendered. */
export function estimateCost(variant: Variant, suite: Suite, basis: EstimateBasis): CostEstimate {
  const { price, recorded, countedTokens, unaskedMaxTokens } = basis;
  const calls = suite.cases.length * suite.trials;
  const means = meansOf(variant, suite, basis);
  const inputTokens = Math.ceil(countedTokens ?? means.characters / CHARACTERS_PER_TOKEN);
  const most = sentMaxTokens(parametersOf(variant), unaskedMaxTokens);
  const outputTokens = Math.min(ASSUMED_OUTPUT_TOKENS, most ?? ASSUMED_OUTPUT_TOKENS);
  const costUsd = recorded ? 0 : costOf(calls, inputTokens, outputTokens, pricedTerms(variant, price));
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
    ...(means.boundUsd === undefined ? {} : { setAsideUsd: means.boundUsd }),
    ...(most === undefined ? { unbounded: true } : {}),
  };
}

/** Rates that a variant's requests are charged by, and what they are multiplied by. */
interface PricedTerms {
  readonly rates: Rates;
  readonly surcharge: number;
}

function pricedTerms(variant: Variant, list: Price | undefined): PricedTerms | undefined {
  const terms = termsOfVariant(variant);
  const rates = list && askedPrice(list, terms);
  return rates && { rates, surcharge: terms.surcharge ?? 1 };
}

function costOf(calls: number, input: number, output: number, priced: PricedTerms | undefined): number | undefined {
  if (priced === undefined) return undefined;
  const { rates, surcharge } = priced;
  return (calls * (input * rates.input + output * rates.output) * surcharge) / TOKENS_PER_PRICE;
}

/** Characters of a request, and US dollars that are set aside for it; of that nothing where nothing is paid. */
function meansOf(
  variant: Variant,
  suite: Suite,
  { price, recorded, unaskedMaxTokens }: EstimateBasis,
): { readonly characters: number; readonly boundUsd?: number } {
  const cases = evenly(suite.cases, MEASURED_CASES);
  let characters = 0;
  let boundUsd: number | undefined = recorded || price === undefined ? undefined : 0;
  for (const testCase of cases) {
    const request = renderRequest(variant, testCase);
    const { system = '', messages } = request;
    characters += messages.reduce((length, { content }) => length + content.length, system.length);
    const bound = price && costBound(request, price, unaskedMaxTokens);
    boundUsd = boundUsd === undefined || bound === undefined ? undefined : boundUsd + bound;
  }
  const count = Math.max(1, cases.length);
  return { characters: characters / count, ...(boundUsd === undefined ? {} : { boundUsd: boundUsd / count }) };
}

function parametersOf({ layers: { parameters } }: Variant): JsonObject {
  return parameters !== undefined && isJsonObject(parameters.value) ? parameters.value : {};
}
