import type { Stage } from '../../e2e/support/stage.ts';
import type { Scripted } from '../../support/model-servers/script.ts';
import type { RunningProcess } from '../../support/runner.ts';
import type { World } from './events.ts';
import { CALL_OF, CASES, REQUEST_OF } from './moments.ts';
import type { Pair } from './pairs.ts';

/** The one thing that goes wrong, once it is arranged. */
export interface Disturbance {
  watch(process: RunningProcess): void;
  /** What every call of a model gets from now on. */
  replyAlways(scripted: Scripted): void;
  /** Waits for the end of what happened. */
  over(): Promise<unknown>;
  /** Replies that had reached the step for certain when it was disturbed, or altogether where nothing disturbed it. */
  arrived(): number;
}

const RIGHT: Scripted = { text: 'delivery', inputTokens: 20, outputTokens: 2 };

/** Makes the one thing go wrong at its moment, in a world that is there by then. */
export function disturb(stage: Stage, { moment, what, fault }: Pair, world: () => World): Disturbance {
  let replies = 0;
  let before: number | undefined;
  let happened: Promise<unknown> | undefined;
  let always: Scripted | undefined;
  const happen = () => {
    before ??= replies;
    if ('event' in what) happened ??= Promise.resolve(what.event.happen(world()));
    return happened;
  };
  const badCall = 'answer' in what ? what.answer.model : undefined;
  stage.reply(async ({ count }) => {
    if (moment === 'post step' && count >= CASES && happened === undefined) {
      before ??= replies;
      world().step()?.kill('SIGKILL');
      return { connection: 'silence' };
    }
    if (count === CALL_OF[moment]) {
      await happen();
      if (badCall !== undefined) return badCall;
    }
    if (always !== undefined) return always;
    replies += 1;
    return RIGHT;
  });
  arrangeAtGithub(stage, { moment, what, happen, updates: fault === 'comment deleted' });
  const isCertainUntilThen = moment === 'post step' || ('event' in what && what.event.certainUntilThen === true);
  return {
    watch(process) {
      if (moment !== 'before the evidence') return;
      process.onOutput((output) => {
        if (/::group::Evaluating[\s\S]*::endgroup::/.test(output)) void happen();
      });
    },
    replyAlways(scripted) {
      always = scripted;
    },
    over: async () => await happened,
    arrived: () => (isCertainUntilThen ? (before ?? replies) : replies),
  };
}

interface AtGithub extends Pick<Pair, 'moment' | 'what'> {
  readonly happen: () => Promise<unknown> | undefined;
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
