import { describe, expect, test } from 'vitest';
import type { LayerChange } from '../../src/core/contracts/change.ts';
import type { Json } from '../../src/core/contracts/json.ts';
import type { LayerName } from '../../src/core/contracts/layer.ts';
import { layerDiff, layerSides } from '../../src/report/comment/layer-change.ts';
import { plainText } from '../../src/report/plain-text.ts';

function change(layer: LayerName, source: Json | undefined, target: Json | undefined): LayerChange {
  const side = (value: Json): NonNullable<LayerChange['source']> => ({ name: layer, value, places: [] });
  return {
    layer,
    ...(source === undefined ? {} : { source: side(source) }),
    ...(target === undefined ? {} : { target: side(target) }),
  };
}

const sides = (one: LayerChange): readonly string[] => {
  const { source, target } = layerSides(one);
  return [plainText(source), plainText(target)];
};

describe('what a layer was and is', () => {
  test.each([
    [change('model', 'a', 'b'), ['a', 'b']],
    [change('model', undefined, 'b'), ['none', 'b']],
    [
      change('parameters', { temperature: 0.2, 'max-tokens': 100 }, { temperature: 0, 'max-tokens': 100 }),
      ['temperature: 0.2', 'temperature: 0'],
    ],
    [change('parameters', {}, { stop: ['x'] }), ['not set', 'stop: ["x"]']],
    [
      change('deployment', { provider: 'openai' }, { provider: 'bedrock', region: 'us-east-1' }),
      ['provider: openai', 'provider: bedrock, region: us-east-1'],
    ],
    [change('prompt', 'a\nb', 'a\nc\nd'), ['2 lines', '3 lines (+2 −1)']],
    [change('system', undefined, 'a'), ['none', '1 line (+1 −0)']],
    [change('parameters', { ['__proto__']: 1 }, { constructor: 2 }), ['__proto__: 1', 'constructor: 2']],
  ])('%j', (one, expected) => {
    expect(sides(one)).toEqual(expected);
  });
});

describe('a diff', () => {
  test('shows what differs with two lines around it', () => {
    expect(layerDiff(change('prompt', 'a\nb\nc\nd\ne\n', 'a\nb\nc\nD\ne\n'))).toBe(
      '@@ -2,4 +2,4 @@\n b\n c\n-d\n+D\n e',
    );
  });

  test('does not fuss about how a file ends', () => {
    expect(layerDiff(change('prompt', 'a', 'b'))).toBe('@@ -1,1 +1,1 @@\n-a\n+b');
  });

  test('is short, whatever the texts are', () => {
    const lines = (word: string): string => Array.from({ length: 500 }, (_, at) => `${word} ${at}`).join('\n');
    expect(layerDiff(change('prompt', lines('a'), lines('b')))?.split('\n')).toHaveLength(61);
  });

  test('is not made of texts that are too large or too far apart', () => {
    const large = 'x\n'.repeat(150_000);
    expect(layerDiff(change('prompt', large, `${large}y`))).toBeUndefined();
    const far = (word: string): string => Array.from({ length: 3_000 }, (_, at) => `${word}${at}`).join('\n');
    expect(layerDiff(change('prompt', far('a'), far('b')))).toBeUndefined();
  });

  test('is not made of models and settings', () => {
    expect(layerDiff(change('model', 'a', 'b'))).toBeUndefined();
    expect(layerDiff(change('parameters', { a: 1 }, { a: 2 }))).toBeUndefined();
  });
});
