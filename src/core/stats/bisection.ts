/**
 * The point in [low, high] where a condition that holds to its left stops holding, to the last bit that doubles have
 * there. `holdsAt` must switch at most once; where it never holds the answer is `low`, where it always holds `high`.
 *
 * Plain bisection: every function inverted in this folder is monotone but flat or steep in places, where Newton's steps
 * leave the range.
 */
export function switchPoint(holdsAt: (x: number) => boolean, low: number, high: number): number {
  let left = low;
  let right = high;
  if (holdsAt(right)) return right;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const middle = left + (right - left) / 2;
    if (middle <= left || middle >= right) break;
    if (holdsAt(middle)) left = middle;
    else right = middle;
  }
  return left;
}

/** Halvings of any interval of ordinary size down to neighbouring doubles; roots near 0 gain digits beyond that. */
const MAX_STEPS = 200;
