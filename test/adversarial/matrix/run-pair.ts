import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Outcome, Stage } from '../../e2e/support/stage.ts';
import { NEW_MODEL, tickets, triage } from '../../e2e/support/triage.ts';
import type { PullRequestFixture } from '../../support/github/pull-request.ts';
import type { Scripted } from '../../support/model-servers/script.ts';
import type { RunningProcess } from '../../support/runner.ts';
import type { World } from './events.ts';
import { CALL_OF, CALLS, CASES, REQUEST_OF } from './moments.ts';
import type { Pair } from './pairs.ts';

const OPTIONS = {
  cases: tickets(CASES),
  application: { acceptance: { accuracy: { 'max-drop': 0.6 } } },
  // One call at a time, so that it is known which replies had arrived when something happened.
  configuration: { providers: { bedrock: { concurrency: 1 } } },
};
const SIDES = { base: triage(OPTIONS), head: triage({ ...OPTIONS, model: NEW_MODEL }) };
const RIGHT: Scripted = { text: 'delivery', inputTokens: 20, outputTokens: 2 };

/** What is known of a run beside what it left behind. */
interface Witness {
  /** Replies that had reached the step for certain when it was disturbed, or altogether where nothing disturbed it. */
  readonly arrived: number;
}

/** Runs a change that is as good as the source while one thing goes wrong, and holds it to what every run must keep. */
export async function runPair(stage: Stage, pair: Pair): Promise<string | undefined> {
  const movesBase = pair.fault === 'base moved';
  const pull = await stage.pullRequest({ ...SIDES, protect: !movesBase });
  const oldComment = pair.fault === 'comment deleted' ? await plantOwnComment(stage, pull) : 0;
  let step: RunningProcess | undefined;
  const world: World = { github: stage.github, pull, step: () => step, oldComment };
  const disturbance = disturb(stage, pair, world);
  const outcome = await stage.run(pull, {
    onStart(process) {
      step = process;
      disturbance.watch(process);
    },
  });
  const witness = disturbance.witness();
  noGreenByAccident(outcome);
  nothingPending(outcome, pair);
  nothingLost(outcome, witness);
  expect(outcome.own.length, 'own comments').toBeLessThanOrEqual(1);
  if (!movesBase && pair.fault !== 'pull request closed') await mergesOnlyWhatIsGreen(pull);
  return outcome.status?.state;
}

async function plantOwnComment(stage: Stage, pull: PullRequestFixture): Promise<number> {
  await pull.comment('<!-- changeover -->\nOf an earlier run.\n', stage.github.token());
  return (await pull.comments())[0]?.id ?? 0;
}

interface Disturbance {
  watch(process: RunningProcess): void;
  witness(): Witness;
}

/** Makes the one thing go wrong at its moment. */
function disturb(stage: Stage, { moment, what, fault }: Pair, world: World): Disturbance {
  let replies = 0;
  let before: number | undefined;
  let happened: unknown;
  const happen = async () => {
    before ??= replies;
    if ('event' in what) happened ??= what.event.happen(world);
    await happened;
  };
  const badCall = 'answer' in what ? what.answer.model : undefined;
  stage.reply(async ({ count }) => {
    if (moment === 'post step' && count >= CASES) {
      if (count === CASES) before ??= replies;
      world.step()?.kill('SIGKILL');
      return { connection: 'silence' };
    }
    if (count === CALL_OF[moment]) {
      await happen();
      if (badCall !== undefined) return badCall;
    }
    replies += 1;
    return RIGHT;
  });
  arrangeAtGithub(stage, { moment, what, happen, updates: fault === 'comment deleted' });
  return {
    watch(process) {
      if (moment !== 'before the evidence') return;
      process.onOutput((output) => {
        if (/::group::Evaluating[\s\S]*::endgroup::/.test(output)) void happen();
      });
    },
    // What stops the step may stop it before the reply to the call at that very moment.
    witness: () => ({ arrived: STOPS.has(fault) || moment === 'post step' ? (before ?? replies) : replies }),
  };
}

const STOPS = new Set(['SIGTERM', 'SIGKILL', 'disk full']);

interface AtGithub extends Pick<Pair, 'moment' | 'what'> {
  readonly happen: () => Promise<void>;
  /** Whether there is a comment already, which is updated. */
  readonly updates: boolean;
}

function arrangeAtGithub(stage: Stage, { moment, what, happen, updates }: AtGithub): void {
  const { faults } = stage.github;
  const request = REQUEST_OF[moment];
  if (request === undefined) return;
  const operation = updates ? request.operation.replace('create-comment', 'update-comment') : request.operation;
  if ('event' in what) faults.add({ ...request, operation, answer: 'pass', meanwhile: happen });
  else if ('answer' in what) {
    if (what.answer.github !== undefined) faults.add({ ...request, operation, ...what.answer.github });
  } else {
    const after = moment === 'post step' ? 1 : request.after;
    faults.add({ ...what.lost, after, answer: 502 });
  }
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

function noGreenByAccident(outcome: Outcome): void {
  if (outcome.main.code !== 0 && outcome.status?.state !== 'success') return;
  expect(outcome.verdict?.verdict, 'the verdict beside a green status').toBe('pass');
  expect(measured(journalOf(outcome)), 'observations beside a green status').toBe(CALLS);
}

/** Where the post step, too, is killed or cannot write, nobody of this run is left to end the status. It blocks. */
const ENDS_THE_POST_STEP = new Set(['SIGKILL', 'status fails, tried again and again']);

function nothingPending({ status }: Outcome, { moment, fault }: Pair): void {
  if (moment === 'post step' && ENDS_THE_POST_STEP.has(fault)) return;
  expect(status?.state, 'the status after the post step').not.toBe('pending');
}

function nothingLost(outcome: Outcome, { arrived }: Witness): void {
  expect(measured(journalOf(outcome)), 'observations that are kept').toBeGreaterThanOrEqual(arrived);
}

/** Asked of the head that the pull request has now. */
async function mergesOnlyWhatIsGreen(pull: PullRequestFixture): Promise<void> {
  const isGreen = pull.statuses()[0]?.state === 'success';
  expect((await pull.merge()).merged, 'whether it can be merged').toBe(isGreen);
}
