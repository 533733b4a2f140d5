import { requireErrorRate } from './normal.ts';

/**
 * How much of an error rate may be used up by the time a share t of the information is in: 0 at t = 0, all of it at t = 1,
 * never falling. Because only the share really reached enters, looks may come whenever they come (Lan & DeMets 1983,
 * "Discrete sequential boundaries for clinical trials", Biometrika 70:659).
 */
export type SpendingFunction = (share: number) => number;

/**
 * The family of Hwang, Shih and DeCani: f(t) = total · (1 − e^(−γt)) / (1 − e^(−γ)), for γ = 0 total · t. The lower γ, the
 * less is spent early: −4 comes near to O'Brien and Fleming's boundary, 1 to Pocock's.
 * Hwang, Shih & DeCani 1990, "Group sequential designs using a family of type I error probability spending functions"
 * (Stat. Med. 9:1439).
 * @throws RangeError when the error rate is not in (0, 0.5), γ is not finite, or (on use) a share not in [0, 1].
 */
export function hwangShihDeCani(total: number, gamma: number): SpendingFunction {
  requireErrorRate(total);
  if (!Number.isFinite(gamma)) throw new RangeError(`γ must be a finite number: ${gamma}`);
  return (share) => {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`a share of the information lies in [0, 1]: ${share}`);
    if (share === 1) return total; // to the last bit, whatever the quotient rounds to
    return gamma === 0 ? total * share : (total * Math.expm1(-gamma * share)) / Math.expm1(-gamma);
  };
}
