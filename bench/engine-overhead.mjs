// What Changeover's engine and adapters add to the calls themselves.
//   node bench/engine-overhead.mjs [--cases 1000] [--concurrency 20] [--latency 50] [--rounds 3]
// Bar: wall time at most 1.3 × (calls × latency ÷ concurrency). Beside it, in the same run, the same loop written bare on
// the AWS SDK. Rounds take turns; the median of each figure is printed. Exits 1 when the bar is missed.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BAR, describeLoad, readLoad, takeTurns, withEndpoint } from './overhead/load.mjs';
import { compile } from './support/compile.mjs';
import { root } from './support/root.mjs';

const load = readLoad();
const lib = compile('overhead');
const scratch = mkdtempSync(join(tmpdir(), 'changeover-bench-'));
try {
  const [bare, ...own] = await withEndpoint(load, (port) => takeTurns(waysTo(port), load.rounds));
  console.log(describeLoad(load));
  for (const result of [bare, ...own]) print(result, bare);
  process.exitCode = own.every(({ wallMs }) => wallMs <= BAR * load.idealMs) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true });
}

function waysTo(port) {
  return {
    'AWS SDK, bare loop': () => runClient('bare', port),
    'Changeover, bedrock': () => runClient('bedrock', port),
    'Changeover, openai': () => runClient('openai', port),
  };
}

async function runClient(way, port) {
  const client = join(root, 'bench/overhead/client.mjs');
  const journal = join(scratch, `${way}.jsonl`);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [client, way, lib, port, String(load.cases), String(load.concurrency), journal],
    { env: { ...process.env, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', NODE_NO_WARNINGS: '1' } },
  );
  return JSON.parse(stdout);
}

function print({ name, wallMs, cpuMsPerCall, peakMiB }, bare) {
  console.log(
    `${name.padEnd(20)} wall ${(wallMs / 1000).toFixed(2)} s = ${(wallMs / load.idealMs).toFixed(2)} × ideal` +
      `   CPU ${cpuMsPerCall.toFixed(2)} ms a call = ${(cpuMsPerCall / bare.cpuMsPerCall).toFixed(2)} × bare` +
      `   peak ${Math.round(peakMiB)} MiB = ${(peakMiB / bare.peakMiB).toFixed(2)} × bare`,
  );
}
