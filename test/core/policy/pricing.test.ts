import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/core/contracts/json.ts';
import type { Variant } from '../../../src/core/contracts/layer.ts';
import type { Policy, Price } from '../../../src/core/contracts/yardstick.ts';
import { missingPrices } from '../../../src/core/policy/pricing.ts';
import { cases, criterion, scenario } from './scenario.ts';

const LIST = { input: 1, output: 2 };
const TIERED = { ...LIST, serviceTiers: { priority: { input: 2, output: 4 } } };

interface Asked {
  readonly deployment?: Json;
  readonly parameters?: Json;
}

function target({ deployment = {}, parameters = {} }: Asked): Variant {
  return {
    side: 'target',
    commit: 'h'.repeat(40),
    model: 'new-model',
    provider: 'bedrock',
    layers: {
      deployment: { name: 'deployment', value: deployment, places: [] },
      parameters: { name: 'parameters', value: parameters, places: [] },
    },
  };
}

function missing(asked: Asked, price: Price, policy: Partial<Policy> = { capDefaulted: false }) {
  const prices = { 'new-model': { ...price, source: 'configuration' } };
  const all = [criterion('cost', 'max', 1)];
  const { yardstick } = scenario({ cases: cases(1), cells: [], all, policy, yardstick: { prices } });
  const application = yardstick?.applications[0];
  if (yardstick === undefined || application === undefined) throw new Error('the scenario has no application');
  return missingPrices({ application: application.name, target: target(asked) }, application, yardstick);
}

describe('the price of a service tier', () => {
  it.each<Asked>([
    {},
    { deployment: { provider: 'bedrock', 'service-tier': 'default' } },
    { deployment: { 'service-tier': 'flex' } },
    { parameters: { service_tier: 'auto' } },
  ])('is the list price for %j', (asked) => {
    expect(missing(asked, LIST)).toEqual([]);
  });

  it('is not the list price for a dearer one, and says how to tell it', () => {
    expect(missing({ deployment: { 'service-tier': 'priority' } }, LIST)).toEqual([
      {
        code: 'price',
        message:
          'The price of new-model at the service tier "priority" is not known, so policy.max-cost-usd cannot be kept.',
        application: 'triage',
        side: 'target',
        hint:
          'Add it under `prices` on the base branch: "new-model": { input: …, output: …, ' +
          'service-tiers: { priority: { input: …, output: … } } }',
      },
    ]);
  });

  it('is needed by a criterion on cost as well', () => {
    const [problem] = missing({ parameters: { speed: 'fast' } }, LIST, {});
    expect(problem?.message).toBe(
      'The price of new-model at the service tier "fast" is not known, so the criterion on cost cannot be judged.',
    );
  });

  it('is the one that the configuration tells', () => {
    expect(missing({ deployment: { 'service-tier': 'priority' } }, TIERED)).toEqual([]);
    expect(missing({ deployment: { 'service-tier': 'valueOf' } }, TIERED)).toHaveLength(1);
  });
});

describe('tools that the service runs', () => {
  it('have no known price', () => {
    const [problem] = missing({ parameters: { tools: [{ type: 'web_search_20250305' }] } }, TIERED);
    expect(problem).toMatchObject({
      message:
        'What new-model costs with "web_search_20250305", which the service runs itself, is not known, ' +
        'so policy.max-cost-usd cannot be kept.',
      hint: 'Leave it out of the parameters, or write neither a cap nor a blocking criterion on cost.',
    });
  });

  it('are named at no more than a line', () => {
    const [problem] = missing({ parameters: { tools: [{ type: 'x'.repeat(10_000) }] } }, TIERED);
    expect(problem?.message.length).toBeLessThan(200);
  });
});
