/**
 * Holm's step-down adjusted p-values, in the order given: rejecting what is at most α keeps the chance of any false
 * rejection among all of them at most α, however they depend on each other.
 * Holm 1979, "A simple sequentially rejective multiple test procedure" (Scand. J. Stat. 6:65).
 * @throws RangeError when a value is not in [0, 1].
 */
export function holm(pValues: readonly number[]): number[] {
  const ranked = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let running = 0;
  for (const [rank, { p, index }] of ranked.entries()) {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`not a p-value: ${p}`);
    running = Math.max(running, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = running;
  }
  return adjusted;
}
