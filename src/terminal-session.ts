import pc from 'picocolors';
import type { Surroundings } from './commands/steps/surroundings.ts';
import { createSecrets } from './core/redaction/secrets.ts';
import { systemClock } from './engine/clock.ts';
import { secretsOf } from './environment-secrets.ts';
import { clearHeap } from './heap.ts';
import { redactOutput } from './redacted-output.ts';
import type { ReportDocument } from './report/document.ts';
import { renderTerminal } from './report/terminal.ts';
import { terminalVoice } from './terminal-voice.ts';

/** Lines of a folded part that a terminal shows. */
const DETAIL_LINES = 24;
const DEFAULT_WIDTH = 100;

/** One use of the terminal: where it writes, what it knows of the screen, and how the user stops it. */
export interface TerminalSession {
  readonly surroundings: Surroundings;
  readonly folder: string;
  print(text: string): void;
  /** A report on standard output: in colour on a terminal, unless `NO_COLOR` says otherwise. */
  show(document: ReportDocument): void;
  complain(text: string): void;
  close(): void;
}

/** Opens the session on a process: the first Ctrl-C stops the evaluation and keeps what was measured, the second ends. */
export function terminalSession(process: NodeJS.Process): TerminalSession {
  const { stdout, stderr, env } = process;
  const secrets = createSecrets(secretsOf(env));
  redactOutput([stdout, stderr], secrets.redact);
  for (const stream of [stdout, stderr]) stream.on('error', unlessNobodyReads);
  const abort = new AbortController();
  const stop = (signal: string) => {
    stderr.write(`\n${signal}: stopping; what was measured is kept. Once more to end at once.\n`);
    abort.abort(new Error(`stopped by ${signal}`));
    process.once('SIGINT', () => process.exit(130));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const colors = pc.createColors(Boolean(stdout.isTTY) && !env['NO_COLOR'] && env['TERM'] !== 'dumb');
  return {
    surroundings: {
      environment: env,
      secrets,
      clock: systemClock,
      clearHeap,
      random: Math.random,
      signal: abort.signal,
      voice: terminalVoice(stderr, () => systemClock.monotonic()),
    },
    folder: process.cwd(),
    print: (text) => void stdout.write(text),
    show(document) {
      const width = stdout.columns ?? DEFAULT_WIDTH;
      stdout.write(renderTerminal(document, { width, colors, detailLines: DETAIL_LINES }));
    },
    complain: (text) => void stderr.write(text),
    close() {
      process.removeListener('SIGINT', stop);
      process.removeListener('SIGTERM', stop);
    },
  };
}

/** `changeover check | head`: whoever read has seen enough, and the evaluation goes on to its evidence and its exit code. */
function unlessNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
