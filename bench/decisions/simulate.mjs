// Simulated comparisons of a source and a target, and what rules make of them.

/** Chances of the four outcomes of a case: discordance ψ, difference δ of the target, accuracy of the source. */
function chances({ psi, delta, accuracy }) {
  const losses = (psi - delta) / 2;
  const gains = (psi + delta) / 2;
  if (losses < 0 || gains < 0 || losses > accuracy) throw new Error(`no such pair of models: ψ ${psi}, δ ${delta}`);
  return { losses, gains, both: accuracy - losses };
}

/** Running totals of one run, refilled for the next. */
class Totals {
  constructor(cases) {
    this.gains = new Int32Array(cases + 1);
    this.losses = new Int32Array(cases + 1);
    this.correct = new Int32Array(cases + 1);
  }

  refill(random, { losses, gains, both }) {
    for (let i = 1; i < this.gains.length; i += 1) {
      const chance = random.uniform();
      const lost = chance < losses;
      const gained = !lost && chance < losses + gains;
      this.losses[i] = this.losses[i - 1] + (lost ? 1 : 0);
      this.gains[i] = this.gains[i - 1] + (gained ? 1 : 0);
      this.correct[i] = this.correct[i - 1] + (gained || (!lost && chance < losses + gains + both) ? 1 : 0);
    }
  }

  at(n) {
    return { gains: this.gains[n], losses: this.losses[n], n };
  }

  /** Cases that the target gets right. */
  correctAt(n) {
    return this.correct[n];
  }
}

/** Pass rate and mean number of cases of each rule, with the standard error of that mean; all rules see the same runs. */
export function simulate({ seededRandom }, pair, rules, { runs, seed }) {
  const random = seededRandom(seed);
  const outcome = chances(pair);
  const names = Object.keys(rules);
  const totals = new Totals(Math.max(...names.map((name) => rules[name].cases)));
  const sums = Object.fromEntries(names.map((name) => [name, { pass: 0, cases: 0, squares: 0 }]));
  for (let run = 0; run < runs; run += 1) {
    totals.refill(random, outcome);
    for (const name of names) {
      const { status, cases } = rules[name].decide(totals);
      sums[name].cases += cases;
      sums[name].squares += cases * cases;
      if (status === 'pass') sums[name].pass += 1;
    }
  }
  const rates = ({ pass, cases, squares }) => {
    const mean = cases / runs;
    return { pass: pass / runs, cases: mean, casesError: Math.sqrt(Math.max(0, squares / runs - mean * mean) / runs) };
  };
  return Object.fromEntries(names.map((name) => [name, rates(sums[name])]));
}

/**
 * Mean number of cases of Wald's sequential probability ratio test of "at the margin" against "equal", discordance known,
 * a look after every case: no test with these error rates needs fewer cases at either (Wald & Wolfowitz 1948).
 */
export function waldLimit({ seededRandom }, pair, margin, { alpha, power, runs, seed }) {
  const random = seededRandom(seed);
  const { losses, gains } = chances(pair);
  const lossWeight = Math.log(pair.psi / (pair.psi + margin));
  const gainWeight = Math.log(pair.psi / (pair.psi - margin));
  const accept = Math.log(power / alpha);
  const reject = Math.log((1 - power) / (1 - alpha));
  let cases = 0;
  for (let run = 0; run < runs; run += 1) {
    let ratio = 0;
    while (ratio < accept && ratio > reject) {
      const chance = random.uniform();
      if (chance < losses) ratio += lossWeight;
      else if (chance < losses + gains) ratio += gainWeight;
      cases += 1;
    }
  }
  return cases / runs;
}
