import { minuteQuota } from './minute-quota.ts';

/** Limits that an account has on one model, a minute; absent: found out by the answers. */
export interface PaceLimits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
}

/** What an account still has of its minute. */
export interface AccountLimits {
  /** Milliseconds until a request of so many tokens may go, 0 for at once. */
  waitFor(tokens: number, now: number): number;
  /** Takes a request of so many tokens. Returns what puts the tokens right, once, when it is known how many it used. */
  take(tokens: number, now: number): (used: number) => void;
}

export function createAccountLimits({ requestsPerMinute, tokensPerMinute }: PaceLimits): AccountLimits {
  const requests = requestsPerMinute === undefined ? undefined : minuteQuota(requestsPerMinute);
  const tokens = tokensPerMinute === undefined ? undefined : minuteQuota(tokensPerMinute);
  return {
    waitFor: (amount, now) => Math.max(requests?.waitFor(1, now) ?? 0, tokens?.waitFor(amount, now) ?? 0),
    take(amount, now) {
      requests?.take(1, now);
      return tokens?.take(amount, now) ?? (() => {});
    },
  };
}
