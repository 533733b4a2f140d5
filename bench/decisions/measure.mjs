import { ALPHA, fixedTest, naiveRule, POWER, planWith, planWithGamma, sequentialTest } from './rules.mjs';
import { simulate, waldLimit } from './simulate.mjs';

export const ACCURACY = 0.85;
const THRESHOLD = 0.8;
const SETTINGS = [
  { psi: 0.1, margin: 0.02 },
  { psi: 0.1, margin: 0.05 },
  { psi: 0.2, margin: 0.02 },
  { psi: 0.2, margin: 0.05 },
];
const SIZES = [50, 100, 200, 500, 1_000, 2_000];

/** True differences of the target, in margins. */
const PLACES = { equal: 0, better: 1, atMargin: -1, worse: -2 };

export function fixedSizeOf({ casesForMargin }, { psi, margin }) {
  return casesForMargin({ psi, margin, alpha: ALPHA, power: POWER });
}

export function naiveRules(n, margin) {
  return {
    'target ≥ source': naiveRule(n, ({ gains, losses }) => gains >= losses),
    'target ≥ source − margin': naiveRule(n, ({ gains, losses }) => gains - losses >= -margin * n - 1e-9),
    'target ≥ 0.80': naiveRule(n, ({ correct }) => correct >= THRESHOLD * n - 1e-9),
  };
}

/** Every rule on suites of the size that the test without looks needs for a power of 0.9: for each setting and place. */
export function measureAtFixedSize(statistics, { runs, seed }) {
  return SETTINGS.map((setting) => {
    const n = fixedSizeOf(statistics, setting);
    const rules = rulesAt(statistics, setting, n);
    const wald = { alpha: ALPHA, power: POWER, runs, seed };
    const places = Object.entries(PLACES).map(([place, margins]) => {
      const pair = { psi: setting.psi, delta: margins * setting.margin, accuracy: ACCURACY };
      const measured = simulate(statistics, pair, rules, { runs, seed });
      const limit = { pass: Number.NaN, cases: waldLimit(statistics, pair, setting.margin, wald) };
      return [place, { ...measured, 'Wald’s limit': limit }];
    });
    return { ...setting, n, runs, places: Object.fromEntries(places) };
  });
}

function rulesAt(statistics, { margin }, n) {
  const { planSequentialTest } = statistics;
  const usual = planSequentialTest({ cases: n, alpha: ALPHA, fixedSize: n });
  const larger = planWithGamma(statistics, { gamma: -1, fixedSize: n }).cases;
  const eager = planSequentialTest({ cases: larger, alpha: ALPHA, fixedSize: n });
  if (eager.spending.gamma !== -1) throw new Error('the larger suite is not planned as such');
  const test = (plan, options) => sequentialTest(statistics, plan, margin, options);
  const withGamma = (options) => test(planWithGamma(statistics, { fixedSize: n, ...options }));
  const withoutReserve = { ...usual.spending, held: 0 };
  return {
    'fixed size': fixedTest(statistics, { n, margin }),
    Changeover: test(usual),
    'Changeover, futility not heeded': test(usual, { heedFutility: false }),
    'Changeover, suite 1.29 × as large': test(eager),
    'no reserve, same suite': test(planWith(usual, { spending: withoutReserve })),
    'γ = −4, same suite': test(planWith(usual, { spending: { gamma: -4 } })),
    'γ = −1, same suite': withGamma({ gamma: -1, capped: true }),
    '10 looks, same suite': test(planWith(usual, { looks: 10 })),
    'γ = −1, 10 looks, suite 1.27 × as large': withGamma({ gamma: -1, looks: 10 }),
    ...naiveRules(n, margin),
  };
}

/** What suites of any size come to, with the plan that Changeover makes for them. */
export function measureBySize(statistics, { runs, seed }) {
  return SETTINGS.flatMap((setting) =>
    SIZES.map((n) => {
      const { psi, margin } = setting;
      const plan = statistics.planSequentialTest({
        cases: n,
        alpha: ALPHA,
        fixedSize: fixedSizeOf(statistics, setting),
      });
      const rules = {
        'fixed size': fixedTest(statistics, { n, margin }),
        Changeover: sequentialTest(statistics, plan, margin),
        ...naiveRules(n, margin),
      };
      const at = (delta) => simulate(statistics, { psi, delta, accuracy: ACCURACY }, rules, { runs, seed });
      return { psi, margin, n, looks: plan.looks.length, equal: at(0), atMargin: at(-margin), worse: at(-2 * margin) };
    }),
  );
}
