/**
 * From so many cases up a suite is sequential unless the configuration says otherwise: below, there is little to save, and
 * early looks see next to nothing.
 */
export const SEQUENTIAL_FROM = 200;

/**
 * How many times as many cases a decision takes when it is looked at on the way: the square of `costOfLooking`, which is 1.058
 * to 1.069 for suites of 200 cases and more that are about as large as their bound needs. To reckon it for each bound would
 * take longer than all else that is said of a smaller suite.
 */
const MORE_FOR_LOOKS = 1.065;

/**
 * By how much the number of cases that a single test needs has to be raised, for a fixed suite that grows `factor` times as
 * large. A small one is fixed because it is small, and will be sequential then: told less, whoever adds the cases would be
 * asked for more of them. One that the configuration keeps fixed at any size is told 6 % too many: it looks the same.
 */
export function stretchOnceGrown(cases: number, factor: number): number {
  return cases < SEQUENTIAL_FROM && cases * factor >= SEQUENTIAL_FROM ? MORE_FOR_LOOKS : 1;
}
