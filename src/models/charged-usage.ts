import type { ModelRequest, Usage } from '../core/contracts/cell.ts';
import { askedTerms, dearerTier } from '../core/plan/service-terms.ts';

/** Usage as a service tells it. */
export interface ToldUsage extends Omit<Usage, 'serviceTier'> {
  /** The tier that served the request, as the service tells it; `undefined`: not told. */
  readonly serviceTier?: unknown;
  /** Tokens written to a cache are told by how long they are kept. */
  readonly tellsCacheLife?: boolean;
}

/** A reply, or what was read of it, with its usage as the service tells it. */
export type Told<Reply extends { readonly usage: Usage }> = Omit<Reply, 'usage'> & { readonly usage: ToldUsage };

/**
 * The usage of a reply with all that changes what it costs: what the service tells, and where it tells nothing, what was asked
 * of it. A tier that costs no more than the list price is left out.
 */
export function chargedUsage(request: ModelRequest, told: ToldUsage): Usage {
  const { serviceTier: toldTier, tellsCacheLife = false, ...usage } = told;
  const asked = askedTerms(request);
  const serviceTier = toldTier === undefined ? asked.serviceTier : dearerTier(toldTier);
  const { surcharge = asked.surcharge, cacheWriteTokens = 0 } = usage;
  const forAnHour = asked.cachesForAnHour && !tellsCacheLife && cacheWriteTokens > 0;
  return {
    ...usage,
    ...(forAnHour ? { cacheWrite1hTokens: cacheWriteTokens } : {}),
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...(surcharge === undefined ? {} : { surcharge }),
    ...(asked.serviceTool === undefined ? {} : { ranServiceTools: true }),
  };
}
