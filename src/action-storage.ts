import { type ChildProcess, fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { RunnerStorage, StorageJob, StorageOutcome } from './commands/steps/runner-storage.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the transfers' program may know: the runner's services, how to reach them, and what programs need to run at all.
 * Above all no credentials of models, and nothing of the workflow's own.
 */
const PASSED_ON = [
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_RESULTS_URL',
  'ACTIONS_CACHE_URL',
  'ACTIONS_CACHE_SERVICE_V2',
  'ACTIONS_CACHE_MODE',
  'GITHUB_SERVER_URL',
  'GITHUB_API_URL',
  'GITHUB_RETENTION_DAYS',
  ...['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]),
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'PATH',
  'Path',
  'SystemRoot',
  'SystemDrive',
  'PROGRAMFILES',
  'ProgramFiles',
] as const;

/** Of what the program prints; the reason of a failure is at its end. */
const KEPT_OUTPUT = 16_384;
const LONGEST_REASON = 300;

/** The runner's stores, reached through `storage.js` beside the program that runs. */
export function runnerStorage(program: string, environment: Environment): RunnerStorage {
  const script = join(dirname(program), 'storage.js');
  return {
    available: hasStores(environment),
    async perform(job, { folder, temp }, signal) {
      if (signal.aborted) return { kind: 'failed', reason: TOO_LONG };
      const passedOn = PASSED_ON.flatMap((name) => {
        const value = environment[name];
        return value === undefined ? [] : [[name, value] as const];
      });
      const own = { GITHUB_WORKSPACE: folder, RUNNER_TEMP: temp, TMPDIR: temp, TEMP: temp, TMP: temp };
      const env = { ...Object.fromEntries(passedOn), ...own };
      // No flags of this process: they are about it alone.
      const child = fork(script, [], { cwd: folder, env, execArgv: [], silent: true });
      return await outcomeOf(child, job, signal);
    },
  };
}

/** GitHub's own runners have both stores; so have others' that speak to it. Enterprise Server has neither in this form. */
function hasStores(environment: Environment): boolean {
  const { ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: url, ACTIONS_CACHE_SERVICE_V2: isCurrent } = environment;
  return Boolean(token && url && isCurrent);
}

const TOO_LONG = 'it took too long';

function outcomeOf(child: ChildProcess, job: StorageJob, signal: AbortSignal): Promise<StorageOutcome> {
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output = `${output}${text}`.slice(-KEPT_OUTPUT);
  });
  child.stderr?.resume();
  return new Promise((resolve) => {
    let answer: StorageOutcome | undefined;
    const stop = () => child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    child.on('message', (message: StorageOutcome) => {
      answer = message;
    });
    child.on('error', (error) => {
      answer ??= { kind: 'failed', reason: error.message };
      // A program that could not be started never closes.
      if (child.pid === undefined) resolve(answer);
    });
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      if (answer === undefined && signal.aborted) return resolve({ kind: 'failed', reason: TOO_LONG });
      resolve(explained(answer ?? { kind: 'failed', reason: `its program ended with code ${code}` }, output));
    });
    child.send(job, () => {
      // Why it could not be sent shows in how the program ended.
    });
  });
}

/** The toolkit's clients say why in the log, and only there; "nothing" may be a failure, too. */
function explained(outcome: StorageOutcome, output: string): StorageOutcome {
  const printed = /(?:^|::)Failed to (?:restore|save): (.*)$/m.exec(output)?.[1];
  switch (outcome.kind) {
    case 'done':
      return outcome;
    case 'nothing':
      return printed === undefined ? outcome : { kind: 'failed', reason: sentence(printed) };
    case 'failed':
      return { kind: 'failed', reason: sentence(outcome.reason || printed || 'the runner does not say why') };
  }
}

/** Without what signs an address, and in one line of bounded length. */
function sentence(text: string): string {
  const plain = text
    .replace(/(https?:\/\/[^\s?]+)\?\S*/g, '$1')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return plain.length > LONGEST_REASON ? `${plain.slice(0, LONGEST_REASON)}…` : plain.replace(/\.$/, '');
}
