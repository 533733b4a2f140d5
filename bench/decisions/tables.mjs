// The measured figures as Markdown tables, and which bars they miss.

const BARS = { falsePass: 0.057, powerLoss: 0.02, equal: 0.72, better: 0.35, atMargin: 0.6, worse: 0.27 };

const ALL = ['falsePass', 'powerLoss', 'equal', 'better', 'atMargin', 'worse'];

/** Which bars each rule must meet. */
const HELD = {
  Changeover: ALL,
  'Changeover, suite 1.29 × as large': ALL,
  'Changeover, futility not heeded': ['falsePass'],
};

export function barsTable(settings) {
  const names = Object.keys(settings[0].places.equal);
  const rows = names.map((name) => ({ name, figures: figuresOf(settings, name) }));
  const text = [
    '| rule | false pass at the margin | passes an equal target | calls: equal | better by m | worse by m | worse by 2m |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(({ name, figures }) => `| ${name} | ${Object.values(figures).map(range).join(' | ')} |`),
  ].join('\n');
  const outcomes = Object.entries(HELD).flatMap(([name, held]) => outcomesOf(name, held, settings));
  return { text, outcomes, beyondWald: timesWald(settings) };
}

/** How many times Wald's limit the calls of each rule are, smallest to largest over the settings. */
function timesWald(settings) {
  const limit = figuresOf(settings, 'Wald’s limit');
  return ['Changeover, suite 1.29 × as large', 'Changeover'].map((name) => {
    const figures = figuresOf(settings, name);
    const ratios = ['equal', 'better', 'atMargin', 'worse'].map((place) =>
      range(figures[place].map((share, index) => share / limit[place][index])),
    );
    return `${name}, × Wald’s limit: equal ${ratios[0]}, better ${ratios[1]}, worse by m ${ratios[2]}, by 2m ${ratios[3]}`;
  });
}

/** One value a setting: rates, and mean numbers of cases as a share of the fixed size. */
function figuresOf(settings, name) {
  const share = (place) => settings.map(({ n, places }) => places[place][name].cases / n);
  return {
    falsePass: settings.map(({ places }) => places.atMargin[name].pass),
    power: settings.map(({ places }) => places.equal[name].pass),
    equal: share('equal'),
    better: share('better'),
    atMargin: share('atMargin'),
    worse: share('worse'),
  };
}

/**
 * What became of each bar that a rule is held to, over the settings: one line, with the largest figure. A figure misses its bar
 * when it lies beyond it by more than the simulation's own error: two standard errors.
 */
function outcomesOf(name, held, settings) {
  const figures = settings.map((setting) => figuresWithErrors(name, setting));
  return held.map((bar) => {
    const missed = figures.some(({ [bar]: { value, error } }) => value - 2 * error > BARS[bar]);
    const most = Math.max(...figures.map(({ [bar]: { value } }) => value));
    const met = most <= BARS[bar] ? 'met' : 'met within the error of so many runs';
    const line = `- ${missed ? '**missed**' : met}: ${name}, ${bar} ${most.toFixed(3)} (at most ${BARS[bar]})`;
    return { missed, line };
  });
}

function figuresWithErrors(name, { n, runs, places }) {
  const rateError = (rate) => Math.sqrt((rate * (1 - rate)) / runs);
  const falsePass = places.atMargin[name].pass;
  const powerLoss = places.equal['fixed size'].pass - places.equal[name].pass;
  const calls = ['equal', 'better', 'atMargin', 'worse'].map((place) => {
    const { cases, casesError } = places[place][name];
    return [place, { value: cases / n, error: casesError / n }];
  });
  return {
    falsePass: { value: falsePass, error: rateError(falsePass) },
    // Nearly all runs that the two decide differently are lost ones, so their share is the loss.
    powerLoss: { value: powerLoss, error: rateError(Math.max(0, powerLoss)) },
    ...Object.fromEntries(calls),
  };
}

export function sizesTable(rows) {
  return [
    '| margin | ψ | cases | looks | false pass: fixed / **Changeover** | blocks an equal target: fixed / **Changeover** | share of calls: equal / worse by m / worse by 2m | “target ≥ source”: false pass / blocks an equal one | “≥ source − margin”: false pass | “≥ 0.80”: false pass |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(sizeRow),
  ].join('\n');
}

function sizeRow({ psi, margin, n, looks, equal, atMargin, worse }) {
  const falsePass = (rule) => percent(atMargin[rule].pass);
  const block = (rule) => percent(1 - equal[rule].pass);
  const calls = [equal, atMargin, worse].map((place) => (place['Changeover'].cases / n).toFixed(2)).join(' / ');
  const cells = [
    percent(margin),
    psi.toFixed(2),
    n.toLocaleString('en'),
    looks,
    `${falsePass('fixed size')} / **${falsePass('Changeover')}**`,
    `${block('fixed size')} / **${block('Changeover')}**`,
    calls,
    `${falsePass('target ≥ source')} / ${block('target ≥ source')}`,
    falsePass('target ≥ source − margin'),
    falsePass('target ≥ 0.80'),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Smallest to largest over the settings. */
function range(values) {
  if (values.some(Number.isNaN)) return '';
  const ends = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(3));
  return ends[0] === ends[1] ? ends[0] : `${ends[0]}–${ends[1]}`;
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}
