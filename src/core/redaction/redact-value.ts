import type { Redact } from './secrets.ts';

/**
 * Plain data with its texts redacted, member names included; the very same value where nothing had to be. Data that is
 * shared stays shared only as far as it is unchanged.
 */
export function redactValue<T>(value: T, redact: Redact): T {
  return redacted(value, redact) as T;
}

function redacted(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => redacted(item, redact));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const members = Object.entries(value);
  const clean = members.map(([name, member]) => [redact(name), redacted(member, redact)] as const);
  const isSame = clean.every(([name, member], at) => name === members[at]?.[0] && member === members[at]?.[1]);
  return isSame ? value : Object.fromEntries(clean);
}
