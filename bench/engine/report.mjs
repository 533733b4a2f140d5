import { markdownTable } from 'markdown-table';

/** Prints tables and what became of each bar, in Markdown, and keeps the lines for the docs. */
export function createReport() {
  const lines = [];
  const missed = [];
  const say = (line) => {
    lines.push(line);
    console.log(line);
  };
  const note = (what, met, figures) => {
    if (!met) missed.push(`${what}: ${figures}`);
    say(`- ${met ? 'met' : '**missed**'}: ${what}, ${figures}`);
  };
  return {
    section(title) {
      say(`\n**${title}**\n`);
    },
    table(header, rows) {
      say(`${markdownTable([header, ...rows], { alignDelimiters: true })}\n`);
    },
    /** `figure` and `bar` are in one unit, which `words` tells. */
    atMost(what, figure, bar, words) {
      note(what, figure <= bar, `${words(figure)} (at most ${words(bar)})`);
    },
    exactly(what, figure, wanted) {
      note(what, figure === wanted, `${figure} (wanted: ${wanted})`);
    },
    missed: () => missed,
    text: () => lines.join('\n').trim(),
  };
}

export const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
export const times = (factor) => `${factor.toFixed(2)} ×`;
export const megabytes = (mb) => `${Math.round(mb)} MB`;
