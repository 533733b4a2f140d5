// What the two overhead benchmarks have in common: the load, the endpoint that bears it, and rounds that take turns.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../support/median.mjs';
import { root } from '../support/root.mjs';

/** How much longer than ideal the calls may take. */
export const BAR = 1.3;

const NUMBER = { type: 'string' };

/** The load as the command line says it. `idealMs`: how long the calls take when nothing is added to their latency. */
export function readLoad() {
  const options = { cases: NUMBER, concurrency: NUMBER, latency: NUMBER, rounds: NUMBER };
  const { values } = parseArgs({ options });
  const cases = Number(values.cases ?? 1000);
  const concurrency = Number(values.concurrency ?? 20);
  const latencyMs = Number(values.latency ?? 50);
  const rounds = Number(values.rounds ?? 3);
  const calls = 2 * cases;
  return { cases, concurrency, latencyMs, rounds, calls, idealMs: (calls * latencyMs) / concurrency };
}

export function describeLoad({ cases, concurrency, latencyMs, rounds, idealMs }) {
  return (
    `${cases} cases × 2 variants, ${latencyMs} ms latency, ${concurrency} at once, Node ${process.version}, median of ${rounds}\n` +
    `ideal time of the calls ${(idealMs / 1000).toFixed(2)} s, bar ${BAR} ×\n`
  );
}

/** Runs `work` with the port of an endpoint that stands while it runs. */
export async function withEndpoint({ latencyMs }, work) {
  const server = spawn(process.execPath, [join(root, 'bench/overhead/server.mjs'), String(latencyMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [port] = await once(server.stdout.setEncoding('utf8'), 'data');
    return await work(port.trim());
  } finally {
    server.kill();
  }
}

/** Runs every way once a round, in turns. `ways`: functions by name that resolve with figures; returns the median of each. */
export async function takeTurns(ways, rounds) {
  const results = Object.keys(ways).map((name) => ({ name, figures: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, figures } of results) figures.push(await ways[name]());
  }
  return results.map(({ name, figures }) => ({ name, ...mediansOf(figures) }));
}

function mediansOf(figures) {
  return Object.fromEntries(Object.keys(figures[0]).map((key) => [key, median(figures.map((one) => one[key]))]));
}
