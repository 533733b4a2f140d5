import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/contracts/finding.ts';
import type { Criterion } from '../../../src/core/contracts/yardstick.ts';
import { assess } from '../../../src/core/policy/assess.ts';
import { cases, criterion, pairs, scenario } from './scenario.ts';

/** A suite of slices of the given sizes; in each the first so many cases are lost. */
function sliced(given: Criterion, slices: Readonly<Record<string, readonly [size: number, lost: number]>>) {
  const plan = Object.entries(slices).flatMap(([slice, [size, lost]]) =>
    Array.from({ length: size }, (_, index) => ({ slice, lost: index < lost })),
  );
  const suite = cases(plan.length, (index) => ({ slices: [plan[index]?.slice ?? ''] }));
  const cells = pairs(
    suite,
    () => 1,
    (index) => (plan[index]?.lost ? 0 : 1),
  );
  const verdict = assess(scenario({ cases: suite, cells, all: [given] }));
  const findings = verdict.migrations[0]?.findings ?? [];
  return { verdict, findings, of: (slice?: string) => findings.find((finding) => finding.slice === slice) as Finding };
}

const all = criterion('accuracy', 'max-drop', 0.05, { slices: 'all' });

describe('slices: all', () => {
  it('decides the whole first, then each slice in the order of the suite', () => {
    const { findings, verdict } = sliced(all, { de: [100, 0], en: [100, 0] });
    expect(findings.map(({ slice, status }) => [slice, status])).toEqual([
      [undefined, 'pass'],
      ['de', 'pass'],
      ['en', 'pass'],
    ]);
    expect(verdict).toMatchObject({ verdict: 'pass', reason: { kind: 'all-pass', findings: 3 } });
  });

  it('fails by a slice although the whole passes', () => {
    const { verdict, of } = sliced(all, { long: [900, 0], short: [60, 20] });
    expect(of().status).toBe('pass');
    expect(of('short').status).toBe('fail');
    expect(verdict).toMatchObject({
      verdict: 'fail',
      reason: { kind: 'finding', finding: { slice: 'short' }, others: 0 },
    });
  });

  it('shows slices too small to pass without a flip, and decides them not, even when all is lost', () => {
    const { verdict, of } = sliced(all, { big: [600, 0], tiny: [12, 12] });
    expect(of('tiny')).toMatchObject({
      status: 'inconclusive',
      enforce: 'report',
      cause: { kind: 'slice-too-small', n: 12, needed: 52 },
      difference: -1,
      losses: 12,
    });
    expect(verdict.verdict).toBe('pass');
  });

  it('asks how large a slice must be of each criterion in its own way', () => {
    const needed = (given: Criterion) => {
      const { cause } = sliced({ ...given, slices: 'all' }, { big: [400, 0], tiny: [1, 0] }).of('tiny');
      return cause?.kind === 'slice-too-small' ? cause.needed : undefined;
    };
    expect(needed(criterion('accuracy', 'max-drop', 0.02))).toBe(133);
    expect(needed(criterion('accuracy', 'max-drop', 0.1))).toBe(25);
    expect(needed(criterion('cost', 'max-ratio', 1.1))).toBe(25);
    expect(needed(criterion('cost', 'min-ratio', 0.5))).toBe(10);
    expect(needed(criterion('latency-p95', 'max-ratio', 1.25))).toBe(100);
    expect(needed(criterion('output-tokens', 'max-rise', 2))).toBe(25); // a tenth of the 20 tokens that a case can show
    // Fewest n with 0.05^(1/n) ≥ 0.9: Clopper and Pearson's bound when all are right.
    expect(needed(criterion('accuracy', 'min', 0.9, { evidence: 'interval' }))).toBe(29);
    expect(needed(criterion('accuracy', 'max', 0.1, { evidence: 'interval' }))).toBe(29);
    expect(needed(criterion('accuracy', 'min', 0.9))).toBeUndefined();
    expect(needed(criterion('accuracy', 'max-drop', 0))).toBeUndefined();
  });

  it('corrects failures for the number of slices, by Holm', () => {
    // 9 of 80 lost against a margin of 0.05: clear for one slice, chance among twenty.
    const among = (count: number) => {
      const others = Object.fromEntries(
        Array.from({ length: count - 1 }, (_, index) => [`s${index}`, [80, 0] as const]),
      );
      return sliced(criterion('accuracy', 'max-drop', 0.05, { slices: 'all' }), { ...others, worse: [80, 9] }).of(
        'worse',
      );
    };
    expect(among(1).status).toBe('fail');
    expect(among(20)).toMatchObject({ status: 'inconclusive', enforce: 'block', cause: { kind: 'holm', slices: 20 } });
    expect(among(20).interval).toEqual(among(1).interval);
  });

  it('never corrects the whole, nor a pass', () => {
    const slices = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`s${index}`, [60, 0] as const]));
    const { findings } = sliced(all, slices);
    expect(new Set(findings.map(({ status }) => status))).toEqual(new Set(['pass']));
  });

  it('counts only decided slices as many', () => {
    const tiny = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`s${index}`, [5, 0] as const]));
    expect(sliced(all, { ...tiny, worse: [80, 9] }).of('worse').status).toBe('fail');
  });
});

describe('named slices', () => {
  const named = (...slices: string[]) => criterion('accuracy', 'max-drop', 0.05, { slices });

  it('are always decided, however small', () => {
    const { verdict, of } = sliced(named('tiny'), { big: [600, 0], tiny: [12, 0] });
    expect(of('tiny')).toMatchObject({
      status: 'inconclusive',
      enforce: 'block',
      cause: { kind: 'needs-more-cases', more: 40 },
    });
    expect(of('big')).toBeUndefined();
    expect(verdict.verdict).toBe('inconclusive');
  });

  it('fail although the whole passes', () => {
    expect(sliced(named('tiny'), { big: [900, 0], tiny: [12, 12] }).verdict.verdict).toBe('fail');
  });

  it('are invalid when no case has them', () => {
    const { verdict, of } = sliced(named('big', 'fr', '__proto__'), { big: [600, 0] });
    expect(of('fr')).toMatchObject({ status: 'invalid', cause: { kind: 'slice-unknown' }, n: 0, enforce: 'block' });
    expect(of('__proto__').cause).toEqual({ kind: 'slice-unknown' });
    expect(verdict).toMatchObject({
      verdict: 'invalid',
      reason: { kind: 'finding', finding: { slice: 'fr' }, others: 1 },
    });
  });

  it('are decided once when named twice', () => {
    expect(sliced(named('big', 'big'), { big: [100, 0] }).findings).toHaveLength(2);
  });
});
