import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, digestOf } from '../../../src/core/contracts/digest.ts';

/** The same value with the members of every object in the opposite order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, member]) => [key, turned(member)]));
}

describe('canonical JSON', () => {
  it('sorts members by code unit and leaves out white space and what is undefined', () => {
    const value = { b: [1, { d: null, c: 'x' }], a: undefined, B: true, ä: 0.5, '': [] };
    expect(canonicalJson(value)).toBe('{"":[],"B":true,"b":[1,{"c":"x","d":null}],"ä":0.5}');
    expect(canonicalJson([undefined, {}])).toBe('[null,{}]');
  });

  it('refuses what JSON cannot hold', () => {
    expect(() => canonicalJson({ a: [Number.NaN] })).toThrow(new RangeError('not a JSON number: NaN'));
    expect(() => canonicalJson(Number.NEGATIVE_INFINITY)).toThrow(RangeError);
  });

  it('is JSON of the same value, whatever the order of its members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(turned(value))).toBe(text);
        expect(digestOf(value)).toBe(createHash('sha256').update(text).digest('hex'));
      }),
      { seed: 1 },
    );
  });
});
