import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../support/root.mjs';

/**
 * Runs `work` with a model endpoint in a process of its own: its URL, what it served since it was last told to forget, and
 * that. Every reply takes so many milliseconds.
 */
export async function withEndpoint(latencyMs, work) {
  const server = spawn(process.execPath, [join(root, 'bench/engine/server.mjs'), String(latencyMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [port] = await once(server.stdout.setEncoding('utf8'), 'data');
    const url = `http://127.0.0.1:${port.trim()}`;
    const ask = async (path) => (await fetch(url + path)).json();
    return await work({ url, served: () => ask('/served'), forget: () => ask('/forget') });
  } finally {
    server.kill();
  }
}
