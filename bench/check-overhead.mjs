// What the whole `check` adds to the calls themselves: dist/cli.js in a git repository, both kinds of endpoint.
//   node bench/check-overhead.mjs [--cases 1000] [--concurrency 20] [--latency 50] [--rounds 3]
// Bar: from the first call to the last reply at most 1.3 × (calls × latency ÷ concurrency). Beside it, in the same run, the same
// calls from a bare loop on the AWS SDK. Rounds take turns; the median of each figure is printed. Exits 1 when the bar is missed.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeRepository } from './check-overhead/repository.mjs';
import { BAR, describeLoad, readLoad, takeTurns, withEndpoint } from './overhead/load.mjs';
import { root } from './support/root.mjs';

const load = readLoad();
const scratch = mkdtempSync(join(tmpdir(), 'changeover-bench-'));
try {
  const [bare, ...own] = await withEndpoint(load, (port) => takeTurns(waysTo(port), load.rounds));
  console.log(`${describeLoad(load)}CPU and memory are those of the whole process, start and report included\n`);
  for (const result of [bare, ...own]) print(result, bare);
  process.exitCode = own.every(({ callsMs }) => callsMs <= BAR * load.idealMs) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true });
}

function waysTo(port) {
  const url = `http://127.0.0.1:${port}`;
  return {
    'AWS SDK, bare loop': bareLoop(port, url),
    'check, bedrock': check('bedrock', 'type: bedrock, region: us-east-1', url),
    'check, openai': check('openai', `type: openai, base-url: "${url}/v1"`, url),
  };
}

function bareLoop(port, url) {
  const client = join(root, 'bench/overhead/client.mjs');
  const journal = join(scratch, 'bare.jsonl');
  return () => timed(url, [client, 'bare', '-', port, String(load.cases), String(load.concurrency), journal], scratch);
}

function check(name, provider, url) {
  const folder = join(scratch, name);
  makeRepository(folder, { provider, ...load });
  const words = ['check', '--base', 'HEAD~1', '--head', 'HEAD', '--evidence-dir', `${folder}-evidence`];
  return () => timed(url, [join(root, 'dist/cli.js'), ...words], folder);
}

/** Runs a program to its end; the endpoint says when its first call came and its last reply went. */
async function timed(url, words, cwd) {
  const usageFile = join(scratch, 'usage.json');
  const preloaded = ['--import', import.meta.resolve('./check-overhead/usage.mjs')];
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
    CHANGEOVER_BENCH_USAGE: usageFile,
  };
  const startedAt = Date.now();
  await promisify(execFile)(process.execPath, [...preloaded, ...words], { cwd, env });
  const endedAt = Date.now();
  const { calls, firstAt, lastAt } = await (await fetch(`${url}/times`)).json();
  if (calls !== load.calls) throw new Error(`${calls} calls were made instead of ${load.calls}`);
  const { cpuMs, peakMiB } = JSON.parse(readFileSync(usageFile, 'utf8'));
  return {
    wallMs: endedAt - startedAt,
    beforeMs: firstAt - startedAt,
    callsMs: lastAt - firstAt,
    afterMs: endedAt - lastAt,
    cpuMsPerCall: cpuMs / calls,
    peakMiB,
  };
}

function print({ name, wallMs, beforeMs, callsMs, afterMs, cpuMsPerCall, peakMiB }, bare) {
  console.log(
    `${name.padEnd(20)} calls ${seconds(callsMs)} = ${(callsMs / load.idealMs).toFixed(2)} × ideal` +
      `   whole ${seconds(wallMs)} (before ${seconds(beforeMs)}, after ${seconds(afterMs)})` +
      `   CPU ${cpuMsPerCall.toFixed(2)} ms a call = ${(cpuMsPerCall / bare.cpuMsPerCall).toFixed(2)} × bare` +
      `   peak ${Math.round(peakMiB)} MiB = ${(peakMiB / bare.peakMiB).toFixed(2)} × bare`,
  );
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(2)} s`;
}
