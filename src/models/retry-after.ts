/**
 * Milliseconds that a `Retry-After` header asks to wait: seconds or an HTTP date (RFC 9110, 10.2.3). A date is taken
 * relative to the reply's own `Date` header, so that a wrong clock on either side does no harm; without one it is ignored.
 * `retry-after-ms`, which OpenAI sends, is finer and wins. `undefined` when nothing usable is asked.
 */
export function retryAfterMs(header: (name: string) => string | undefined): number | undefined {
  const fine = header('retry-after-ms');
  if (fine !== undefined && /^\d+(\.\d+)?$/.test(fine)) return Number(fine);
  const value = header('retry-after')?.trim();
  if (value === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const wait = Date.parse(value) - Date.parse(header('date') ?? '');
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
