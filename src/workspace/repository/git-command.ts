import { type ChildProcess, execFile, spawn } from 'node:child_process';

/** What a finished git command left. */
export interface GitResult {
  /** Exit code; `undefined` when git could not be started. */
  readonly code: number | undefined;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;
/** Of the surroundings, only what git needs to find itself, the user's settings and a place for scratch files. */
const KEPT_VARIABLES = ['PATH', 'HOME', 'USERPROFILE', 'XDG_CONFIG_HOME', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'TMP'];

/**
 * Every git call goes through here, so that none can run anything: no hook, file-system monitor, pager, external diff or
 * text conversion; no replaced or grafted objects; no network, not even for the missing objects of a partial clone; no
 * lock taken; paths are never patterns. Inherited `GIT_*` variables do not count.
 */
export class GitCommand {
  readonly #directory: string;
  readonly #environment: Record<string, string>;

  constructor(directory: string, environment: Readonly<Record<string, string | undefined>>) {
    this.#directory = directory;
    this.#environment = safeEnvironment(environment);
  }

  /** Runs to the end; never rejects. */
  async run(...args: readonly string[]): Promise<GitResult> {
    return await new Promise((resolve) => {
      const options = { cwd: this.#directory, env: this.#environment, maxBuffer: MAX_OUTPUT_BYTES };
      execFile('git', [...SAFE_OPTIONS, ...args], { ...options, encoding: 'buffer' }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
        const words = stderr.toString('utf8').trim();
        resolve({ code, stdout, stderr: words === '' && error !== null ? error.message : words });
      });
    });
  }

  /** Starts a command that is talked to through its pipes. */
  start(...args: readonly string[]): ChildProcess {
    const options = { cwd: this.#directory, env: this.#environment };
    return spawn('git', [...SAFE_OPTIONS, ...args], { ...options, stdio: ['pipe', 'pipe', 'ignore'] });
  }
}

const SAFE_OPTIONS = [
  '--no-pager',
  '--no-replace-objects',
  '--no-optional-locks',
  '--literal-pathspecs',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.quotePath=false',
  '-c',
  'protocol.allow=never',
];

function safeEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT_VARIABLES) {
    const value = environment[name];
    if (value !== undefined) kept[name] = value;
  }
  return {
    ...kept,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
  };
}
