import { logGamma } from './gamma.ts';
import { regularisedBeta } from './incomplete-beta.ts';

/** Two-sided p-values of the hypothesis that gains and losses are equally likely. */
export interface McNemar {
  /** Exact conditional test: conservative. */
  readonly exact: number;
  /** Mid-p: half the probability of what was seen is left out; close to its nominal size. */
  readonly midP: number;
}

/**
 * McNemar's exact and mid-p tests for paired yes/no outcomes, given how many cases only the target gets right (`gains`) and
 * only the source (`losses`). No discordant case: both 1.
 * Fagerland, Lydersen & Laake 2013, "The McNemar test for binary matched-pairs data" (BMC Med. Res. Methodol. 13:91).
 * @throws RangeError when a count is not a whole number from 0.
 */
export function mcnemar(gains: number, losses: number): McNemar {
  for (const count of [gains, losses]) {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`not a count: ${count}`);
  }
  const discordant = gains + losses;
  const fewer = Math.min(gains, losses);
  if (discordant === 0) return { exact: 1, midP: 1 };
  const atMost = fewer === discordant ? 1 : regularisedBeta(0.5, discordant - fewer, fewer + 1);
  const exactly = Math.exp(
    logGamma(discordant + 1) - logGamma(fewer + 1) - logGamma(discordant - fewer + 1) - discordant * Math.LN2,
  );
  return { exact: Math.min(1, 2 * atMost), midP: Math.min(1, 2 * atMost - exactly) };
}
