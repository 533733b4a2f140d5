// The calls that all clients make, and how each says what its loop cost.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** What the command line of a client says: node client.mjs ENDPOINT CASES CONCURRENCY JOURNAL … */
export function readWords() {
  const [url, cases, places, journalFile, ...rest] = process.argv.slice(2);
  return { url, cells: cellsOf(Number(cases)), places: Number(places), journalFile, rest };
}

function cellsOf(cases) {
  return Array.from({ length: cases }, (_, i) => i).flatMap((i) =>
    ['source', 'target'].map((side) => ({ application: 'bench', side, caseId: `case-${i}`, trial: 0 })),
  );
}

export function modelOf({ side }) {
  return side === 'source' ? 'amazon.nova-lite-v1:0' : 'amazon.nova-pro-v1:0';
}

export const SYSTEM = 'Answer with a category.';

export function inputOf({ caseId }) {
  return `Classify ticket ${caseId}: the invoice of last month was charged twice, please refund.`;
}

/** The loop that one would write without Changeover: a pool, and a line a reply. */
export async function inPool({ cells, places }, journal, call) {
  let next = 0;
  const worker = async () => {
    for (let cell = cells[next++]; cell; cell = cells[next++]) {
      const startedAt = performance.now();
      const reply = await call(cell);
      journal.write(`${JSON.stringify({ ...cell, ...reply, ms: performance.now() - startedAt })}\n`);
    }
  };
  await Promise.all(Array.from({ length: places }, worker));
}

/** Runs the loop and leaves, with its CPU time in milliseconds in the last line of the journal. */
export async function measureLoop(journalFile, loop) {
  const journal = createWriteStream(journalFile);
  const before = process.cpuUsage();
  await loop(journal);
  const { user, system } = process.cpuUsage(before);
  journal.end(`${JSON.stringify({ loopCpuMs: (user + system) / 1000 })}\n`);
  await once(journal, 'finish');
  process.exit(0);
}
