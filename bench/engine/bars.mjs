/** Holds figures to their bars, prints how each one did, and remembers what was missed. */
export function createBars() {
  const missed = [];
  return {
    /** `figure` and `bar` in the same unit, told by `words`; the bar is the most, or exactly what is wanted. */
    atMost(what, figure, bar, words = String) {
      note(what, figure <= bar, `${words(figure)} (at most ${words(bar)})`);
    },
    exactly(what, figure, wanted) {
      note(what, figure === wanted, `${figure} (wanted: ${wanted})`);
    },
    missed: () => missed,
  };

  function note(what, met, figures) {
    if (!met) missed.push(`${what}: ${figures}`);
    console.log(`  ${met ? 'met   ' : 'MISSED'}  ${what}: ${figures}`);
  }
}

export const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
export const times = (factor) => `${factor.toFixed(2)} ×`;
export const megabytes = (mb) => `${Math.round(mb)} MB`;
