import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { writeManifest } from '../../src/workspace/evidence/manifest.ts';
import type { PullRequestFixture } from '../support/github/pull-request.ts';
import { type RunnerStores, startRunnerStores } from '../support/runner-stores/stores.ts';
import { ask, KIM, LENA, ownedPull } from './support/commands.ts';
import { split } from './support/split.ts';
import { type Outcome, type Stage, scenario as staged } from './support/stage.ts';
import { changeover } from './support/terminal.ts';
import { answering, jsonLines, NEW_MODEL, numbers, tickets, triage } from './support/triage.ts';

/** A stage whose runner has a cache and artifacts, for those who use them. */
const scenario = staged.extend<{ stores: RunnerStores }>({
  stores: async ({ stage }, use) => {
    const stores = await startRunnerStores(stage.github.overrides.artifacts);
    await use(stores);
    await stores.close();
  },
});

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };
const BAD = answering({ [NEW_MODEL]: numbers(1, 20) });
const FRESH = 'The replies of then were not at hand, so this is a fresh draw.';
const LISTING = 'repos/list-commit-statuses-for-ref';

/** Runs of the workflow have numbers of their own, as on GitHub. */
function runNo(number: number, env: Readonly<Record<string, string>> = {}) {
  return { env: { GITHUB_RUN_ID: String(2000 + number), ...env } };
}

function storesFor(stores: RunnerStores, { repository, number }: PullRequestFixture) {
  return stores.job({ repository, eventName: 'pull_request', pullRequest: number });
}

/** The evidence says what the comment says, to whoever checks it. */
async function verifies({ workspace }: Outcome, folder: string): Promise<void> {
  const run = await changeover(folder, ['verify', join(workspace, 'changeover-evidence')]);
  expect(run.code, run.stdout + run.stderr).toBe(0);
}

/** Whoever takes the sentence back, with a manifest that fits, is found out. */
async function cannotBeDenied({ workspace, verdict }: Outcome, folder: string): Promise<void> {
  const evidence = join(workspace, 'changeover-evidence');
  const { redraw: _denied, ...rest } = verdict ?? {};
  writeFileSync(join(evidence, 'verdict.json'), JSON.stringify(rest));
  await writeManifest(
    evidence,
    readdirSync(evidence).filter((name) => name !== 'manifest.json'),
  );
  const run = await changeover(folder, ['verify', evidence]);
  expect([run.code, run.stdout + run.stderr]).toEqual([4, expect.stringContaining('$.redraw')]);
}

const listings = ({ requests }: Outcome) => requests.filter(({ operation }) => operation === LISTING).length;

/** A run that fails, and a second one that passes because the same model answers otherwise. */
async function failThenPass(stage: Stage, pull: PullRequestFixture): Promise<readonly [Outcome, Outcome]> {
  stage.reply(BAD);
  const first = await stage.run(pull, runNo(1));
  stage.reply(answering());
  return [first, await stage.run(pull, runNo(2))];
}

describe.concurrent('a redraw', () => {
  scenario('is told where nothing is kept, and changes no verdict', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    const [first, second] = await failThenPass(stage, pull);
    expect(first.verdict).toMatchObject({ verdict: 'fail', attempt: 1 });
    expect(first.comment).not.toContain('Evaluated before');
    expect(stage.models.calls).toHaveLength(80);
    expect(second.verdict).toMatchObject({
      verdict: 'pass',
      attempt: 2,
      earlier: ['fail'],
      earlierFrom: 'statuses',
      redraw: { fresh: 40, kept: 0 },
    });
    expect(second.status?.state).toBe('success');
    expect(second.comment).toContain(`Evaluated before on this commit: fail. ${FRESH}`);
    expect(second.comment).toContain('attempt 2: fail, pass');
    await verifies(second, stage.folder());
    await cannotBeDenied(second, stage.folder());
    const third = await stage.run(pull, runNo(3));
    expect(third.comment).toContain(`Evaluated before on this commit: fail, pass. ${FRESH}`);
    expect(third.verdict).toMatchObject({ attempt: 3, earlier: ['fail', 'pass'] });
  });

  scenario('is told where somebody has deleted what was kept', async ({ stage, stores }) => {
    const pull = await stage.pullRequest(CHANGE);
    stage.reply(BAD);
    await stage.run(pull, runNo(1, storesFor(stores, pull)));
    stores.cache.entries.splice(0);
    stage.reply(answering());
    const { verdict, comment } = await stage.run(pull, runNo(2, storesFor(stores, pull)));
    expect(verdict).toMatchObject({ verdict: 'pass', attempt: 2, redraw: { fresh: 40, kept: 0 } });
    expect(comment).toContain(`Evaluated before on this commit: fail. ${FRESH}`);
    // What the redraw has left is known to be no more than that.
    const third = await stage.run(pull, runNo(3, storesFor(stores, pull)));
    expect(third.verdict).toMatchObject({ attempt: 3, earlier: ['fail', 'pass'], redraw: { fresh: 0, kept: 40 } });
    expect(third.comment).toContain('The kept replies do not tell of all of it, so they may be of another draw.');
    await verifies(third, stage.folder());
  });

  scenario('is none where what was kept is at hand, and no attempt counts twice', async ({ stage, stores }) => {
    const pull = await stage.pullRequest(CHANGE);
    for (const n of [1, 2, 3]) await stage.run(pull, runNo(n, storesFor(stores, pull)));
    const { verdict, comment } = await stage.run(pull, runNo(4, storesFor(stores, pull)));
    expect(verdict).toMatchObject({ attempt: 4, earlier: ['pass', 'pass', 'pass'] });
    expect(verdict).not.toHaveProperty('redraw');
    expect(verdict).not.toHaveProperty('earlierFrom');
    expect(comment).not.toContain('Evaluated before');
  });

  scenario('is told in three jobs, which keep nothing', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    await split(stage, pull);
    const { evaluate, publish } = await split(stage, pull);
    expect(evaluate?.verdict).toMatchObject({ verdict: 'pass', attempt: 1 });
    expect(publish.verdict).toMatchObject({ verdict: 'pass', attempt: 2, earlier: ['pass'], earlierFrom: 'statuses' });
    expect(publish.comment).toContain(`Evaluated before on this commit: pass. ${FRESH}`);
    await verifies(publish, stage.folder());
  });

  scenario('that somebody asks for in a comment is told, too', async ({ stage }) => {
    const pull = await ownedPull(stage);
    stage.reply(BAD);
    await stage.run(pull, runNo(1));
    stage.reply(answering());
    const { comment } = await ask(stage, pull, KIM, '/changeover run');
    expect(comment).toContain(`Evaluated before on this commit: fail. ${FRESH}`);
  });

  scenario('by other cases of the base is another comparison', async ({ stage }) => {
    const pull = await stage.pullRequest({ ...CHANGE, protect: false });
    await stage.run(pull, runNo(1));
    await pull.moveBase(triage({ cases: tickets(24) }));
    const { verdict, comment } = await stage.run(pull, runNo(2));
    expect(verdict).toMatchObject({ attempt: 1 });
    expect(comment).not.toContain('Evaluated before');
  });

  scenario('of a draft’s sample is no attempt at the whole', async ({ stage }) => {
    const files = { cases: tickets(60) };
    const head = triage({ ...files, model: NEW_MODEL });
    const pull = await stage.pullRequest({ base: triage(files), head, draft: true });
    await stage.run(pull, runNo(1));
    await pull.markReady();
    const { verdict } = await stage.run(pull, { ...runNo(2), event: await pull.event('ready_for_review') });
    expect(verdict).toMatchObject({ attempt: 1 });
  });

  scenario('of recorded replies draws nothing', async ({ stage }) => {
    const replies = [1, 2].flatMap(() =>
      tickets(20).flatMap(({ input }) => [
        { model: 'old', input, output: 'delivery' },
        { model: 'new', input, output: 'delivery' },
      ]),
    );
    const recorded = (model: string) =>
      triage({
        model,
        application: { provider: 'recorded' },
        configuration: { providers: { recorded: { file: 'evals/recorded.jsonl' } } },
        files: { 'evals/recorded.jsonl': jsonLines(replies) },
      });
    const pull = await stage.pullRequest({ base: recorded('old'), head: recorded('new') });
    const first = await stage.run(pull, runNo(1));
    expect(first.verdict?.verdict).toBe('pass');
    const { verdict, comment } = await stage.run(pull, runNo(2));
    expect(verdict).toMatchObject({ attempt: 2, earlier: ['pass'] });
    expect(comment).not.toContain('Evaluated before');
  });

  scenario('costs one listing where something is evaluated, and none elsewhere', async ({ stage }) => {
    const unrelated = await stage.pullRequest({ base: triage(), head: { ...triage(), 'README.md': 'More.\n' } });
    expect(listings(await stage.run(unrelated, runNo(1)))).toBe(1);
    const pull = await stage.pullRequest(CHANGE);
    // One asks before the status is written, one before the comment is.
    expect(listings(await stage.run(pull, runNo(2)))).toBe(3);
  });

  scenario('costs none where the commands on the commit have it listed', async ({ stage }) => {
    const pull = await ownedPull(stage);
    stage.reply(BAD);
    await stage.run(pull, runNo(1));
    await pull.commentAs(LENA, '/changeover waive triage/accuracy until 2099-01-01 because wrong labels');
    const second = await stage.run(pull, runNo(2));
    // One serves the command and the earlier attempts; one asks before the status is written, one before the comment is.
    expect(listings(second)).toBe(3);
    expect(second.verdict).toMatchObject({ attempt: 2, earlier: ['fail'], earlierFrom: 'statuses' });
    expect(second.comment).toContain(`Evaluated before on this commit: fail. ${FRESH}`);
    await verifies(second, stage.folder());
  });

  scenario('cannot be told where GitHub does not say, which the log says', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    stage.reply(BAD);
    await stage.run(pull, runNo(1));
    stage.github.faults.add({ operation: LISTING, answer: 404, body: { message: 'Not Found' } });
    const { main, verdict, status } = await stage.run(pull, runNo(2));
    expect(main.stdout).toContain('Earlier attempts are counted by the kept replies alone.');
    expect([verdict?.verdict, verdict?.attempt, status?.state]).toEqual(['fail', 1, 'failure']);
  });
});
