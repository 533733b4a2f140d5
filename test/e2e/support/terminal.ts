import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Verdict } from '../../../src/core/contracts/verdict.ts';

/** The built terminal. */
export const CLI = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

const EVIDENCE = 'changeover-evidence';

/** What one command left behind. */
export interface TerminalRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The folder that it was run in. */
  readonly folder: string;
  /** Where evidence goes when the command does not say otherwise; the folder may not be there. */
  readonly evidence: string;
}

/** What a run may change in its surroundings. */
export interface TerminalOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Words for node itself, before the bundle. */
  readonly node?: readonly string[];
  /** Called with the process once it is started. */
  readonly whileRunning?: (child: {
    kill(signal: NodeJS.Signals): unknown;
    readonly stdout: Readable;
    readonly stderr: Readable;
  }) => void;
}

/** An empty folder. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'changeover-terminal-'));
}

/**
 * Runs `changeover` with some words in a folder, as a user would: real process, empty HOME, nothing of this process's
 * environment but the search path.
 */
export function changeover(
  folder: string,
  words: readonly string[],
  { env = {}, node = [], whileRunning }: TerminalOptions = {},
): Promise<TerminalRun> {
  const child = spawn(process.execPath, [...node, CLI, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: emptyFolder(), GIT_CONFIG_NOSYSTEM: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.stderr += chunk;
  });
  whileRunning?.(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...text, folder, evidence: join(folder, EVIDENCE) }));
  });
}

/** `verdict.json` of a folder of evidence. Throws when there is none. */
export function verdictIn(evidence: string): Verdict {
  return JSON.parse(readFileSync(join(evidence, 'verdict.json'), 'utf8')) as Verdict;
}

/** A file of evidence; empty when it is not there. */
export function evidenceFile(evidence: string, name: string): string {
  const path = join(evidence, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
