import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/core/contracts/json.ts';
import type { Layer, LayerName, Variant } from '../../../src/core/contracts/layer.ts';
import type { Suite } from '../../../src/core/contracts/suite.ts';
import { estimateCost } from '../../../src/core/plan/estimate.ts';

const SUITE: Suite = {
  cases: [{ id: 'a', input: 'Is 7 prime?', slices: [], critical: false, line: 1 }],
  trials: 1,
  scorers: [],
  file: 'evals/a.jsonl',
};
const PRICE = { input: 10, output: 50, serviceTiers: { priority: { input: 25, output: 75 } } };

function variant(layers: Readonly<Partial<Record<LayerName, Json>>>): Variant {
  const layer = (name: LayerName, value: Json): Layer => ({ name, value, places: [] });
  return {
    side: 'target',
    commit: 'h'.repeat(40),
    model: 'm',
    provider: 'openai',
    layers: Object.fromEntries(Object.entries(layers).map(([name, value]) => [name, layer(name as LayerName, value)])),
  };
}

/** Of one call with a million input tokens and 300 output tokens. */
function estimateOf(layers: Parameters<typeof variant>[0], recorded = false) {
  return estimateCost(variant(layers), SUITE, { price: PRICE, recorded, countedTokens: 1_000_000 });
}

describe('an estimate', () => {
  it('is by the list price', () => {
    expect(estimateOf({}).costUsd).toBeCloseTo(10.015, 9);
    expect(estimateOf({ deployment: { 'service-tier': 'flex' } }).costUsd).toBeCloseTo(10.015, 9);
  });

  it('is by the price of the service tier that is asked for', () => {
    const [list, priority] = [estimateOf({}), estimateOf({ deployment: { 'service-tier': 'priority' } })];
    expect(priority.costUsd).toBeCloseTo(25.0225, 9);
    expect(priority.setAsideUsd).toBeGreaterThan((list.setAsideUsd ?? Number.NaN) * 1.4);
  });

  it('is multiplied for the place of inference', () => {
    expect(estimateOf({ parameters: { inference_geo: 'us' } }).costUsd).toBeCloseTo(11.0165, 9);
  });

  it('is not known at a tier without a price, nor with tools that the service runs', () => {
    for (const parameters of [{ speed: 'fast' }, { tools: [{ type: 'web_search_20250305' }] }]) {
      const estimate = estimateOf({ parameters });
      expect(estimate).not.toHaveProperty('costUsd');
      expect(estimate).not.toHaveProperty('setAsideUsd');
    }
  });

  it('is nothing for replies of a recording', () => {
    const estimate = estimateOf({ parameters: { speed: 'fast' } }, true);
    expect(estimate).toMatchObject({ costUsd: 0, recorded: true });
    expect(estimate).not.toHaveProperty('setAsideUsd');
  });
});
