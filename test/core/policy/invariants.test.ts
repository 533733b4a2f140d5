import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssessmentInput } from '../../../src/core/contracts/assessment.ts';
import { canonicalJson } from '../../../src/core/contracts/digest.ts';
import type { ScoredCell } from '../../../src/core/contracts/score.ts';
import { VERDICTS, type Verdict } from '../../../src/core/contracts/verdict.ts';
import type { Criterion } from '../../../src/core/contracts/yardstick.ts';
import { assess } from '../../../src/core/policy/assess.ts';
import { cases, cell, criterion, failed, scenario } from './scenario.ts';

/** What holds of any suite, any cells and any bounds. */

const criteria: fc.Arbitrary<Criterion> = fc
  .record({
    metric: fc.constantFrom('accuracy', 'cost', 'latency-p50', 'output-tokens', 'error-rate', 'refusal-rate'),
    key: fc.constantFrom('min', 'max', 'max-drop', 'max-rise', 'max-ratio', 'min-ratio'),
    threshold: fc.constantFrom(0, 0.05, 0.2, 0.9, 1, 1.1),
    enforce: fc.constantFrom('block', 'report'),
    evidence: fc.constantFrom('interval', 'point'),
    slices: fc.constantFrom<Criterion['slices']>('all', ['de'], ['nowhere'], undefined),
  } as const)
  .map(({ slices, ...rest }) => ({ ...rest, ...(slices === undefined ? {} : { slices }) }));

/** One side's call of one case: mostly fine, sometimes not. */
const outcome = fc.record({
  kind: fc.constantFrom('replied', 'replied', 'replied', 'replied', 'replied', 'rejected', 'failed', 'missing'),
  score: fc.constantFrom(0, 1, 1, 1, 0.5),
  latencyMs: fc.integer({ min: 1, max: 5_000 }),
  costUsd: fc.constantFrom(0, 0.001, 0.0025, 0.1),
  refused: fc.boolean(),
});

type Outcome = typeof outcome extends fc.Arbitrary<infer T> ? T : never;

function cellOf(
  side: 'source' | 'target',
  caseId: string,
  { kind, score, latencyMs, costUsd, refused }: Outcome,
): ScoredCell[] {
  if (kind === 'missing') return [];
  if (kind === 'failed') return [failed(side, caseId)];
  const value = kind === 'rejected' ? 0 : score;
  return [cell(side, caseId, { outcome: kind, scores: { accuracy: { value } }, latencyMs, costUsd, refused })];
}

const pairsOfOutcomes = fc.array(fc.tuple(outcome, outcome), { minLength: 1, maxLength: 30 });

function inputOf(
  pairs: readonly (readonly [Outcome, Outcome])[],
  all: readonly Criterion[],
  repeat = 1,
): AssessmentInput {
  const outcomes = Array.from({ length: repeat }, () => pairs).flat();
  const suite = cases(outcomes.length, (index) => ({
    slices: [index % 3 === 0 ? 'de' : 'en'],
    critical: index === 1,
  }));
  const cells = outcomes.flatMap(([source, target], index) => [
    ...cellOf('source', `case-${index}`, source),
    ...cellOf('target', `case-${index}`, target),
  ]);
  return scenario({ cases: suite, cells, all, policy: { maxErrorRate: 0.5 } });
}

const input = fc
  .tuple(pairsOfOutcomes, fc.array(criteria, { maxLength: 3 }))
  .map(([pairs, all]) => inputOf(pairs, all));

const severity = (verdict: Verdict) => VERDICTS.length - VERDICTS.indexOf(verdict.verdict);
const runs = { numRuns: 40, seed: 20240501 };

describe('assess', () => {
  it('is not moved by the order in which cells completed', () => {
    const shuffled = input.chain((given) =>
      fc.shuffledSubarray([...given.cells], { minLength: given.cells.length }).map((cells) => [given, cells] as const),
    );
    fc.assert(
      fc.property(shuffled, ([given, cells]) => {
        expect(JSON.stringify(assess({ ...given, cells }))).toBe(JSON.stringify(assess(given)));
      }),
      runs,
    );
  });

  it('gives the same verdict for its input read back from evidence, and a verdict that evidence can hold', () => {
    fc.assert(
      fc.property(input, (given) => {
        const verdict = assess(given);
        expect(assess(JSON.parse(JSON.stringify(given)))).toStrictEqual(verdict);
        expect(JSON.parse(canonicalJson(verdict))).toStrictEqual(verdict);
      }),
      runs,
    );
  });

  it('mirrors wins and losses when the sides are swapped', () => {
    fc.assert(
      fc.property(pairsOfOutcomes, (pairs) => {
        const [forth] = assess(inputOf(pairs, [])).migrations;
        const [back] = assess(
          inputOf(
            pairs.map(([source, target]) => [target, source] as const),
            [],
          ),
        ).migrations;
        expect([back?.lost, back?.won, back?.same]).toEqual([forth?.won, forth?.lost, forth?.same]);
        const mirrored = forth?.comparisons.map(({ wins, losses, ties, n }) => [losses, wins, ties, n]);
        expect(back?.comparisons.map(({ wins, losses, ties, n }) => [wins, losses, ties, n])).toEqual(mirrored);
        for (const [index, comparison] of (forth?.comparisons ?? []).entries()) {
          const { source, target, difference = 0 } = back?.comparisons[index] ?? {};
          expect([source, target]).toEqual([comparison.target, comparison.source]);
          expect(difference).toBeCloseTo(-(comparison.difference ?? 0), 9);
        }
      }),
      runs,
    );
  });

  it('never improves when a failing blocking finding is added', () => {
    const failing = criterion('accuracy', 'min', 1.5);
    fc.assert(
      fc.property(pairsOfOutcomes, fc.array(criteria, { maxLength: 3 }), (pairs, all) => {
        const without = assess(inputOf(pairs, all));
        const added = assess(inputOf(pairs, [...all, failing]));
        const finding = added.migrations[0]?.findings.at(-1);
        fc.pre(finding?.status === 'fail');
        expect(severity(added)).toBeGreaterThanOrEqual(severity(without));
        expect(['fail', 'invalid']).toContain(added.verdict);
      }),
      runs,
    );
  });

  it('finds identical observations different by exactly zero, and fails no bound that allows none', () => {
    const allowing = criteria.filter(
      ({ key, threshold }) =>
        key === 'max-drop' ||
        key === 'max-rise' ||
        (key === 'max-ratio' ? threshold >= 1 : key === 'min-ratio' && threshold <= 1),
    );
    fc.assert(
      fc.property(
        fc.array(outcome, { minLength: 1, maxLength: 12 }),
        fc.array(allowing, { minLength: 1, maxLength: 3 }),
        (outcomes, all) => {
          const [migration] = assess(
            inputOf(
              outcomes.map((item) => [item, item] as const),
              all,
              10,
            ),
          ).migrations;
          for (const { difference } of migration?.comparisons ?? []) expect(difference ?? 0).toBe(0);
          for (const { status } of migration?.findings ?? []) expect(status).not.toBe('fail');
          expect(migration).toMatchObject({ lost: [], won: [], criticalLosses: [] });
        },
      ),
      runs,
    );
  });

  it('passes nothing of which no blocking finding passed', () => {
    fc.assert(
      fc.property(input, (given) => {
        const verdict = assess(given);
        const blocking = verdict.migrations[0]?.findings.filter(({ enforce }) => enforce === 'block') ?? [];
        const clean = blocking.length > 0 && blocking.every(({ status }) => status === 'pass');
        if (verdict.verdict === 'pass') expect(clean).toBe(true);
        if (!clean) expect(['pass', 'waived', 'not-applicable']).not.toContain(verdict.verdict);
      }),
      runs,
    );
  });

  it('draws by the yardstick alone', () => {
    const suite = cases(120);
    const cells = suite.flatMap(({ id }, index) => [
      cell('source', id, { scores: { accuracy: { value: (index % 7) / 7 } } }),
      cell('target', id, { scores: { accuracy: { value: (index % 5) / 5 } } }),
    ]);
    const interval = (more: Partial<AssessmentInput>, seed = 1) =>
      assess(scenario({ cases: suite, cells, yardstick: { seed }, input: more })).migrations[0]?.findings[0]?.interval;
    expect(interval({ head: 'c'.repeat(40), attempt: 9 })).toEqual(interval({}));
    expect(interval({}, 2)).not.toEqual(interval({}, 1));
  });
});
