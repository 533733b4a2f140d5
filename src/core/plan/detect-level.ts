import type { Detected } from '../contracts/plan.ts';
import { slack } from '../policy/bound.ts';
import { switchPoint } from '../stats/bisection.ts';
import { betaQuantile } from '../stats/incomplete-beta.ts';
import { normalQuantile } from '../stats/normal.ts';
import { proportionInference } from '../stats/proportion.ts';
import { noiseOfAmount, noiseOfRate } from './assumptions.ts';
import { type Detection, endOfInterval } from './detect-change.ts';
import { fewestFrom } from './fewest-from.ts';
import type { PlannedQuestion } from './planned-question.ts';

/**
 * What a bound on the target's own figure (`min`, `max`) can detect. On the interval: the figure with which a target is shown
 * to meet the bound with the power given. On the observed figure: the one with which it breaks it.
 */
export function detectLevel(question: PlannedQuestion): Detection {
  if (question.metric.unit === 'amount') return detectAmount(question);
  const { metric, bound, evidence, trials, cases, fewest } = question;
  const least = leastRate(question);
  if (least <= 0) return { assumed: [], unplanned: 'cannot-break' };
  const { assumed } = noiseOfRate(metric, least, trials);
  const atEnd = cases < fewest ? undefined : trials === 1 ? rateByCounts(question) : rateByMean(question);
  if (atEnd === undefined) return { assumed };
  const rate = least + question.costOfLooking * (atEnd - least);
  if (rate > 1) return { assumed };
  return { detects: level(evidence, bound.good === 'at-least' ? rate : 1 - rate), assumed };
}

function level(evidence: PlannedQuestion['evidence'], figure: number): Detected {
  return { kind: evidence === 'point' ? 'refused' : 'told-from-bound', scale: 'level', figure };
}

/** `max: 0.1` on a rate of failures is `min: 0.9` on its complement. */
function leastRate({ bound }: PlannedQuestion): number {
  return bound.good === 'at-least' ? bound.value : 1 - bound.value;
}

/**
 * By exact binomial probabilities: the least number of hits that passes settles everything. `undefined` when not even all of
 * them would.
 */
function rateByCounts(question: PlannedQuestion): number | undefined {
  const { cases, evidence, alpha, power, bound } = question;
  const least = leastRate(question) - slack(bound, 1);
  const passes = (hits: number) =>
    (evidence === 'point' ? hits / cases : proportionInference(hits, cases).lower(alpha)) >= least;
  if (!passes(cases)) return undefined; // not even all hits
  const hits = fewestFrom(1, (count) => count >= cases || passes(count)) ?? cases;
  return betaQuantile(evidence === 'point' ? 1 - power : power, hits, cases - hits + 1);
}

/** By the normal approximation, for the mean of several trials. */
function rateByMean(question: PlannedQuestion): number | undefined {
  const { metric, cases, evidence, alpha, power, trials } = question;
  const least = leastRate(question);
  const chance = (rate: number) =>
    (normalQuantile(power) * noiseOfRate(metric, rate, trials).deviation) / Math.sqrt(cases);
  if (evidence === 'point') return switchPoint((rate) => rate + chance(rate) <= least, 0, least);
  const fails = (rate: number) =>
    rate - endOfInterval(noiseOfRate(metric, rate, trials), cases, alpha) - chance(rate) < least;
  return fails(1) ? undefined : switchPoint(fails, least, 1);
}

/** Amounts by their logarithm, around the bound. */
function detectAmount({ metric, bound, evidence, trials, cases, fewest, alpha, power }: PlannedQuestion): Detection {
  const noise = noiseOfAmount(metric, trials);
  const { assumed } = noise;
  if (!(bound.value > 0))
    return { assumed: [], unplanned: bound.good === 'at-least' ? 'cannot-break' : 'unknown-size' };
  if (cases < fewest) return { assumed };
  const byChance = (normalQuantile(power) * noise.deviation) / Math.sqrt(cases);
  // Towards the bad side for a refusal, towards the good one for a pass.
  const away = evidence === 'point' ? byChance : -(endOfInterval(noise, cases, alpha) + byChance);
  const sign = bound.good === 'at-most' ? 1 : -1;
  return { detects: level(evidence, bound.value * Math.exp(sign * away)), assumed };
}
