import { describe, expect, it } from 'vitest';
import { compareVariants } from '../../../src/core/change/compare.ts';
import type { Json } from '../../../src/core/contracts/json.ts';
import type { LayerName, Side, Variant } from '../../../src/core/contracts/layer.ts';

function variant(side: Side, layers: Readonly<Partial<Record<LayerName, Json>>>, file = 'app.yml'): Variant {
  return {
    side,
    commit: 'c',
    model: 'gpt-4o',
    provider: 'openai',
    layers: Object.fromEntries(
      Object.entries(layers).map(([name, value]) => [
        name,
        { name: name as LayerName, value, places: [{ file, line: 1 }] },
      ]),
    ),
  };
}

describe('compareVariants', () => {
  it('lists the layers that differ in the order of the layers, and a layer that is new', () => {
    const source = variant('source', { prompt: 'Sort', model: 'gpt-4o' });
    const target = variant('target', { model: 'o3', system: 'Be brief', prompt: 'Sort' });
    const change = compareVariants('triage', source, target);
    expect(change.kind).toBe('changed');
    expect(change.changed).toEqual([
      { layer: 'model', source: source.layers.model, target: target.layers.model },
      { layer: 'system', target: target.layers.system },
    ]);
  });

  it.each<[Json, Json, string]>([
    [{ 'max-tokens': 1, temperature: 0 }, { temperature: 0, 'max-tokens': 1 }, 'unchanged'],
    [{ 'max-tokens': 1 }, { max_tokens: 1 }, 'unchanged'],
    [{ 'max-tokens': 1 }, { maxTokens: 1 }, 'unchanged'],
    [{ max_tokens: 1 }, { maxTokens: 9, max_tokens: 1 }, 'changed'],
    [{ 'max-tokens': 1 }, { 'max-tokens': 2 }, 'changed'],
    [{ 'max-tokens': 1 }, { 'max-tokens': '1' }, 'changed'],
    [{ stop: ['a', 'b'] }, { stop: ['b', 'a'] }, 'changed'],
    [{}, { __proto__x: 1 }, 'changed'],
  ])('parameters %j and %j: %s', (from, to, kind) => {
    expect(
      compareVariants('a', variant('source', { parameters: from }), variant('target', { parameters: to })).kind,
    ).toBe(kind);
  });

  it('tells moved from changed', () => {
    const change = compareVariants(
      'a',
      variant('source', { prompt: 'P' }, 'old.md'),
      variant('target', { prompt: 'P' }, 'new.md'),
    );
    expect(change).toMatchObject({
      kind: 'unchanged',
      moved: [{ layer: 'prompt', from: { file: 'old.md', line: 1 }, to: { file: 'new.md', line: 1 } }],
    });
    const both = compareVariants(
      'a',
      variant('source', { prompt: 'P' }, 'old.md'),
      variant('target', { prompt: 'Q' }, 'new.md'),
    );
    expect(both).toMatchObject({ kind: 'changed', moved: [] });
  });

  it('is about text exactly', () => {
    const kind = (a: string, b: string) =>
      compareVariants('a', variant('source', { prompt: a }), variant('target', { prompt: b })).kind;
    expect(kind('a b', 'a  b')).toBe('changed');
    expect(kind('a', 'a\u200b')).toBe('changed');
    expect(kind('a', 'a')).toBe('unchanged');
  });

  it('names applications that one side lacks', () => {
    const one = variant('target', { model: 'o3' });
    expect(compareVariants('a', undefined, one)).toMatchObject({ kind: 'added', changed: [{ layer: 'model' }] });
    expect(compareVariants('a', one, undefined).kind).toBe('removed');
    expect(compareVariants('a', undefined, undefined)).toEqual({
      application: 'a',
      kind: 'absent',
      changed: [],
      moved: [],
    });
  });
});
