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
    requireShare(share);
    if (share === 1) return total; // to the last bit, whatever the quotient rounds to
    return gamma === 0 ? total * share : (total * Math.expm1(-gamma * share)) / Math.expm1(-gamma);
  };
}

/**
 * The power family of Kim and DeMets: f(t) = total · t^ρ. The higher ρ, the less is spent early.
 * Kim & DeMets 1987, "Design and analysis of group sequential tests based on the type I error spending rate function"
 * (Biometrika 74:149).
 * @throws RangeError when the error rate is not in (0, 0.5), ρ is not a positive number, or (on use) a share not in [0, 1].
 */
export function kimDeMets(total: number, rho: number): SpendingFunction {
  requireErrorRate(total);
  if (!(rho > 0 && rho < Infinity)) throw new RangeError(`ρ must be a positive number: ${rho}`);
  return (share) => {
    requireShare(share);
    return total * share ** rho;
  };
}

/**
 * The same with a reserve: until the last case is done, only the share 1 − `held` of it is spent. The last look thus keeps
 * nearly the critical value, and the test nearly the power, of one without looks on the way.
 * After Fleming, Harrington & O'Brien 1984, "Designs for group sequential tests" (Control. Clin. Trials 5:348).
 * @throws RangeError when `held` is not in [0, 1).
 */
export function withReserve(spent: SpendingFunction, held: number): SpendingFunction {
  if (!(held >= 0 && held < 1)) throw new RangeError(`a reserve lies in [0, 1): ${held}`);
  return (share) => (share === 1 ? spent(1) : (1 - held) * spent(share));
}

/** How an error rate is spent, as plain data: γ of Hwang, Shih and DeCani, or ρ of Kim and DeMets with a reserve. */
export type Spending = { readonly gamma: number } | { readonly rho: number; readonly held: number };

/** @throws RangeError as the family does. */
export function spendingFunction(total: number, spending: Spending): SpendingFunction {
  if ('gamma' in spending) return hwangShihDeCani(total, spending.gamma);
  return withReserve(kimDeMets(total, spending.rho), spending.held);
}

function requireShare(share: number): void {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`a share of the information lies in [0, 1]: ${share}`);
}
