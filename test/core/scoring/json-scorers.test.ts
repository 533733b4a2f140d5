import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/core/contracts/json.ts';
import { caseOf, complaints, score, specOf } from './support.ts';

const withSchema = (schema: Json) => specOf('json-schema', { schema });
const triage: JsonObject = {
  type: 'object',
  properties: { category: { enum: ['refund', 'billing'] }, score: { type: 'number', minimum: 0 } },
  required: ['category'],
  additionalProperties: false,
};

describe('json-schema', () => {
  test('passes what satisfies the schema and names the first violation', () => {
    expect(score(withSchema(triage), ' {"category": "refund", "score": 1} ', caseOf())).toEqual({ value: 1 });
    expect(score(withSchema(triage), '{"category": "refund", "score": -1}', caseOf())).toEqual({
      value: 0,
      reason: '/score must be >= 0',
    });
    expect(score(withSchema(triage), '{"category": "refund", "sum": 1}', caseOf()).reason).toBe(
      'the output must NOT have additional properties: sum',
    );
  });

  test('an output that is not JSON fails, also one that only contains it', () => {
    expect(score(withSchema(triage), 'Sure: {"category": "refund"}', caseOf())).toEqual({
      value: 0,
      reason: 'not JSON',
    });
    expect(score(withSchema(triage), '```json\n{"category": "refund"}\n```', caseOf()).reason).toBe(
      'not JSON: it stands in a code block',
    );
    const extracting = specOf('json-schema', { schema: triage }, { extract: { kind: 'code-block' } });
    expect(score(extracting, 'Here:\n```json\n{"category": "refund"}\n```', caseOf()).value).toBe(1);
  });

  test('understands draft 2020-12 and draft 7 by `$schema`', () => {
    const tuple2020 = { $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'string' }] };
    expect(score(withSchema(tuple2020), '[1]', caseOf()).value).toBe(0);
    const tuple7 = { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'string' }] };
    expect(score(withSchema(tuple7), '[1]', caseOf()).value).toBe(0);
    expect(score(withSchema(tuple7), '["a"]', caseOf()).value).toBe(1);
    expect(complaints(withSchema({ items: [{ type: 'string' }] }))).toHaveLength(1);
    expect(complaints(withSchema({ $schema: 'http://json-schema.org/draft-04/schema#' }))[0]).toContain(
      'drafts 2020-12 and 7 are understood',
    );
  });

  test('checks formats and patterns', () => {
    expect(score(withSchema({ format: 'date' }), '"2024-02-30"', caseOf()).value).toBe(0);
    expect(score(withSchema({ format: 'date-time' }), '"2024-02-29T12:00:00Z"', caseOf()).value).toBe(1);
    expect(score(withSchema({ pattern: '^(a+)+$' }), `"${'a'.repeat(50_000)}!"`, caseOf()).value).toBe(0);
    const two = { properties: { a: { pattern: '^x' }, b: { pattern: '^y' } } };
    expect(score(withSchema(two), '{"a": "x", "b": "y"}', caseOf()).value).toBe(1);
    expect(score(withSchema(two), '{"a": "y", "b": "y"}', caseOf()).value).toBe(0);
    expect(score(withSchema({ format: 'url' }), `"http://${'a'.repeat(200_000)}"`, caseOf()).value).toBe(0);
  });

  test('follows references inside the schema, recursive ones too', () => {
    const tree = {
      $defs: { node: { properties: { next: { $ref: '#/$defs/node' } }, required: ['id'] } },
      $ref: '#/$defs/node',
    };
    expect(score(withSchema(tree), '{"id": 1, "next": {"id": 2}}', caseOf()).value).toBe(1);
    expect(score(withSchema(tree), '{"id": 1, "next": {}}', caseOf()).value).toBe(0);
  });

  test('what an object only inherits is not there', () => {
    expect(score(withSchema({ required: ['constructor'] }), '{}', caseOf()).value).toBe(0);
    expect(score(withSchema({ required: ['__proto__'] }), '{}', caseOf()).value).toBe(0);
  });

  test('normalises the texts inside, not the keys', () => {
    const lenient = specOf('json-schema', { schema: triage }, { normalise: ['lowercase', 'trim'] });
    expect(score(lenient, '{"category": " REFUND"}', caseOf()).value).toBe(1);
    expect(score(lenient, '{"CATEGORY": "refund"}', caseOf()).value).toBe(0);
  });

  test('extension keywords say nothing', () => {
    expect(score(withSchema({ 'x-order': 1, example: 3, type: 'integer' }), '4', caseOf()).value).toBe(1);
  });

  test.each<[string, Json, string]>([
    ['no schema', {}, '`schema`'],
    ['a path in place of a schema', { schema: 'evals/x.json' }, 'a JSON Schema is needed here'],
    ['a misspelt keyword', { schema: { requierd: ['a'] } }, 'unknown keyword: "requierd"'],
    ['a wrong keyword value', { schema: { type: 'strnig' } }, 'type'],
    ['an unknown format', { schema: { format: 'datum' } }, 'unknown format "datum"'],
    ['a pattern RE2 refuses', { schema: { pattern: '(?=x)' } }, 'pattern "(?=x)" cannot be read'],
    [
      'a remote reference',
      { schema: { $ref: 'https://example.com/s.json' } },
      'only references into the schema itself',
    ],
    ['a dangling reference', { schema: { $ref: '#/$defs/none' } }, "can't resolve reference"],
    ['a reference without end', { schema: { $ref: '#' } }, 'refers to itself without end'],
    ['an asynchronous schema', { schema: { $async: true, type: 'string' } }, 'asynchronous'],
    ['a schema too deep', { schema: nested(100) }, 'nested more than 64 levels'],
    ['a schema too large', { schema: { enum: ['x'.repeat(300_000)] } }, 'larger than'],
    ['references that multiply', { schema: laughs(40) }, 'multiply beyond any use'],
    ['references that multiply by anchors', { schema: anchoredLaughs(40) }, 'multiply beyond any use'],
  ])('%s is refused before the first call', (_name, options, words) => {
    const [complaint] = complaints(specOf('json-schema', options as JsonObject));
    expect(complaint).toContain(words);
  });

  test('bounds what a reply can make it do', () => {
    const unique = withSchema({ uniqueItems: true });
    const values = Array.from({ length: 30_000 }, (_, index) => `{"a":${index}}`).join(',');
    expect(score(unique, `[${values}]`, caseOf())).toEqual({ value: 0, reason: 'more than 20000 JSON values' });
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    expect(score(withSchema(true), deep, caseOf()).reason).toBe('JSON nested more than 100 levels deep');
  });
});

function nested(depth: number): JsonObject {
  return depth === 0 ? { type: 'string' } : { properties: { a: nested(depth - 1) } };
}

function laughs(count: number): JsonObject {
  const $defs = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `d${i}`,
      { allOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] },
    ]),
  );
  return { $defs: { ...$defs, [`d${count}`]: { type: 'string' } }, $ref: '#/$defs/d0' };
}

function anchoredLaughs(count: number): JsonObject {
  const $defs = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `d${i}`,
      { $anchor: `a${i}`, allOf: [{ $ref: `#a${i + 1}` }, { $ref: `#a${i + 1}` }] },
    ]),
  );
  return { $defs: { ...$defs, last: { $anchor: `a${count}`, type: 'string' } }, $ref: '#a0' };
}

describe('json-fields', () => {
  const expected = { category: 'refund', amount: 12.5, customer: { name: 'Ada', tags: ['x', 'y'] } };

  test('scores the share of the expected fields that agree', () => {
    const output = JSON.stringify({ category: 'refund', amount: 12, customer: expected.customer, extra: 1 });
    expect(score(specOf('json-fields'), output, caseOf(expected))).toEqual({
      value: 2 / 3,
      reason: 'differs in amount',
    });
    expect(score(specOf('json-fields'), JSON.stringify(expected), caseOf(expected))).toEqual({ value: 1 });
    expect(score(specOf('json-fields'), '{}', caseOf(expected)).value).toBe(0);
  });

  test('compares the named fields by path', () => {
    const named = specOf('json-fields', { fields: ['customer.name', 'customer.tags[1]', '["category"]'] });
    const output = '{"category": "refund", "customer": {"name": "Ada", "tags": ["z", "y"]}}';
    expect(score(named, output, caseOf(expected))).toEqual({ value: 1 });
    expect(score(named, '{"category": "refund"}', caseOf(expected)).value).toBeCloseTo(1 / 3, 12);
  });

  test('compares numbers within a tolerance when asked', () => {
    const numeric = specOf('json-fields', { compare: 'numeric', tolerance: 0.5, fields: ['amount', 'category'] });
    expect(score(numeric, '{"amount": "12.9", "category": "refund"}', caseOf(expected)).value).toBe(1);
    expect(score(numeric, '{"amount": 13.1, "category": "refund"}', caseOf(expected)).value).toBe(0.5);
  });

  test('normalises the texts inside, not the keys', () => {
    const lenient = specOf('json-fields', { fields: ['category'] }, { normalise: ['lowercase', 'trim'] });
    expect(score(lenient, '{"category": " REFUND"}', caseOf(expected)).value).toBe(1);
    expect(score(lenient, '{"Category": "refund"}', caseOf(expected)).value).toBe(0);
  });

  test('reads an expected object from its JSON text, as tables hold it', () => {
    const text = caseOf('{"category": "refund", "amount": 1}');
    expect(score(specOf('json-fields'), '{"category": "refund", "amount": 2}', text).value).toBe(0.5);
    expect(score(specOf('json-fields', { fields: ['amount'] }), '{"amount": 1}', text).value).toBe(1);
  });

  test('counts items of an expected list as fields', () => {
    expect(score(specOf('json-fields'), '[1, 2, 4]', caseOf([1, 2, 3])).value).toBeCloseTo(2 / 3, 12);
  });

  test('an output that is not JSON scores 0', () => {
    expect(score(specOf('json-fields'), 'category: refund', caseOf(expected))).toEqual({
      value: 0,
      reason: 'not JSON',
    });
  });

  test('keys of the prototype are keys like any other', () => {
    const own = JSON.parse('{"__proto__": 1, "constructor": 2}');
    expect(score(specOf('json-fields'), '{"constructor": 2}', caseOf(own)).value).toBe(0.5);
    expect(score(specOf('json-fields'), '{}', caseOf(own)).value).toBe(0);
  });

  test('refuses paths that are none, fields that no case expects, tolerances without effect', () => {
    expect(complaints(specOf('json-fields', { fields: ['a..b'] }), [caseOf({ a: 1 })])[0]).toContain(
      '"a..b" is not a path',
    );
    expect(complaints(specOf('json-fields', { fields: ['amuont'] }), [caseOf(expected)])[0]).toContain(
      'needs `amuont` in `expected`, which case c-1 does not have',
    );
    expect(complaints(specOf('json-fields'), [caseOf('text')])[0]).toContain('an object or a list');
    expect(complaints(specOf('json-fields'), [caseOf({})])).toHaveLength(1);
    expect(complaints(specOf('json-fields', { tolerance: 1 }), [caseOf({ a: 1 })])[0]).toContain(
      'without `compare: numeric`',
    );
  });
});
