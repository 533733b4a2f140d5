import { canonicalJson } from '../../core/contracts/digest.ts';

/**
 * A value as JSON for people and for comparison: two spaces of indent, keys sorted, a line break at the end. The same data
 * gives the same bytes. Throws a RangeError on NaN or an infinity.
 */
export function prettyJson(value: unknown): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(value)), null, 2)}\n`;
}
