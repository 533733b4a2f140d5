import { mkdirSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { Stage } from '../e2e/support/stage.ts';
import { answering, NEW_MODEL, numbers, ticketOf, triage, unless } from '../e2e/support/triage.ts';
import type { Fault } from '../support/github/faults.ts';
import type { Script, Scripted } from '../support/model-servers/script.ts';
import { BLOCKED, type Dangers, type Ending, GREEN, SILENT } from './table/attack.ts';
import type { Danger } from './table/dangers.ts';
import { attackOnStage } from './table/stage-attack.ts';

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };
const LATER = { 'retry-after': '3600' };
const RIGHT: Scripted = { text: 'delivery', inputTokens: 20, outputTokens: 2 };

/** The first call of all gets this, and every other one a proper reply. */
const once =
  (scripted: Scripted): Script =>
  ({ count }) =>
    count === 1 ? scripted : RIGHT;
/** Every call of the target gets this. */
const always = (scripted: Scripted) => unless(NEW_MODEL, () => scripted);

/** What the provider does, and how a change that is as good must end. */
const PROVIDER: readonly [Danger, string, readonly Ending[], Script][] = [
  ['F1', 'once, and says when to come back', GREEN, once({ status: 429, headers: { 'retry-after': '1' } })],
  ['F1', 'for an hour', BLOCKED, always({ status: 429, headers: LATER })],
  [
    'F1',
    'while its model is not ready, for an hour',
    BLOCKED,
    always({ status: 429, type: 'ModelNotReadyException', headers: LATER }),
  ],
  ['F2', 'with 500, once', GREEN, once({ status: 500 })],
  ['F2', 'with 503, for an hour', BLOCKED, always({ status: 503, headers: LATER })],
  ['F2', 'with 424, for an hour', BLOCKED, always({ status: 424, headers: LATER })],
  ['F3', 'with 408, for an hour', BLOCKED, always({ status: 408, headers: LATER })],
  ['F4', 'once', GREEN, once({ connection: 'reset' })],
  ['F5', 'once', GREEN, once({ connection: 'reset-mid-body' })],
  ['F6', 'that is HTML, from the target', BLOCKED, always({ bytes: '<html>Welcome</html>' })],
  ['F6', 'that is cut JSON, from the target', BLOCKED, always({ bytes: '{"output":{"mess' })],
  ['F6', 'that is an error under 200, from the target', BLOCKED, always({ bytes: '{"message":"overloaded"}' })],
  ['F6', 'that is empty, from the target', BLOCKED, always({ text: '' })],
  ['F7', 'the target: 400', BLOCKED, always({ status: 400 })],
  ['F7', 'the target: 403', BLOCKED, always({ status: 403 })],
  ['F7', 'the target: 404', BLOCKED, always({ status: 404 })],
  [
    'F8',
    'after ten calls',
    BLOCKED,
    ({ count }) => (count > 10 ? { status: 403, type: 'ExpiredTokenException' } : RIGHT),
  ],
  [
    'T23',
    'on one side only, for a tenth of the cases',
    BLOCKED,
    unless(NEW_MODEL, (call) => (ticketOf(call) <= 2 ? { status: 503, headers: LATER } : undefined)),
  ],
  ['T23', 'on both sides, wholly', BLOCKED, () => ({ status: 503, headers: LATER })],
];

describe.concurrent('the provider fails', () => {
  for (const [danger, name, expected, script] of PROVIDER) {
    attackOnStage(danger, name, expected, async (stage) => {
      stage.reply(script);
      const { status, main } = await stage.run(await stage.pullRequest(CHANGE));
      expect(main.code).toBe(status?.state === 'success' ? 0 : 1);
      return status?.state;
    });
  }

  attackOnStage('F3', 'with a body that never ends', BLOCKED, async (stage) => {
    stage.reply(unless(NEW_MODEL, (call) => (ticketOf(call) <= 3 ? { connection: 'drip' } : undefined)));
    const options = { configuration: { providers: { bedrock: { 'timeout-seconds': 1 } } } };
    const pull = await stage.pullRequest({ base: triage(options), head: triage({ ...options, model: NEW_MODEL }) });
    return (await stage.run(pull)).status?.state;
  });
});

const secondary = {
  answer: 403,
  headers: { 'retry-after': '1' },
  body: { message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' },
};
const exhausted = {
  answer: 403,
  headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3_600) },
  body: { message: 'API rate limit exceeded for installation ID 1.' },
};

/** What GitHub does, and how a change that is as good must end. */
const GITHUB: readonly [Dangers, string, readonly Ending[], Fault][] = [
  ['F9', 'a secondary one while the status is set', GREEN, { operation: 'repos/create-commit-status', ...secondary }],
  ['F9', 'a secondary one while the comment is written', GREEN, { operation: 'issues/create-comment', ...secondary }],
  ['F9', 'the hour is used up before the run', SILENT, { operation: 'pulls/get', ...exhausted, times: 9 }],
  ['F10', '502, with the comment written', GREEN, { operation: 'issues/create-comment', when: 'after', answer: 502 }],
  [
    'F10',
    '502, with nothing written, again and again',
    GREEN,
    { operation: 'issues/create-comment', answer: 502, times: 9 },
  ],
  ['F10', 'no answer at all', GREEN, { operation: 'issues/create-comment', answer: 'reset' }],
  [
    ['F12', 'T24'],
    'the last one',
    BLOCKED,
    { operation: 'repos/create-commit-status', after: 1, times: 4, answer: 500 },
  ],
  ['F12', 'the first one', SILENT, { operation: 'repos/create-commit-status', times: 99, answer: 500 }],
  [
    'F18',
    'the conversation is locked',
    GREEN,
    {
      operation: 'issues/create-comment',
      answer: 403,
      body: { message: 'Unable to create comment because issue is locked.' },
    },
  ],
];

describe.concurrent('GitHub fails', () => {
  for (const [dangers, name, expected, fault] of GITHUB) {
    attackOnStage(dangers, name, expected, async (stage) => {
      stage.github.faults.add(fault);
      const { status, own } = await stage.run(await stage.pullRequest(CHANGE));
      expect(own.length).toBeLessThanOrEqual(1);
      return status?.state;
    });
  }

  const RED = ['pending', 'failure', 'error'] as const;
  attackOnStage(
    'F12',
    'the last one, over the green of an earlier run, by one that calls nothing',
    RED,
    async (stage) => {
      const head = triage({ files: { 'README.md': 'More.\n' } });
      const pull = await stage.pullRequest({ base: triage(), head, protect: false });
      expect((await stage.run(pull)).status?.state).toBe('success');
      await pull.moveBase({ ...triage(), '.github/changeover.yml': 'version: 1\n' });
      stage.github.faults.add({ operation: 'repos/create-commit-status', after: 1, times: 99, answer: 404 });
      return (await stage.run(pull)).status?.state;
    },
  );

  for (const lacking of ['contents', 'pull_requests', 'statuses'] as const) {
    const expected = lacking === 'contents' ? BLOCKED : SILENT;
    attackOnStage('F11', lacking.replace('_', ' '), expected, async (stage) => {
      const { [lacking]: _, ...rest } = { contents: 'read', pull_requests: 'write', statuses: 'write' } as const;
      const { status, main } = await stage.run(await stage.pullRequest(CHANGE), { token: stage.github.token(rest) });
      expect(main.code).toBe(1);
      expect(main.stdout).toMatch(/it lacks the permission/);
      return status?.state;
    });
  }

  attackOnStage('F13', 'the same event again, later', GREEN, async (stage) => {
    const pull = await stage.pullRequest(CHANGE);
    await stage.run(pull);
    const { status, own } = await stage.run(pull);
    expect(own).toHaveLength(1);
    return status?.state;
  });

  attackOnStage('F18', 'the comment was deleted', GREEN, async (stage) => {
    const pull = await stage.pullRequest(CHANGE);
    const first = await stage.run(pull);
    await pull.deleteComment(first.own[0]?.id ?? 0);
    const { status, own } = await stage.run(pull);
    expect(own).toHaveLength(1);
    return status?.state;
  });

  attackOnStage('F18', "the fork's repository is gone", BLOCKED, async (stage) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 20) }));
    const pull = await stage.pullRequest({ ...CHANGE, fork: true });
    const event = (await pull.event()) as { pull_request: { head: object } };
    const head = { ...event.pull_request.head, repo: null };
    const { status } = await stage.run(pull, { event: { ...event, pull_request: { ...event.pull_request, head } } });
    return status?.state;
  });
});

const evaluating = (output: string) => output.includes('of 40 calls');

/** A run whose models fall silent after ten calls, and which is ended then. */
async function ended(stage: Stage, how: 'cancel' | 'terminate' | 'kill', post = true) {
  stage.reply(({ count }) => (count > 10 ? { connection: 'silence' } : RIGHT));
  const pull = await stage.pullRequest(CHANGE);
  const outcome = await stage.run(pull, { interrupt: { when: evaluating, how }, post });
  expect(await pull.merge()).toMatchObject({ merged: false });
  return outcome;
}

describe.concurrent('the runner fails', () => {
  attackOnStage(
    ['F14', 'T24'],
    'SIGINT, as GitHub cancels',
    BLOCKED,
    async (stage) => (await ended(stage, 'cancel')).status?.state,
  );
  attackOnStage('F14', 'SIGTERM', BLOCKED, async (stage) => (await ended(stage, 'terminate')).status?.state);
  attackOnStage(
    ['F15', 'T24'],
    'SIGKILL of the step',
    BLOCKED,
    async (stage) => (await ended(stage, 'kill')).status?.state,
  );
  attackOnStage(
    'F15',
    'the machine is lost, post step and all',
    ['pending'],
    async (stage) => (await ended(stage, 'kill', false)).status?.state,
  );

  attackOnStage('F16', 'where the verdict is to go', BLOCKED, async (stage) => {
    const pull = await stage.pullRequest(CHANGE);
    const workspace = stage.folder();
    stage.reply(() => {
      mkdirSync(`${workspace}/changeover-evidence/verdict.json/in-the-way`, { recursive: true });
      return RIGHT;
    });
    return (await stage.run(pull, { workspace })).status?.state;
  });

  const DAY = 86_400_000;
  const CLOCKS = {
    'it is 400 days behind': `-400 * ${DAY}`,
    'it is 400 days ahead': `400 * ${DAY}`,
    'it leaps a day ahead half-way': `(asked < 10 ? 0 : 1) * ${DAY}`,
    'it leaps a day back while both sides are read': `(asked < 5 ? 0 : -1) * ${DAY}`,
    'it leaps a day back before the status and the comment are written': `(asked < 15 ? 0 : -1) * ${DAY}`,
  };
  for (const [name, shift] of Object.entries(CLOCKS)) {
    attackOnStage('F17', name, GREEN, async (stage) => {
      // `new Date()` does not go by `Date.now`: both are shifted, some from so many requests to GitHub on.
      const clock = `const Clock = Date; const ask = fetch; let asked = 0; const now = () => Clock.now() + ${shift};
        globalThis.fetch = (...given) => { asked += 1; return ask(...given); };
        globalThis.Date = class Date extends Clock {
          constructor(...given) { super(...(given.length === 0 ? [now()] : given)); }
          static now() { return now(); }
        };`;
      const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(clock)}` };
      return (await stage.run(await stage.pullRequest(CHANGE), { env })).status?.state;
    });
  }
});
