import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { parseFileCommands, type WorkflowCommand, workflowCommands } from './workflow-commands.ts';

/** How to run the action, as actions/runner would for one step of a workflow. */
export interface ActionOptions {
  readonly apiUrl: string;
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly eventName: string;
  /** The webhook payload. */
  readonly event: unknown;
  /** `with:` of the step; `github-token` comes from `token`. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** `GITHUB_WORKSPACE`; an empty folder when not given, as without a checkout step. */
  readonly workspace?: string;
  /** Folder of `action.yml`; the repository's root when not given. */
  readonly actionDir?: string;
  /** The node to run it with; the one that runs the tests when not given. */
  readonly node?: string;
  /**
   * Stops the main step once its output satisfies `when`: by the runner's cancellation, by the end of its container, or by
   * losing the process.
   */
  readonly interrupt?: {
    readonly when: (output: string) => boolean;
    readonly how: 'cancel' | 'terminate' | 'kill';
    /** How many times as long as the runner's own a cancellation's patience is; 20 when not given. */
    readonly patience?: number;
  };
  /** Told of each step as soon as its process runs. */
  readonly onStart?: (step: RunningProcess) => void;
  /** Whether the post step runs; a runner that is lost altogether runs none. */
  readonly post?: boolean;
}

/** A step while it runs. */
export interface RunningProcess {
  readonly name: 'main' | 'post';
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  /** Calls back with all that the step has printed, whenever it prints. */
  onOutput(listener: (output: string) => void): void;
}

export interface StepResult {
  /** Exit code; `null` when a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly commands: readonly WorkflowCommand[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** What the step adds to `PATH`, one folder a line. */
  readonly path: string;
  /** The Markdown of the step summary. */
  readonly summary: string;
  readonly milliseconds: number;
}

export interface ActionRun {
  readonly main: StepResult;
  readonly post: StepResult | undefined;
  readonly workspace: string;
  /** Inputs that `action.yml` does not declare: the runner warns about them. */
  readonly unexpectedInputs: readonly string[];
}

interface ActionMetadata {
  readonly inputs?: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly runs: { readonly main: string; readonly post?: string };
}

const REPOSITORY_ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The runner's own patience between SIGINT, SIGTERM and SIGKILL, in milliseconds. */
const AFTER_INTERRUPT = 7_500;
const AFTER_TERMINATE = 2_500;
/** A step that ends in a second where it has a machine to itself may need ten times that beside other tests. */
const PATIENCE = 20;

/** Runs the built action's main step, then its post step with the state that main saved. */
export async function runAction(options: ActionOptions): Promise<ActionRun> {
  const actionDir = options.actionDir ?? REPOSITORY_ROOT;
  const metadata = parse(readFileSync(join(actionDir, 'action.yml'), 'utf8')) as ActionMetadata;
  const scratch = mkdtempSync(join(tmpdir(), 'runner-'));
  const workspace = options.workspace ?? makeFolder(scratch, 'workspace');
  const environment = { ...runnerEnvironment(options, scratch, workspace), ...inputEnvironment(metadata, options) };
  const node = options.node ?? process.execPath;
  const start = (script: string, state: Readonly<Record<string, string>>): RunningStep =>
    startStep(node, join(actionDir, script), scratch, workspace, { ...environment, ...state });

  const main = start(metadata.runs.main, {});
  options.onStart?.(processOf('main', main));
  if (options.interrupt !== undefined) interruptWhen(main, options.interrupt);
  const mainResult = await main.result;
  const state = Object.entries(mainResult.state).map(([name, value]) => [`STATE_${name}`, value]);
  const startPost = (script: string): Promise<StepResult> => {
    const step = start(script, Object.fromEntries(state));
    options.onStart?.(processOf('post', step));
    return step.result;
  };
  const post =
    metadata.runs.post === undefined || options.post === false ? undefined : await startPost(metadata.runs.post);
  const declared = Object.keys(metadata.inputs ?? {});
  const unexpectedInputs = Object.keys(options.inputs ?? {}).filter((name) => !declared.includes(name));
  return { main: mainResult, post, workspace, unexpectedInputs };
}

interface RunningStep {
  readonly child: ChildProcess;
  readonly onOutput: (listener: (output: string) => void) => void;
  readonly result: Promise<StepResult>;
}

function processOf(name: RunningProcess['name'], { child, onOutput }: RunningStep): RunningProcess {
  return { name, pid: child.pid ?? 0, kill: (signal) => child.kill(signal), onOutput };
}

const FILE_COMMANDS = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'] as const;

function startStep(
  node: string,
  script: string,
  scratch: string,
  cwd: string,
  environment: Readonly<Record<string, string>>,
): RunningStep {
  const files = Object.fromEntries(FILE_COMMANDS.map((name) => [name, join(scratch, `${name}_${randomUUID()}`)]));
  for (const file of Object.values(files)) writeFileSync(file, '');
  const started = performance.now();
  const child = spawn(node, [script], { cwd, env: { ...environment, ...files }, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  const listeners: ((output: string) => void)[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    text.stdout += chunk.toString();
    for (const listener of listeners) listener(text.stdout);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text.stderr += chunk.toString();
  });
  const result = new Promise<StepResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const read = (name: (typeof FILE_COMMANDS)[number]): string => readFileSync(files[name] ?? '', 'utf8');
      resolve({
        code,
        signal,
        ...text,
        commands: workflowCommands(text.stdout),
        outputs: parseFileCommands(read('GITHUB_OUTPUT')),
        state: parseFileCommands(read('GITHUB_STATE')),
        environment: parseFileCommands(read('GITHUB_ENV')),
        path: read('GITHUB_PATH'),
        summary: read('GITHUB_STEP_SUMMARY'),
        milliseconds: Math.round(performance.now() - started),
      });
    });
  });
  return { child, onOutput: (listener) => listeners.push(listener), result };
}

function interruptWhen(step: RunningStep, interrupt: NonNullable<ActionOptions['interrupt']>): void {
  let done = false;
  const timers: NodeJS.Timeout[] = [];
  step.onOutput((output) => {
    if (done || !interrupt.when(output)) return;
    done = true;
    if (interrupt.how !== 'cancel') {
      step.child.kill(interrupt.how === 'kill' ? 'SIGKILL' : 'SIGTERM');
      return;
    }
    step.child.kill('SIGINT');
    const { patience = PATIENCE } = interrupt;
    timers.push(setTimeout(() => step.child.kill('SIGTERM'), patience * AFTER_INTERRUPT));
    timers.push(setTimeout(() => step.child.kill('SIGKILL'), patience * (AFTER_INTERRUPT + AFTER_TERMINATE)));
  });
  const stop = (): void => {
    for (const timer of timers) clearTimeout(timer);
  };
  step.result.then(stop, stop);
}

function inputEnvironment(metadata: ActionMetadata, options: ActionOptions): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, input] of Object.entries(metadata.inputs ?? {})) {
    if (input.default !== undefined) values[name] = String(input.default);
  }
  Object.assign(values, { 'github-token': options.token }, options.inputs);
  const entries = Object.entries(values).map(([name, value]) => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    value,
  ]);
  return Object.fromEntries(entries);
}

function runnerEnvironment(options: ActionOptions, scratch: string, workspace: string): Record<string, string> {
  const event = options.event as {
    number?: number;
    pull_request?: { head?: { ref?: string }; base?: { ref?: string } };
    sender?: { login?: string };
  };
  const eventPath = join(scratch, 'event.json');
  writeFileSync(eventPath, JSON.stringify(options.event));
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: makeFolder(scratch, 'home'),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTOR: event.sender?.login ?? 'octocat',
    GITHUB_API_URL: options.apiUrl,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_GRAPHQL_URL: `${options.apiUrl}/graphql`,
    GITHUB_EVENT_NAME: options.eventName,
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_JOB: 'changeover',
    GITHUB_REPOSITORY: options.repository,
    GITHUB_REPOSITORY_OWNER: options.repository.split('/')[0] ?? '',
    GITHUB_REF: `refs/pull/${event.number ?? 0}/merge`,
    GITHUB_HEAD_REF: event.pull_request?.head?.ref ?? '',
    GITHUB_BASE_REF: event.pull_request?.base?.ref ?? '',
    GITHUB_SHA: '0'.repeat(40),
    GITHUB_RUN_ID: '1001',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_WORKFLOW: 'changeover',
    GITHUB_WORKSPACE: workspace,
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_NAME: 'test',
    RUNNER_TEMP: makeFolder(scratch, 'temp'),
    RUNNER_TOOL_CACHE: makeFolder(scratch, 'tools'),
    ...options.env,
  };
}

function makeFolder(parent: string, name: string): string {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
