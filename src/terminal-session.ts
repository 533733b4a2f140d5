import { isAbsolute, resolve } from 'node:path';
import pc from 'picocolors';
import type { Surroundings } from './commands/steps/surroundings.ts';
import { ChangeoverError, describeProblem } from './core/contracts/problem.ts';
import { exitCodeOf } from './core/policy/status.ts';
import { createSecrets } from './core/redaction/secrets.ts';
import { systemClock } from './engine/clock.ts';
import { secretsOf } from './environment-secrets.ts';
import { clearHeap } from './heap.ts';
import { redactOutput } from './redacted-output.ts';
import type { ReportDocument } from './report/document.ts';
import { renderTerminal } from './report/terminal.ts';
import { outliveOutput, wantsColors } from './terminal-output.ts';
import { listenForSignals } from './terminal-signals.ts';
import { terminalVoice } from './terminal-voice.ts';

/** Lines of a folded part that a terminal shows. */
const DETAIL_LINES = 24;
const DEFAULT_WIDTH = 100;

/** One use of the terminal: where it writes, what it knows of the screen, and how the user stops it. */
export interface TerminalSession {
  readonly surroundings: Surroundings;
  /** The folder that the user is in. Throws a ChangeoverError when it was removed meanwhile. */
  readonly folder: string;
  /** Absolute path of what the user named. Throws as `folder` does, for a relative path. */
  pathOf(name: string): string;
  print(text: string): void;
  /** A report on standard output: in colour on a terminal, unless `NO_COLOR` says otherwise. */
  show(document: ReportDocument): void;
  complain(text: string): void;
  /** Ends the session once all is printed; resolves with the exit code, which tells when that could not be. */
  close(exitCode: number): Promise<number>;
}

/** Opens the session on a process: the first Ctrl-C stops the evaluation and keeps what was measured, a later one ends. */
export function terminalSession(process: NodeJS.Process): TerminalSession {
  const { stdout, stderr, env } = process;
  const secrets = createSecrets(secretsOf(env));
  redactOutput([stdout, stderr], secrets.redact);
  const allPrinted = outliveOutput(stdout, stderr);
  const abort = new AbortController();
  const stopListening = listenForSignals(process, {
    stop(signal) {
      stderr.write(`\n${signal}: stopping; what was measured is kept. Once more to end at once.\n`);
      abort.abort(new Error(`stopped by ${signal}`));
    },
    endNow: (exitCode) => process.exit(exitCode),
    now: systemClock.monotonic,
  });
  const colors = pc.createColors(wantsColors(stdout, env));
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
    get folder() {
      return currentFolder(process);
    },
    pathOf: (name) => (isAbsolute(name) ? resolve(name) : resolve(currentFolder(process), name)),
    print: (text) => void stdout.write(text),
    show(document) {
      // Some terminals, such as one without a window, have 0 columns, which says nothing.
      const width = stdout.columns || DEFAULT_WIDTH;
      stdout.write(renderTerminal(document, { width, colors, detailLines: DETAIL_LINES }));
    },
    complain: (text) => void stderr.write(text),
    async close(exitCode) {
      const problem = await allPrinted();
      stopListening();
      if (problem === undefined) return exitCode;
      stderr.write(`${describeProblem(problem)}\n`);
      // Whoever reads a result that was not all printed must not take it for a pass.
      return exitCodeOf({ verdict: 'invalid' });
    },
  };
}

function currentFolder(process: Pick<NodeJS.Process, 'cwd'>): string {
  try {
    return process.cwd();
  } catch (cause) {
    const message = 'the folder in which this was started is not there any more';
    throw new ChangeoverError({ code: 'path', message, hint: 'Change into it anew, or into another one.' }, { cause });
  }
}
