import { describe, expect } from 'vitest';
import type { Stage } from '../e2e/support/stage.ts';
import { answering, NEW_MODEL, numbers, triage, unless } from '../e2e/support/triage.ts';
import type { PullRequestFixture } from '../support/github/pull-request.ts';
import { BLOCKED, GREEN, SILENT } from './table/attack.ts';
import { attackOnStage } from './table/stage-attack.ts';

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };
const BAD = answering({ [NEW_MODEL]: numbers(1, 20) });
const OUT_OF_REACH = unless(NEW_MODEL, () => ({ status: 503, headers: { 'retry-after': '3600' } }));
const MINUTE = 60_000;

const bounds = (accuracy: object) => ({ application: { acceptance: { accuracy } } });
const LAX = bounds({ 'max-drop': 0.9 });
const STRICT = bounds({ min: 0.99 });

/** Runs the Action as the schedule does, after so many minutes. */
async function sweepAfter(stage: Stage, pull: PullRequestFixture, minutes: number) {
  stage.github.overrides.statuses.age(minutes * MINUTE);
  const { repository } = (await pull.event()) as { repository: unknown };
  return await stage.run(pull, {
    eventName: 'schedule',
    event: { schedule: '17 * * * *', repository },
    env: { GITHUB_REF: 'refs/heads/main', GITHUB_RUN_ID: '2001' },
  });
}

/** A status as another workflow of the repository could write it, marked as that of an outage of ours. */
async function forgeOutage(stage: Stage, pull: PullRequestFixture): Promise<void> {
  const target_url = `https://github.com/${pull.repository}/actions/runs/9999?pr=${pull.number}#outage-1`;
  const response = await fetch(`${stage.github.url}/repos/${pull.repository}/statuses/${pull.headSha}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stage.github.token()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ state: 'error', context: 'changeover', target_url }),
  });
  expect(response.status).toBe(201);
}

describe.concurrent('two runs at once', () => {
  attackOnStage('T19', 'an older one that is red ends after a newer one that is green', GREEN, async (stage) => {
    const sides = { base: triage(STRICT), head: triage({ ...STRICT, model: NEW_MODEL }) };
    const pull = await stage.pullRequest({ ...sides, protect: false });
    let newer: ReturnType<Stage['run']> | undefined;
    const relaxed = async () => {
      await pull.moveBase(triage(LAX));
      return await stage.run(pull, { env: { GITHUB_RUN_ID: '1002' } });
    };
    const answer = answering({ [NEW_MODEL]: [1] });
    stage.reply(async (call) => {
      // The other run takes place while this one waits for its first reply.
      newer ??= relaxed();
      if (call.count === 1) await newer;
      return answer(call);
    });
    const older = await stage.run(pull);
    expect([older.verdict?.verdict, older.main.code]).toEqual(['fail', 1]);
    expect(older.main.stdout).toContain('Another run has written the commit status changeover since this one began');
    expect(older.comment).toContain('Changeover: pass');
    expect(older.comment).toBe((await newer)?.comment);
    expect(older.status?.targetUrl).toContain('/runs/1002?');
    return pull.statuses()[0]?.state;
  });

  attackOnStage(
    'T19',
    'one that never said it had begun ends after a newer one that is red',
    BLOCKED,
    async (stage) => {
      const files = (model: string, onUncovered: string) =>
        triage({ files: { 'src/rank.py': `MODEL = "${model}"\n` }, policy: { 'on-uncovered': onUncovered } });
      const sides = {
        base: files('claude-3-5-haiku-20241022', 'warn'),
        head: files('claude-haiku-4-5', 'warn'),
      };
      const pull = await stage.pullRequest({ ...sides, protect: false });
      let newer: Awaited<ReturnType<Stage['run']>> | undefined;
      stage.github.faults.add({
        operation: 'repos/list-commit-statuses-for-ref',
        answer: 'pass',
        async meanwhile() {
          // GitHub's clock, by which runs without a pending status are ordered, is exact to the second.
          await new Promise((resolve) => setTimeout(resolve, 1100));
          await pull.moveBase(files('claude-3-5-haiku-20241022', 'fail'));
          newer = await stage.run(pull, { env: { GITHUB_RUN_ID: '1002' } });
        },
      });
      const older = await stage.run(pull);
      expect([older.verdict?.verdict, newer?.verdict?.verdict]).toEqual(['not-applicable', 'fail']);
      expect(pull.statuses().map(({ state }) => state)).toEqual(['failure']);
      expect(older.main.code).toBe(1);
      return pull.statuses()[0]?.state;
    },
  );

  attackOnStage(['T19', 'F13'], 'that both write the first comment leave one', GREEN, async (stage) => {
    const pull = await stage.pullRequest(CHANGE);
    stage.github.faults.add({
      operation: 'issues/create-comment',
      answer: 'pass',
      meanwhile: () => pull.comment('<!-- changeover -->\nOf the other run.\n', stage.github.token()),
    });
    const { own, comments, status } = await stage.run(pull);
    expect(comments).toHaveLength(1);
    expect(own[0]?.body).toContain('Changeover: pass');
    return status?.state;
  });
});

describe.concurrent('the base changes', () => {
  attackOnStage('T18', 'from a lax branch to the strict one while the run evaluates', SILENT, async (stage) => {
    const pull = await stage.pullRequest({ ...CHANGE, baseBranch: 'lax', protect: false });
    let moved: Promise<unknown> | undefined;
    stage.reply(async () => {
      moved ??= pull.retarget('main');
      await moved;
      return { text: 'delivery' };
    });
    const { comments } = await stage.run(pull);
    expect(comments).toEqual([]);
    return pull.statuses().find(({ context }) => context === 'changeover')?.state;
  });
});

describe.concurrent('the schedule', () => {
  attackOnStage(['T24', 'F15'], 'finds the status of a machine that was lost', BLOCKED, async (stage) => {
    stage.reply(() => ({ connection: 'silence' }));
    const pull = await stage.pullRequest(CHANGE);
    const interrupt = { when: (output: string) => output.includes('Evaluating'), how: 'kill' } as const;
    await stage.run(pull, { interrupt, post: false });
    await sweepAfter(stage, pull, 61);
    return pull.statuses()[0]?.state;
  });

  attackOnStage(['T23', 'T24'], 'evaluates a good change again after an outage', GREEN, async (stage) => {
    stage.reply(OUT_OF_REACH);
    const pull = await stage.pullRequest(CHANGE);
    expect((await stage.run(pull)).status?.state).toBe('error');
    stage.reply(answering());
    await sweepAfter(stage, pull, 20);
    return pull.statuses()[0]?.state;
  });

  attackOnStage('T23', 'evaluates a bad change again after an outage', BLOCKED, async (stage) => {
    stage.reply(OUT_OF_REACH);
    const pull = await stage.pullRequest(CHANGE);
    await stage.run(pull);
    stage.reply(BAD);
    await sweepAfter(stage, pull, 20);
    return pull.statuses()[0]?.state;
  });

  attackOnStage(
    'T22',
    'is told of an outage that never was: one run more, and the same verdict',
    BLOCKED,
    async (stage) => {
      stage.reply(BAD);
      const pull = await stage.pullRequest(CHANGE);
      await stage.run(pull);
      const before = stage.models.calls.length;
      await forgeOutage(stage, pull);
      await sweepAfter(stage, pull, 20);
      await sweepAfter(stage, pull, 1000);
      expect(stage.models.calls.length - before).toBeLessThanOrEqual(before);
      expect(pull.statuses()[0]?.state).toBe('failure');
      return pull.statuses()[0]?.state;
    },
  );

  attackOnStage('T6', "is told of an outage on a fork's head, and sends nothing of it", BLOCKED, async (stage) => {
    const pull = await stage.pullRequest({ ...CHANGE, fork: true });
    await forgeOutage(stage, pull);
    await sweepAfter(stage, pull, 1000);
    expect(stage.models.calls).toEqual([]);
    return pull.statuses()[0]?.state;
  });
});
