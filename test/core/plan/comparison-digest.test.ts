import { expect, test } from 'vitest';
import type { Layer, Side, Variant } from '../../../src/core/contracts/layer.ts';
import { comparisonDigest } from '../../../src/core/plan/comparison-digest.ts';

const YARDSTICK = { digests: { suite: 'a', policy: 'b' } };

function variant(side: Side, model: string, more: Partial<Variant> = {}): Variant {
  const layer: Layer = { name: 'model', value: model, places: [{ file: 'app.yml', line: 3 }] };
  return { side, commit: 'c'.repeat(40), model, provider: 'bedrock', layers: { model: layer }, ...more };
}

function subject(name: string, model: string) {
  return { application: { name }, source: variant('source', 'old'), target: variant('target', model) };
}

const DIGEST = comparisonDigest(YARDSTICK, [subject('triage', 'new'), subject('reply', 'new')]);

test('is the same for the same question, wherever it is asked', () => {
  const moved = variant('target', 'new', {
    commit: 'work tree',
    layers: { model: { name: 'model', value: 'new', places: [{ file: 'elsewhere.yml' }] } },
  });
  expect(comparisonDigest(YARDSTICK, [subject('reply', 'new'), { ...subject('triage', 'new'), target: moved }])).toBe(
    DIGEST,
  );
});

test.each<[string, string]>([
  ['another target', comparisonDigest(YARDSTICK, [subject('triage', 'newer'), subject('reply', 'new')])],
  [
    'another yardstick',
    comparisonDigest({ digests: { suite: 'a', policy: 'c' } }, [subject('triage', 'new'), subject('reply', 'new')]),
  ],
  ['one application less', comparisonDigest(YARDSTICK, [subject('triage', 'new')])],
  [
    'no source',
    comparisonDigest(YARDSTICK, [
      { application: { name: 'triage' }, target: variant('target', 'new') },
      subject('reply', 'new'),
    ]),
  ],
  ['a draft’s sample', comparisonDigest(YARDSTICK, [subject('triage', 'new'), subject('reply', 'new')], 'draft')],
])('%s is another question', (_, digest) => {
  expect(digest).not.toBe(DIGEST);
});
