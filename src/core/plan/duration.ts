import type { ProviderDefinition } from '../contracts/yardstick.ts';

/** Calls that a run makes of one model. */
export interface Load {
  /** Name of a provider. */
  readonly provider: string;
  readonly model: string;
  readonly calls: number;
  /** Input and output tokens of one call, about. */
  readonly tokens: number;
  /** Milliseconds of one call, about. */
  readonly callMs: number;
}

type Limits = Pick<ProviderDefinition, 'name' | 'concurrency' | 'requestsPerMinute' | 'tokensPerMinute'>;

const MINUTE_MS = 60_000;

/**
 * Milliseconds that calls take: each provider as long as its calls in flight allow, or as long as its limits a minute allow
 * for its most called model; the slowest provider is how long the run takes, because they work side by side.
 */
export function estimateDuration(loads: readonly Load[], providers: readonly Limits[]): number {
  const names = [...new Set(loads.map(({ provider }) => provider))];
  const times = names.map((name) => {
    const own = loads.filter(({ provider }) => provider === name);
    return providerTime(
      own,
      providers.find((provider) => provider.name === name),
    );
  });
  return Math.max(0, ...times);
}

function providerTime(loads: readonly Load[], limits: Limits | undefined): number {
  const busy = sum(loads, ({ calls, callMs }) => calls * callMs) / (limits?.concurrency ?? 1);
  const models = [...new Set(loads.map(({ model }) => model))];
  const limited = models.flatMap((model) => {
    const own = loads.filter((load) => load.model === model);
    return [
      perMinute(
        sum(own, ({ calls }) => calls),
        limits?.requestsPerMinute,
      ),
      perMinute(
        sum(own, ({ calls, tokens }) => calls * tokens),
        limits?.tokensPerMinute,
      ),
    ];
  });
  return Math.max(busy, ...limited);
}

function perMinute(amount: number, limit: number | undefined): number {
  return limit === undefined ? 0 : (amount / limit) * MINUTE_MS;
}

function sum(loads: readonly Load[], figure: (load: Load) => number): number {
  return loads.reduce((total, load) => total + figure(load), 0);
}
