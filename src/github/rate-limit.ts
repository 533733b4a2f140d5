/** A request that failed: what GitHub said, or status 0 where no answer came at all. */
export interface FailedAnswer {
  readonly status: number;
  readonly message: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Seconds to wait where GitHub does not say how long: its documentation asks for a minute. */
const UNSAID_WAIT = 60;

/** Whether GitHub refused because too much was asked of it: by the hour, or in a short time (the "secondary" limit). */
export function isRateLimit({ status, headers, message }: FailedAnswer): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return headers['retry-after'] !== undefined || isUsedUp(headers) || /rate limit/i.test(message);
}

/**
 * Seconds until GitHub takes requests again; at least 1. The end of a limit is a time of GitHub's clock, so it is measured
 * against the answer's own `Date`: the clock of this machine may be wrong.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function rateLimitSeconds({ headers }: Pick<FailedAnswer, 'headers'>): number {
  const asked = wholeNumber(headers['retry-after']);
  if (asked !== undefined) return Math.max(asked, 1);
  const reset = wholeNumber(headers['x-ratelimit-reset']);
  const answeredAt = Date.parse(String(headers.date)) / 1000;
  if (!isUsedUp(headers) || reset === undefined || Number.isNaN(answeredAt)) return UNSAID_WAIT;
  // Both are cut to the second: one more, so that the limit is over.
  return Math.max(reset - answeredAt, 0) + 1;
}

function isUsedUp(headers: FailedAnswer['headers']): boolean {
  return headers['x-ratelimit-remaining'] === '0';
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : undefined;
}
