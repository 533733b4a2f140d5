import type { Json } from '../core/contracts/json.ts';

/**
 * Whether a value nests deeper than so many levels. Found without recursion, which such a value would exhaust: the parser of
 * JSON takes any depth, and next to nothing after it does.
 */
export function nestsDeeper(value: Json, levels: number): boolean {
  let level: readonly Json[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}
