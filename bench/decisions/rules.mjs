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

/** The plan of Changeover with something about it changed; `looks`: how many of them, evenly spaced. */
export function planWith(plan, { looks = plan.looks.length, ...changes }) {
  const { cases } = plan;
  return { ...plan, looks: evenShares(looks).map((share) => Math.ceil(share * cases - 1e-9)), ...changes };
}

/**
 * A plan that spends by one γ on both boundaries, for the size at which it misses an unchanged target at rate 0.1; `capped`:
 * the same boundaries on a suite of the fixed size.
 */
export function planWithGamma(statistics, { gamma, fixedSize, capped = false, looks = 20 }) {
  const { groupSequentialDesign, planSequentialTest, spendingFunction } = statistics;
  const missRate = 1 - POWER;
  const spending = { gamma };
  const looksSpending = (total) => {
    const spent = spendingFunction(total, spending);
    return evenShares(looks).map((share) => ({ information: share, spent: spent(share) }));
  };
  const { drift, inflation } = groupSequentialDesign(looksSpending(ALPHA), looksSpending(missRate));
  const cases = capped ? fixedSize : Math.ceil(inflation * fixedSize);
  const futility = { beta: missRate, spending, drift };
  return planWith(planSequentialTest({ cases, alpha: ALPHA }), { looks, spending, futility });
}

function evenShares(count) {
  return Array.from({ length: count }, (_, index) => (index + 1) / count);
}
