import { expect, it } from 'vitest';
import { costCheck } from '../../../src/commands/verification/cost-check.ts';
import type { Observation } from '../../../src/core/contracts/cell.ts';
import type { Migration } from '../../../src/core/contracts/verdict.ts';
import type { Yardstick } from '../../../src/core/contracts/yardstick.ts';
import { observationOf, VERDICT, YARDSTICK } from '../../workspace/evidence/support.ts';

const OPENAI = { name: 'openai', type: 'openai', concurrency: 1, timeoutMs: 1 } as const;
const MEASURED: Yardstick = { ...YARDSTICK, providers: [...YARDSTICK.providers, OPENAI] };

/** 20 tokens in at US$30 and 3 out at US$60 a million. */
const COST = (20 * 30 + 3 * 60) / 1_000_000;
const priced: Observation = observationOf('c-1', { side: 'target', costUsd: COST });

const complaint = (observation: Observation, yardstick: Yardstick | undefined = MEASURED, verdict = VERDICT) =>
  costCheck(verdict, yardstick)(observation)?.message;

it('follows from tokens and price', () => {
  expect(complaint(priced)).toBeUndefined();
  expect(complaint({ ...priced, costUsd: 2 * COST })).toMatch(
    /costUsd of trial 0 is 0\.00156, recomputed it is 0\.00078/,
  );
  expect(complaint({ ...priced, usage: { inputTokens: 21, outputTokens: 3 } })).toMatch(/recomputed it is 0\.00081/);
});

it('is absent without tokens, and without a price', () => {
  const { usage: _usage, costUsd: _cost, ...unpaid } = priced;
  expect(complaint(unpaid)).toBeUndefined();
  expect(complaint({ ...unpaid, costUsd: COST })).toMatch(/recomputed it is absent/);
  const { costUsd: _none, ...unpriced } = priced;
  expect(complaint(unpriced, { ...MEASURED, prices: {} })).toBeUndefined();
  expect(complaint(priced, { ...MEASURED, prices: {} })).toMatch(/is 0\.00078, recomputed it is absent/);
});

it('shows a price that was changed afterwards: bundled prices are in no digest of the yardstick', () => {
  const cheaper = { 'gpt-4-0613': { input: 1, output: 2, source: 'bundled' } };
  expect(complaint(priced, { ...MEASURED, prices: cheaper })).toMatch(/recomputed it is 0\.000026/);
});

it('of a recorded reply is the recording’s own', () => {
  const [migration] = VERDICT.migrations as readonly [Migration];
  const recorded = { ...migration, target: { model: 'gpt-4-0613', provider: 'recorded' } };
  expect(complaint({ ...priced, costUsd: 7 }, MEASURED, { ...VERDICT, migrations: [recorded] })).toBeUndefined();
});

it('of what nobody evaluated is another check’s matter', () => {
  expect(complaint({ ...priced, application: 'nobody', costUsd: 7 })).toBeUndefined();
  expect(complaint(priced, undefined)).toBeUndefined();
});
