import { describe, expect, it } from 'vitest';
import type { Variant } from '../../../src/core/contracts/layer.ts';
import type {
  ApplicationYardstick,
  Policy,
  ProviderDefinition,
  Yardstick,
} from '../../../src/core/contracts/yardstick.ts';
import { evidenceDigest, variantsDigest } from '../../../src/core/governance/evidence-digest.ts';

const POLICY: Policy = {
  mode: 'enforce',
  confidence: 0.95,
  onInconclusive: 'fail',
  onUncovered: 'fail',
  maxCostUsd: 20,
  capDefaulted: true,
  maxErrorRate: 0.01,
  owners: ['@lena'],
};
const PROVIDER: ProviderDefinition = { name: 'openai', type: 'openai', concurrency: 4, timeoutMs: 60_000 };
const YARDSTICK: Pick<Yardstick, 'providers' | 'prices' | 'policy'> = {
  providers: [PROVIDER, { ...PROVIDER, name: 'other' }],
  prices: {
    old: { input: 1, output: 2, source: 'configuration' },
    new: { input: 1, output: 2, source: 'configuration' },
    unused: { input: 1, output: 2, source: 'configuration' },
  },
  policy: POLICY,
};
const APPLICATION: ApplicationYardstick = {
  name: 'triage',
  suite: {
    cases: [{ id: 'a', input: 'x', expected: 'y', slices: [], critical: false, line: 1 }],
    trials: 1,
    scorers: [{ name: 'accuracy', type: 'exact-match', normalise: [], options: {}, passAt: 1 }],
    file: 'evals/triage.jsonl',
  },
  acceptance: {
    all: [{ metric: 'accuracy', key: 'max-drop', threshold: 0.05, enforce: 'block', evidence: 'interval' }],
    anyOf: [],
  },
  owners: ['@lena'],
  standing: 'in-effect',
  recorded: false,
};

function variant(side: 'source' | 'target', model: string, prompt = 'Sort {{input}}.'): Variant {
  const places = [{ file: 'prompts/triage.md', line: 1 }];
  return {
    side,
    commit: side.padEnd(40, '0'),
    model,
    provider: 'openai',
    layers: { model: { name: 'model', value: model, places }, prompt: { name: 'prompt', value: prompt, places } },
  };
}

interface Compared {
  readonly application: ApplicationYardstick;
  readonly source?: Variant;
  readonly target: Variant;
}

const COMPARED: Compared = {
  application: APPLICATION,
  source: variant('source', 'old'),
  target: variant('target', 'new'),
};
const DIGEST = digest(YARDSTICK, COMPARED);

function digest(yardstick: typeof YARDSTICK, compared: Compared, scope?: 'draft'): string {
  const variants = variantsDigest(compared.source, compared.target);
  return evidenceDigest(yardstick, { ...compared, variants }, scope);
}

function suite(rest: Partial<ApplicationYardstick['suite']>): Compared {
  return { ...COMPARED, application: { ...APPLICATION, suite: { ...APPLICATION.suite, ...rest } } };
}

function policy(rest: Partial<Policy>): typeof YARDSTICK {
  return { ...YARDSTICK, policy: { ...POLICY, ...rest } };
}

describe('evidenceDigest', () => {
  it('is 64 hexadecimal digits', () => {
    expect(DIGEST).toMatch(/^[0-9a-f]{64}$/);
  });

  const [first] = APPLICATION.suite.cases;
  const moved: Variant = { ...variant('target', 'new'), commit: 'f'.repeat(40) };
  it.each<[string, typeof YARDSTICK, Compared]>([
    ['another commit', YARDSTICK, { ...COMPARED, target: moved }],
    ['a case on another line', YARDSTICK, suite({ cases: first === undefined ? [] : [{ ...first, line: 7 }] })],
    ['a suite in another file', YARDSTICK, suite({ file: 'evals/moved.jsonl' })],
    ['other owners', policy({ owners: ['@tom'] }), { ...COMPARED, application: { ...APPLICATION, owners: [] } }],
    ['another cap', policy({ maxCostUsd: 5, capDefaulted: false, maxMinutes: 3 }), COMPARED],
    ['what follows from a finding', policy({ mode: 'observe', onInconclusive: 'warn' }), COMPARED],
    [
      'the price of a model that is not compared',
      { ...YARDSTICK, prices: { ...YARDSTICK.prices, unused: { input: 9, output: 9, source: 'configuration' } } },
      COMPARED,
    ],
    ['a provider that is not called', { ...YARDSTICK, providers: [PROVIDER] }, COMPARED],
  ])('is kept by %s', (_, yardstick, compared) => {
    expect(digest(yardstick, compared)).toBe(DIGEST);
  });

  const { source, ...added } = COMPARED;
  it.each<[string, typeof YARDSTICK, Compared, 'draft'?]>([
    ['another target', YARDSTICK, { ...COMPARED, target: variant('target', 'newer') }],
    ['another source', YARDSTICK, { ...COMPARED, source: variant('source', 'older') }],
    ['no source', YARDSTICK, added],
    ['another prompt', YARDSTICK, { ...COMPARED, target: variant('target', 'new', 'Sort: {{input}}') }],
    ['sides exchanged', YARDSTICK, { ...COMPARED, source: variant('source', 'new'), target: variant('target', 'old') }],
    ['a case that goes', YARDSTICK, suite({ cases: [] })],
    ['an expected answer', YARDSTICK, suite({ cases: first === undefined ? [] : [{ ...first, expected: 'z' }] })],
    ['a critical flag', YARDSTICK, suite({ cases: first === undefined ? [] : [{ ...first, critical: true }] })],
    ['trials', YARDSTICK, suite({ trials: 2 })],
    ['when a run ends', YARDSTICK, suite({ stop: 'sequential' })],
    ['a scorer', YARDSTICK, suite({ scorers: [] })],
    ['a bound', YARDSTICK, { ...COMPARED, application: { ...APPLICATION, acceptance: { all: [], anyOf: [] } } }],
    ['recorded replies', YARDSTICK, { ...COMPARED, application: { ...APPLICATION, recorded: true } }],
    ['another application', YARDSTICK, { ...COMPARED, application: { ...APPLICATION, name: 'sorting' } }],
    ['the confidence', policy({ confidence: 0.9 }), COMPARED],
    ['the failed cells allowed', policy({ maxErrorRate: 0.5 }), COMPARED],
    [
      'the price of a model that is compared',
      { ...YARDSTICK, prices: { ...YARDSTICK.prices, new: { input: 9, output: 2, source: 'configuration' } } },
      COMPARED,
    ],
    ['a price that is not known', { ...YARDSTICK, prices: {} }, COMPARED],
    ['the endpoint', { ...YARDSTICK, providers: [{ ...PROVIDER, baseUrl: 'https://llm.example.com' }] }, COMPARED],
    ['a sample instead of the whole', YARDSTICK, COMPARED, 'draft'],
  ])('is another after %s', (_, yardstick, compared, scope) => {
    expect(digest(yardstick, compared, scope)).not.toBe(DIGEST);
    expect(source).toBeDefined();
  });
});
