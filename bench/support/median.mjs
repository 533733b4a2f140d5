/** The middle one of the numbers; the upper one of the two when their count is even. */
export function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
