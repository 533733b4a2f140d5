/**
 * What has no known price. `model`: the model altogether. `tier`: the model at a service tier that is asked for. `served`:
 * the model as its replies say that it was served. `tool`: what the service runs itself and charges for beside the tokens.
 */
export type UnknownPrice =
  | { readonly of: 'model' | 'served'; readonly model: string }
  | { readonly of: 'tier'; readonly model: string; readonly tier: string }
  | { readonly of: 'tool'; readonly model: string; readonly tool: string };

interface UnknownPriceWords {
  /** The subject of a sentence that goes on with "is not known". */
  readonly what: string;
  readonly hint: string;
}

const RATES = 'input: …, output: …';

export function unknownPriceWords(unknown: UnknownPrice): UnknownPriceWords {
  const { model } = unknown;
  const what = `The price of ${model}`;
  switch (unknown.of) {
    case 'model':
      return { what, hint: `Add its price under \`prices\` on the base branch: ${entry(model, RATES)}` };
    case 'tier':
      return {
        what: `${what} at the service tier ${JSON.stringify(unknown.tier)}`,
        hint: `Add it under \`prices\` on the base branch: ${entry(model, withTier(unknown.tier))}`,
      };
    case 'served':
      return {
        what: `${what} at the service tier that served it`,
        hint:
          'Ask for the tier that you mean with `service-tier` in the deployment, or add the price of the one that the account ' +
          `has for its default under \`prices\` on the base branch: ${entry(model, withTier('priority'))}`,
      };
    case 'tool':
      return {
        what: `What ${model} costs with ${JSON.stringify(unknown.tool)}, which the service runs itself,`,
        hint: 'Leave it out of the parameters, or write neither a cap nor a blocking criterion on cost.',
      };
  }
}

function withTier(tier: string): string {
  const key = /^[a-z0-9_-]+$/.test(tier) ? tier : JSON.stringify(tier);
  return `${RATES}, service-tiers: { ${key}: { ${RATES} } }`;
}

function entry(model: string, price: string): string {
  return `${JSON.stringify(model)}: { ${price} }`;
}
