import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalZ, normalCdf } from '../../../src/core/stats/normal.ts';
import { seededRandom } from '../../../src/core/stats/random.ts';
import { planSequentialTest } from '../../../src/core/stats/sequential-plan.ts';
import { boundaryAt, decideAt, decideLook, type LookTaken, nextLook } from '../../../src/core/stats/sequential-test.ts';
import { tangoZ } from '../../../src/core/stats/tango.ts';

const plan = planSequentialTest({ cases: 500, alpha: 0.05, fixedSize: 500 });
const looksOf = (of: number, ...done: number[]): LookTaken[] =>
  done.map((cases) => ({ done: cases, remaining: of - cases }));

describe('nextLook', () => {
  it('leads from look to look, to the end', () => {
    const seen: number[] = [];
    const history: LookTaken[] = [];
    for (let next = nextLook(plan, history); next !== undefined; next = nextLook(plan, history)) {
      seen.push(next);
      history.push({ done: next, remaining: 500 - next });
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => 25 * (index + 1)));
  });

  it('goes on from an unplanned look to the next planned one', () => {
    expect(nextLook(plan, looksOf(500, 50, 100, 137))).toBe(150);
    expect(nextLook(plan, looksOf(500, 50, 150))).toBe(175);
  });

  it('ends with the cases that can still be measured when some have failed', () => {
    expect(nextLook(plan, [{ done: 475, remaining: 17 }])).toBe(492);
    expect(nextLook(plan, [{ done: 492, remaining: 0 }])).toBeUndefined();
  });
});

describe('decideLook', () => {
  const history = looksOf(500, 50, 100);
  const now = { done: 150, remaining: 350 };
  const { pass, fail, futile } = boundaryAt(plan, history, now);

  it('passes, fails, gives up or goes on by where the evidence lies', () => {
    const status = (z: number) => decideLook(plan, history, now, { good: z, bad: -z });
    expect(status(pass + 1e-6)).toMatchObject({ status: 'pass' });
    expect(status(pass - 1e-6)).toMatchObject({ status: 'open' });
    expect(status(futile + 1e-6)).toMatchObject({ status: 'open' });
    expect(status(futile - 1e-6)).toMatchObject({ status: 'inconclusive', reason: 'futile' });
    expect(status(-fail + 1e-6)).toMatchObject({ status: 'inconclusive', reason: 'futile' });
    expect(status(-fail - 1e-6)).toMatchObject({ status: 'fail' });
    expect(status(Infinity)).toMatchObject({ status: 'pass' });
    expect(status(-Infinity)).toMatchObject({ status: 'fail' });
  });

  it('decides everything at the last look, also when figures are missing', () => {
    const all = looksOf(500, 50, 100, 150, 200, 250, 300, 350, 400, 450);
    for (const done of [500, 470]) {
      const last = { done, remaining: 0 };
      const boundary = boundaryAt(plan, all, last);
      expect(boundary.isLast).toBe(true);
      expect(boundary.futile).toBe(-Infinity);
      expect(boundary.pass).toBeGreaterThan(criticalZ(0.05));
      expect(boundary.pass).toBeLessThan(1.8);
      expect(decideAt(boundary, { good: 1, bad: -1 })).toMatchObject({
        status: 'inconclusive',
        reason: 'all-cases-done',
      });
      expect(decideAt(boundary, { good: boundary.pass, bad: -boundary.pass }).status).toBe('pass');
    }
  });

  it('is the plain test where one look is all there is', () => {
    const small = planSequentialTest({ cases: 30, alpha: 0.05 });
    const only = boundaryAt(small, [], { done: 30, remaining: 0 });
    expect(only.pass).toBeCloseTo(criticalZ(0.05), 9);
    expect(only.fail).toBeCloseTo(criticalZ(0.05), 9);
  });

  it('asks for less at the first looks to fail a target than to pass it, and for more at the last', () => {
    const first = boundaryAt(plan, [], { done: 50, remaining: 450 });
    expect(first.fail).toBeLessThan(first.pass - 0.5);
    const all = looksOf(500, 50, 100, 150, 200, 250, 300, 350, 400, 450);
    const last = boundaryAt(plan, all, { done: 500, remaining: 0 });
    expect(last.fail).toBeGreaterThan(last.pass + 0.3);
    expect(last.fail).toBeLessThan(2.6);
  });

  it('demands more of failing when it has a smaller error rate', () => {
    const strict = planSequentialTest({ cases: 500, alpha: 0.05, failAlpha: 0.01 });
    const boundary = boundaryAt(strict, history, now);
    expect(boundary.pass).toBeCloseTo(pass, 12);
    expect(boundary.fail).toBeGreaterThan(fail + 0.3);
    expect(decideAt(boundary, { good: -fail, bad: fail }).status).toBe('inconclusive');
    expect(decideAt(boundary, { good: -fail, bad: fail }).intervalAlpha.bad).toBeCloseTo(normalCdf(-boundary.fail), 12);
  });

  it('spends at an unplanned look what the cases really done allow, and less at the next', () => {
    const planned = boundaryAt(plan, looksOf(500, 50, 100), { done: 150, remaining: 350 });
    const late = boundaryAt(plan, looksOf(500, 50, 100, 149), { done: 150, remaining: 350 });
    const early = boundaryAt(plan, looksOf(500, 50), { done: 77, remaining: 423 });
    expect(late.pass).toBeGreaterThan(planned.pass);
    expect(early.pass).toBeGreaterThan(planned.pass);
    expect(Number.isFinite(late.pass)).toBe(true);
  });

  it('never spends again what was spent before cases were added', () => {
    const grown = boundaryAt(plan, [{ done: 400, remaining: 0 }], { done: 410, remaining: 600 });
    expect(grown.pass).toBe(Infinity);
    expect(decideAt(grown, { good: 30, bad: -30 }).status).toBe('open');
  });

  it.each<[LookTaken[], LookTaken, string]>([
    [looksOf(500, 100), { done: 100, remaining: 400 }, 'look 1 brings no new information'],
    [looksOf(500, 100), { done: 90, remaining: 410 }, 'look 1 brings no new information'],
    [[], { done: 0, remaining: 500 }, 'not a possible look: 0 cases done and 500 to come'],
    [[], { done: 5, remaining: -1 }, 'not a possible look: 5 cases done and -1 to come'],
    [[], { done: 5, remaining: Number.NaN }, 'not a possible look'],
  ])('refuses the looks %j, then %j', (before, look, message) => {
    expect(() => decideLook(plan, before, look, { good: 0, bad: 0 })).toThrow(message);
  });

  it('refuses evidence that is not a number, instead of going on', () => {
    expect(() => decideLook(plan, [], looksOf(500, 50)[0]!, { good: Number.NaN, bad: 0 })).toThrow('not a number');
    expect(() => decideLook(plan, [], looksOf(500, 50)[0]!, { good: 0, bad: Number.NaN })).toThrow('not a number');
  });
});

/** Decides one simulated run of yes/no cases; `heed: false` goes on in spite of futility. */
function simulatedRun(
  runPlan: typeof plan,
  boundaries: ReturnType<typeof boundaryAt>[],
  looks: readonly LookTaken[],
  draw: () => number,
  margin: number,
) {
  let [gains, losses, n] = [0, 0, 0];
  for (const [index, { done }] of looks.entries()) {
    for (; n < done; n += 1) {
      const outcome = draw();
      if (outcome > 0) gains += 1;
      if (outcome < 0) losses += 1;
    }
    const z = tangoZ({ gains, losses, n }, -margin);
    const { status } = decideAt(boundaries[index]!, { good: z, bad: -z });
    if (status !== 'open') return { status, cases: done };
  }
  throw new Error(`open after all ${runPlan.cases} cases`);
}

describe('error rates of whole runs', () => {
  const runs = 3_000;
  const rates = (looksAt: readonly number[], psi: number, delta: number, margin: number, heed = true) => {
    const cases = looksAt.at(-1)!;
    const runPlan = planSequentialTest({ cases, alpha: 0.05, fixedSize: cases });
    const looks = looksOf(cases, ...looksAt);
    const boundaries = looks.map((look, index) => {
      const boundary = boundaryAt(runPlan, looks.slice(0, index), look);
      return heed ? boundary : { ...boundary, futile: -Infinity };
    });
    const random = seededRandom(99);
    const draw = () => {
      const chance = random.uniform();
      return chance < (psi - delta) / 2 ? -1 : chance < psi ? 1 : 0;
    };
    const results = Array.from({ length: runs }, () => simulatedRun(runPlan, boundaries, looks, draw, margin));
    return {
      pass: results.filter(({ status }) => status === 'pass').length / runs,
      fail: results.filter(({ status }) => status === 'fail').length / runs,
      share: results.reduce((sum, { cases: taken }) => sum + taken, 0) / runs / cases,
    };
  };
  const planned = planSequentialTest({ cases: 600, alpha: 0.05 }).looks;
  const limit = 0.057 + 2 * 0.004; // the bar, and two standard errors

  it('pass and fail at most at their error rate when the target is exactly at the margin', () => {
    for (const heed of [true, false]) {
      const { pass, fail } = rates(planned, 0.15, -0.05, 0.05, heed);
      expect(pass).toBeGreaterThan(0.03);
      expect(pass).toBeLessThan(limit);
      expect(fail).toBeLessThan(limit);
    }
  });

  it('keep it at looks that nobody planned', () => {
    const { pass, fail } = rates([31, 32, 95, 280, 281, 555, 600], 0.15, -0.05, 0.05, false);
    expect(pass).toBeLessThan(limit);
    expect(fail).toBeLessThan(limit);
  });

  it('stop early when the answer is plain, and next to never fail an equal target', () => {
    const equal = rates(planned, 0.15, 0, 0.05);
    expect(equal.fail).toBeLessThan(0.003);
    expect(equal.share).toBeLessThan(0.72);
    const worse = rates(planned, 0.15, -0.1, 0.05);
    expect(worse.pass).toBe(0);
    expect(worse.share).toBeLessThan(0.27);
  });
});

describe('the boundary', () => {
  it('is the same to the last bit whatever was asked before', () => {
    const fresh = () => planSequentialTest({ cases: 500, alpha: 0.05, fixedSize: 500 });
    const direct = boundaryAt({ ...fresh(), alpha: 0.04 }, looksOf(500, 25, 50), { done: 61, remaining: 400 });
    // Other looks of so many other plans that what was kept of the first one is dropped.
    for (let cases = 600; cases < 700; cases += 1) {
      const other = planSequentialTest({ cases, alpha: 0.05 });
      boundaryAt(other, looksOf(cases, 40, 80, 120, 160, 200), { done: 240, remaining: cases - 240 });
    }
    boundaryAt({ ...fresh(), alpha: 0.04 }, looksOf(500, 25), { done: 50, remaining: 450 });
    expect(boundaryAt({ ...fresh(), alpha: 0.04 }, looksOf(500, 25, 50), { done: 61, remaining: 400 })).toEqual(direct);
  });

  it('spends no more on the way than the reserve leaves, however late the look', () => {
    const late = boundaryAt(plan, [], { done: 499, remaining: 1 });
    expect(normalCdf(-late.pass)).toBeLessThan(0.55 * 0.05);
    const end = boundaryAt(plan, [], { done: 499, remaining: 0 });
    expect(end.pass).toBeCloseTo(criticalZ(0.05), 9);
  });

  it('is finite and ordered at any looks', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 499 }), { minLength: 1, maxLength: 8 }), (picked) => {
        const looks = looksOf(500, ...picked.toSorted((a, b) => a - b));
        const boundary = boundaryAt(plan, looks.slice(0, -1), looks.at(-1)!);
        expect(boundary.pass).toBeGreaterThan(criticalZ(0.05));
        expect(boundary.pass).toBeLessThan(8);
        expect(boundary.futile).toBeLessThanOrEqual(boundary.pass);
      }),
      { numRuns: 40 },
    );
  });
});
