import type { Json } from '../contracts/json.ts';

/**
 * Bounds on JSON in an output. They keep validation (which may compare every pair of an array's items, and recurses) from
 * being made slow or overflowing its stack by a hostile reply; real replies are far below them.
 */
const MAX_VALUES = 20_000;
const MAX_DEPTH = 100;

export type JsonReply = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly reason: string };

/** Reads an output as JSON, strictly: what an application's own parser would refuse is not JSON here either. */
export function readJsonReply(output: string): JsonReply {
  let value: Json;
  try {
    value = JSON.parse(output);
  } catch {
    // The engine's own words differ between Node versions; reasons must not.
    const fenced = /^\s*(?:```|~~~)/.test(output);
    return { ok: false, reason: fenced ? 'not JSON: it stands in a code block' : 'not JSON' };
  }
  return exceedsBounds(value) ?? { ok: true, value };
}

function exceedsBounds(root: Json): { readonly ok: false; readonly reason: string } | undefined {
  let level: readonly Json[] = [root];
  let values = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    values += level.length;
    if (values > MAX_VALUES) return { ok: false, reason: `more than ${MAX_VALUES} JSON values` };
    if (depth > MAX_DEPTH) return { ok: false, reason: `JSON nested more than ${MAX_DEPTH} levels deep` };
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return undefined;
}
