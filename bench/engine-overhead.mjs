// What Changeover's engine and adapters add to the calls themselves.
//   node bench/engine-overhead.mjs [--cases 1000] [--concurrency 20] [--latency 50] [--rounds 3]
// Bar: wall time at most 1.3 × (calls × latency ÷ concurrency). Beside it, in the same run, the same loop written bare on
// the AWS SDK. Rounds take turns; the median of each figure is printed. Exits 1 when the bar is missed.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000' },
    concurrency: { type: 'string', default: '20' },
    latency: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '3' },
  },
});
const BAR = 1.3;
const WAYS = ['bare', 'bedrock', 'openai'];
const LABELS = { bare: 'AWS SDK, bare loop', bedrock: 'Changeover, bedrock', openai: 'Changeover, openai' };
const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const root = join(here, '..');
const lib = join(root, 'node_modules/.cache/changeover-bench');
const idealMs = (2 * Number(values.cases) * Number(values.latency)) / Number(values.concurrency);

execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(here, 'overhead')], {
  stdio: 'inherit',
});
const scratch = mkdtempSync(join(tmpdir(), 'changeover-bench-'));
const server = spawn(process.execPath, [join(here, 'overhead/server.mjs'), values.latency], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [port] = await once(server.stdout.setEncoding('utf8'), 'data');
  const results = await measure(port.trim());
  print(results);
  process.exitCode = results.every(({ way, wallMs }) => way === 'bare' || wallMs <= BAR * idealMs) ? 0 : 1;
} finally {
  server.kill();
  rmSync(scratch, { recursive: true });
}

async function measure(port) {
  const rounds = Object.fromEntries(WAYS.map((way) => [way, []]));
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const way of WAYS) rounds[way].push(await runClient(way, port));
  }
  return WAYS.map((way) => ({
    way,
    wallMs: median(rounds[way].map((result) => result.wallMs)),
    cpuMsPerCall: median(rounds[way].map((result) => result.cpuMsPerCall)),
    peakMiB: median(rounds[way].map((result) => result.peakMiB)),
  }));
}

async function runClient(way, port) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      join(here, 'overhead/client.mjs'),
      way,
      lib,
      port,
      values.cases,
      values.concurrency,
      join(scratch, `${way}.jsonl`),
    ],
    { env: { ...process.env, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', NODE_NO_WARNINGS: '1' } },
  );
  return JSON.parse(stdout);
}

function print(results) {
  const bare = results.find(({ way }) => way === 'bare');
  console.log(
    `${values.cases} cases × 2 variants, ${values.latency} ms latency, ${values.concurrency} at once, Node ${process.version}, median of ${values.rounds}`,
  );
  console.log(`ideal wall time ${(idealMs / 1000).toFixed(2)} s, bar ${BAR} ×\n`);
  for (const { way, wallMs, cpuMsPerCall, peakMiB } of results) {
    console.log(
      `${LABELS[way].padEnd(22)} wall ${(wallMs / 1000).toFixed(2)} s = ${(wallMs / idealMs).toFixed(2)} × ideal` +
        `   CPU ${cpuMsPerCall.toFixed(2)} ms a call = ${(cpuMsPerCall / bare.cpuMsPerCall).toFixed(2)} × bare` +
        `   peak ${Math.round(peakMiB)} MiB = ${(peakMiB / bare.peakMiB).toFixed(2)} × bare`,
    );
  }
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
