// How calls and passes depend on how good the target really is, for the plot.
import { ACCURACY, fixedSizeOf, naiveRules } from './measure.mjs';
import { plot } from './plot.mjs';
import { ALPHA, fixedTest, POWER, sequentialTest } from './rules.mjs';
import { simulate, waldLimit } from './simulate.mjs';

const SETTING = { psi: 0.1, margin: 0.02 };
const COLOURS = ['#0969da', '#57606a', '#1a7f37', '#bc4c00', '#8250df', '#bf3989'];
const STEPS_A_MARGIN = 4;

export function measureCurves(statistics, { runs, seed }) {
  const { psi, margin } = SETTING;
  const n = fixedSizeOf(statistics, SETTING);
  const plan = statistics.planSequentialTest({ cases: n, alpha: ALPHA, fixedSize: n });
  const rules = {
    Changeover: sequentialTest(statistics, plan, margin),
    'fixed size': fixedTest(statistics, { n, margin }),
    ...naiveRules(n, margin),
  };
  const wald = { alpha: ALPHA, power: POWER, runs, seed };
  const points = Array.from({ length: 3 * STEPS_A_MARGIN + 1 }, (_, step) => {
    const delta = margin * (step / STEPS_A_MARGIN - 2);
    const pair = { psi, delta, accuracy: ACCURACY };
    const limit = waldLimit(statistics, pair, margin, wald);
    return { delta, limit, rules: simulate(statistics, pair, rules, { runs, seed }) };
  });
  return { n, names: Object.keys(rules), points };
}

export function drawDecisions({ n, names, points }) {
  const x = [-4, 2, 1];
  const xLabel = 'true difference of the target, points';
  const percentPoints = (delta) => 100 * delta;
  const line = (label, index, value, dash) => ({
    label,
    colour: COLOURS[index],
    ...(dash ? { dash } : {}),
    points: points.map((point) => [percentPoints(point.delta), value(point)]),
  });
  const calls = {
    title: 'Share of the calls that are made',
    xLabel,
    yLabel: `of ${n.toLocaleString('en')} cases`,
    x,
    y: [0, 1, 0.2],
    lines: [
      line('Changeover', 0, ({ rules }) => rules['Changeover'].cases / n),
      line('all cases, always', 1, () => 1),
      line('Wald’s limit: the least possible at −2 and at 0', 2, ({ limit }) => limit / n, '5 4'),
    ],
  };
  const passes = {
    title: 'How often the target passes (margin: 2 points)',
    xLabel,
    yLabel: 'share of the runs',
    x,
    y: [0, 1, 0.2],
    lines: names.map((name, index) =>
      line(
        name === 'fixed size' ? 'all cases, same test' : name,
        index,
        ({ rules }) => rules[name].pass,
        index > 1 ? '5 4' : '',
      ),
    ),
  };
  return plot('Calls made and targets passed, by how good the target really is', [calls, passes]);
}
