import { describe, expect, it } from 'vitest';
import type { Case } from '../../../src/core/contracts/suite.ts';
import type { YardstickChange } from '../../../src/core/contracts/yardstick-change.ts';
import { observedUnder } from '../../../src/core/governance/yardstick/observed-under.ts';
import { CaseStore } from '../../../src/core/suite/case-store.ts';
import { cases, scenario, subject } from '../policy/scenario.ts';

function yardstick(suite: readonly Case[], trials = 1) {
  const { yardstick: made } = scenario({ cases: suite, cells: [], trials });
  if (made === undefined) throw new Error('a scenario has a yardstick');
  return made;
}

/** As suites are held that were read from a file. */
function stored(suite: readonly Case[]): readonly Case[] {
  const store = new CaseStore();
  for (const one of suite) store.add(one);
  return store.cases;
}

const SUITE = cases(3);
const cell = (caseId: string) => ({ application: 'triage', caseId });
const edited = (more: Partial<Case>) => SUITE.map((one, index) => (index === 1 ? { ...one, ...more } : one));

function isUsed(proposed: readonly Case[], trials = 1, changes: readonly YardstickChange[] = []): boolean {
  const [before, after] = [yardstick(stored(SUITE)), yardstick(stored(proposed), trials)];
  return observedUnder(before, after, changes, [subject()])(cell('case-1')) !== undefined;
}

describe('observedUnder', () => {
  it('takes what was observed of a case that asks the same, with what is now expected of it', () => {
    const find = observedUnder(yardstick(SUITE), yardstick(edited({ expected: 'no' })), [], [subject()]);
    expect(find(cell('case-1'))?.testCase.expected).toBe('no');
    expect(find({ application: 'search', caseId: 'case-1' })).toBeUndefined();
    expect(isUsed(edited({ expected: 'no', critical: true, slices: ['a'], metadata: { by: 'x' }, line: 9 }))).toBe(
      true,
    );
  });

  it.each<[string, Partial<Case>]>([
    ['input', { input: 'other' }],
    ['messages', { messages: [{ role: 'user', content: 'x' }] }],
    ['variables', { vars: { a: 1 } }],
    ['context', { context: 'more' }],
  ])('takes nothing of a case with another %s', (_, more) => {
    expect(isUsed(edited(more))).toBe(false);
  });

  it('takes nothing where repetitions differ, the case is gone, or the application was not compared', () => {
    expect(isUsed(SUITE, 2)).toBe(false);
    expect(isUsed(SUITE.slice(2))).toBe(false);
    expect(observedUnder(yardstick(SUITE), yardstick(SUITE), [], [])(cell('case-1'))).toBeUndefined();
  });

  it('takes nothing of a provider that would reply otherwise, however fast it is called', () => {
    const provider = (key: string, name = 'bedrock'): YardstickChange[] => [
      { kind: 'provider', provider: name, key, from: 'a', to: 'b', direction: 'other' },
    ];
    expect(isUsed(SUITE, 1, provider('base-url'))).toBe(false);
    expect(isUsed(SUITE, 1, provider('file-sha256'))).toBe(false);
    expect(isUsed(SUITE, 1, provider('concurrency'))).toBe(true);
    expect(isUsed(SUITE, 1, provider('base-url', 'openai'))).toBe(true);
    expect(isUsed(SUITE, 1, [{ kind: 'provider-removed', provider: 'bedrock', direction: 'other' }])).toBe(false);
  });
});
