/** Past this many cases a search gives up: no suite has them. */
const MOST_CASES = 1_000_000;

/**
 * The smallest number of cases, from `least` (at least 1) on, with which a condition holds that more cases never break;
 * `undefined` when none up to about `most` does.
 */
export function fewestFrom(
  least: number,
  holds: (cases: number) => boolean,
  most: number = MOST_CASES,
): number | undefined {
  let tooFew = least - 1;
  let enough = least;
  while (!holds(enough)) {
    if (enough >= most) return undefined;
    tooFew = enough;
    enough *= 2;
  }
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (holds(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
