/**
 * Natural logarithm of Γ(x) for x > 0, to about 15 digits.
 * Stirling's series (DLMF 5.11.1), with the argument shifted to at least 10 by Γ(x + 1) = x·Γ(x), where seven terms of
 * the series are enough.
 * @throws RangeError when x is not above 0.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`logGamma needs a positive number: ${x}`);
  let shifted = x;
  let product = 1;
  while (shifted < 10) {
    product *= shifted;
    shifted += 1;
  }
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series = STIRLING.reduceRight((sum, coefficient) => sum * square + coefficient, 0) * inverse;
  return (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series - Math.log(product);
}

/** Bernoulli numbers B₂ₖ / (2k(2k − 1)), k = 1 … 7. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
