import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Keys of nobody, for an endpoint of this machine. */
const LOCAL_KEYS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/** What the environment says besides, of an endpoint of this machine. */
export function environmentOf({ endpoint, env = {} }) {
  return { ...LOCAL_KEYS, AWS_ENDPOINT_URL_BEDROCK_RUNTIME: endpoint.url, ...env };
}

/** Node, started on some words against an endpoint. */
export function start(words, { endpoint, cwd, env = {}, node = [] }) {
  return spawn(process.execPath, [...node, ...words], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environmentOf({ endpoint, env }) },
  });
}

/**
 * Runs node on some words to its end. `callsMs`: from the first call to the last reply, as the endpoint saw them; `beforeMs`:
 * from the start of the process to the first call; CPU and memory (in millions of bytes) are the whole process's own.
 *
 * Throws what the process said when it ends with another code than 0.
 */
export async function measuredRun(words, options) {
  const { endpoint, env } = options;
  const folder = mkdtempSync(join(tmpdir(), 'changeover-bench-usage-'));
  const usageFile = join(folder, 'usage.json');
  const node = ['--import', import.meta.resolve('./usage.mjs')];
  await endpoint.forget();
  const startedAt = Date.now();
  const child = start(words, { ...options, node, env: { ...env, CHANGEOVER_BENCH_USAGE: usageFile } });
  const said = textOf(child.stderr);
  const [code] = await once(child, 'exit');
  const wallMs = Date.now() - startedAt;
  if (code !== 0) throw new Error(`exit code ${code} of ${words.join(' ')}\n${await said}`);
  const { calls, firstAt, lastAt } = await endpoint.served();
  const { cpuMs, peakMb } = JSON.parse(readFileSync(usageFile, 'utf8'));
  rmSync(folder, { recursive: true });
  return { calls, wallMs, beforeMs: firstAt - startedAt, callsMs: lastAt - firstAt, cpuMs, peakMb };
}

async function textOf(stream) {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text = `${text}${chunk}`.slice(-4000);
  return text;
}
