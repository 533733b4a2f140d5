// Ways to decide a comparison. A rule looks at running totals of a simulated run and answers with a status and the number
// of cases that it took.

export const ALPHA = 0.05;
export const POWER = 0.9;
const Z_ALPHA = 1.6448536269514722;

/** The test without looks: Tango's, once, after all cases. */
export function fixedTest({ tangoZ }, { n, margin }) {
  return { cases: n, decide: (totals) => atEnd(n, tangoZ(totals.at(n), -margin) > Z_ALPHA) };
}

/** Changeover's sequential test. The boundaries depend on when is looked alone, so one plan serves all runs. */
export function sequentialTest({ boundaryAt, decideAt, tangoZ }, plan, margin, { heedFutility = true } = {}) {
  const looks = plan.looks.map((done) => ({ done, remaining: plan.cases - done }));
  const boundaries = looks.map((look, index) => {
    const boundary = boundaryAt(plan, looks.slice(0, index), look);
    return heedFutility ? boundary : { ...boundary, futile: -Infinity };
  });
  const decide = (totals) => {
    for (const [index, { done }] of looks.entries()) {
      const z = tangoZ(totals.at(done), -margin);
      const { status } = decideAt(boundaries[index], { good: z, bad: -z });
      if (status !== 'open') return { status, cases: done };
    }
    throw new Error('the last look left the comparison open');
  };
  return { cases: plan.cases, decide };
}

/** What peers do: compare two figures. */
export function naiveRule(n, holds) {
  return { cases: n, decide: (totals) => atEnd(n, holds({ ...totals.at(n), correct: totals.correctAt(n) })) };
}

function atEnd(cases, passes) {
  return { status: passes ? 'pass' : 'inconclusive', cases };
}

/** A plan that spends by one γ on both boundaries and misses an unchanged target at rate 0.1 on `inflation` × the size. */
export function planWithGamma({ groupSequentialDesign, hwangShihDeCani, plannedLooks }, gamma, fixedSize, capped) {
  const missRate = 1 - POWER;
  const looksOf = (total) => {
    const spent = hwangShihDeCani(total, gamma);
    return Array.from({ length: 10 }, (_, i) => ({ information: (i + 1) / 10, spent: spent((i + 1) / 10) }));
  };
  const { drift, inflation } = groupSequentialDesign(looksOf(ALPHA), looksOf(missRate));
  const cases = capped ? fixedSize : Math.ceil(inflation * fixedSize);
  const futility = { beta: missRate, gamma, drift };
  return { cases, looks: plannedLooks(cases), alpha: ALPHA, failAlpha: ALPHA, gamma, futility };
}
