import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Has bash tell the processor time of a command and of all processes that it waited for. */
const TIMED = 'TIMEFORMAT="@@%U %S"; time "$@"';

/** Runs node on some words. Returns milliseconds from its start to its end, and what it said; throws when it fails. */
export async function timedCommand({ words, cwd, env }) {
  const startedAt = performance.now();
  const child = spawn('bash', ['-c', TIMED, 'bash', process.execPath, ...words], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said = `${said}${text}`.slice(-4000);
    });
  }
  const [code] = await once(child, 'close');
  const wallMs = performance.now() - startedAt;
  if (code !== 0) throw new Error(`exit code ${code} of ${words.join(' ')}\n${said}`);
  const [, user, system] = /@@([\d.]+) ([\d.]+)\s*$/.exec(said) ?? [];
  return { wallMs, cpuMs: 1000 * (Number(user) + Number(system)), said };
}
