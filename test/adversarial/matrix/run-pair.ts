import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Outcome, Stage } from '../../e2e/support/stage.ts';
import { NEW_MODEL, tickets, triage } from '../../e2e/support/triage.ts';
import type { PullRequestFixture } from '../../support/github/pull-request.ts';
import type { RunningProcess } from '../../support/runner.ts';
import { wrongClock } from '../../support/wrong-clock.ts';
import { type Disturbance, disturb } from './disturbance.ts';
import type { World } from './events.ts';
import { CALLS, CASES } from './moments.ts';
import type { Pair } from './pairs.ts';

/** IDs of the run that is disturbed, and of another one of the same event, where there is one. */
const DISTURBED = '1001';
const AGAIN = '1002';

/** A run that has ended, post step and all. */
interface Ended extends Outcome {
  readonly id: string;
}

/** Runs a change that is as good as the source while one thing goes wrong, and holds it to what every run must keep. */
export async function runPair(stage: Stage, pair: Pair): Promise<string | undefined> {
  const movesBase = pair.fault === 'base moved';
  const pull = await stage.pullRequest({ ...sidesOf(pair), protect: !movesBase });
  const { runs, disturbance } = await runDisturbed(stage, pull, pair);
  // The one that ended last saw the final state of status and comment.
  const last = runs.at(-1);
  noGreenByAccident(runs, last?.status);
  nothingPending(last?.status, pair);
  for (const run of runs) nothingLost(run, run.id === DISTURBED ? disturbance.arrived() : CALLS);
  expect(last?.own.length, 'own comments').toBeLessThanOrEqual(1);
  if (!movesBase && pair.fault !== 'pull request closed') await mergesOnlyWhatIsGreen(pull);
  return last?.status?.state;
}

function sidesOf({ danger }: Pair) {
  // One call at a time, so that it is known which replies had arrived when something happened.
  const bedrock = { concurrency: 1, ...(danger === 'F3' ? { 'timeout-seconds': DEADLINE } : {}) };
  const options = {
    cases: tickets(CASES),
    application: { acceptance: { accuracy: { 'max-drop': 0.6 } } },
    configuration: { providers: { bedrock } },
  };
  return { base: triage(options), head: triage({ ...options, model: NEW_MODEL }) };
}

/** Seconds: short, but enough for a proper reply on a machine that does other things, too. */
const DEADLINE = 2;

/** The runs that there were, in the order in which they ended. */
async function runDisturbed(stage: Stage, pull: PullRequestFixture, pair: Pair) {
  const runs: Ended[] = [];
  const run = async (id: string, options: Parameters<Stage['run']>[1] = {}) => {
    const outcome = await stage.run(pull, { ...options, env: { ...options.env, GITHUB_RUN_ID: id } });
    runs.push({ ...outcome, id });
  };
  const oldComment = pair.fault === 'comment deleted' ? await plantOwnComment(stage, pull) : 0;
  let step: RunningProcess | undefined;
  const clock = wrongClock(stage.folder());
  const disturbance: Disturbance = disturb(stage, pair, (): World => {
    const { github } = stage;
    const { replyAlways } = disturbance;
    return { github, pull, step: () => step, oldComment, clock, replyAlways, runAgain: () => run(AGAIN) };
  });
  await run(DISTURBED, {
    env: pair.danger === 'F17' ? clock.env : {},
    onStart(process) {
      step = process;
      disturbance.watch(process);
    },
  });
  await disturbance.over();
  return { runs, disturbance };
}

async function plantOwnComment(stage: Stage, pull: PullRequestFixture): Promise<number> {
  await pull.comment('<!-- changeover -->\nOf an earlier run.\n', stage.github.token());
  return (await pull.comments())[0]?.id ?? 0;
}

interface Line {
  readonly outcome: string;
}

/** The journal as it lies on the disk; throws when a line of it is not whole. */
function journalOf({ workspace }: Outcome): readonly Line[] {
  const file = `${workspace}/changeover-evidence/observations.jsonl`;
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines.pop(), 'a line that is not whole').toBe('');
  return lines.map((line) => JSON.parse(line) as Line);
}

const measured = (lines: readonly Line[]) => lines.filter(({ outcome }) => outcome === 'replied').length;

/** A green job, and the run whose page a green status leads to, have measured everything and found it good. */
function noGreenByAccident(runs: readonly Ended[], status: Outcome['status']): void {
  const isNamed = ({ id }: Ended) => status?.targetUrl?.includes(`/actions/runs/${id}?`) === true;
  if (status?.state === 'success') expect(runs.some(isNamed), 'whether some run stands behind the status').toBe(true);
  for (const run of runs) {
    if (run.main.code !== 0 && !(status?.state === 'success' && isNamed(run))) continue;
    expect(run.verdict?.verdict, 'the verdict beside a green status').toBe('pass');
    expect(measured(journalOf(run)), 'observations beside a green status').toBe(CALLS);
  }
}

/** Where the post step, too, is killed or cannot write, nobody of this run is left to end the status. It blocks. */
const ENDS_THE_POST_STEP = new Set(['SIGKILL', 'status fails, tried again and again']);

function nothingPending(status: Outcome['status'], { moment, fault }: Pair): void {
  if (moment === 'post step' && ENDS_THE_POST_STEP.has(fault)) return;
  expect(status?.state, 'the status after the post step').not.toBe('pending');
}

function nothingLost(outcome: Outcome, arrived: number): void {
  expect(measured(journalOf(outcome)), 'observations that are kept').toBeGreaterThanOrEqual(arrived);
}

/** Asked of the head that the pull request has now. */
async function mergesOnlyWhatIsGreen(pull: PullRequestFixture): Promise<void> {
  const isGreen = pull.statuses()[0]?.state === 'success';
  expect((await pull.merge()).merged, 'whether it can be merged').toBe(isGreen);
}
