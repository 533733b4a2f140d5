import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { stringify } from 'yaml';
import type { Governance } from '../../src/core/contracts/governance.ts';
import type { PullRequestFixture } from '../support/github/pull-request.ts';
import { KIM, LENA, letIn, ownedPull } from './support/commands.ts';
import { type Outcome, type Stage, scenario } from './support/stage.ts';
import { changeover, emptyFolder } from './support/terminal.ts';
import { answering, NEW_MODEL, numbers, triage } from './support/triage.ts';

const OWNED = { policy: { owners: ['@lena'] } } as const;
const BAD = answering({ [NEW_MODEL]: numbers(1, 12) });
const WAIVERS = '.github/changeover-waivers.yml';

/** A pull request that changes what measures, in a repository whose owner is `@lena`. */
async function looserPull(
  stage: Stage,
  options: { readonly policy?: Record<string, unknown>; readonly model?: string } = {},
) {
  const policy = { ...OWNED.policy, ...options.policy };
  const loose = { application: { acceptance: { accuracy: { 'max-drop': 0.9 } } } };
  const model = options.model === undefined ? {} : { model: options.model };
  const pull = await stage.pullRequest({ base: triage({ policy }), head: triage({ policy, ...loose, ...model }) });
  letIn(stage.github, pull);
  return pull;
}

function evidenceOf({ workspace }: Outcome): string {
  return join(workspace, 'changeover-evidence');
}

function governanceOf(outcome: Outcome): Governance {
  return JSON.parse(readFileSync(join(evidenceOf(outcome), 'governance.json'), 'utf8')) as Governance;
}

/** What the run asked of GitHub that only people's words need. */
function asked({ requests }: Outcome): readonly string[] {
  const about = /\/(reviews|permission|memberships|teams|pulls\/\d+\/commits)\b/;
  return requests.map(({ path }) => path).filter((path) => about.test(path));
}

/** The waiver of everything that failed in a run, as its comment has it to copy, by somebody until some day. */
function copied({ comment }: Outcome, owner: string, expires: string): string {
  const [, entry = ''] = /```text\n(version: 1\nwaivers:\n[\s\S]*?)```/.exec(comment) ?? [];
  expect(entry).not.toBe('');
  return entry
    .replace('"@your-login"', JSON.stringify(`@${owner}`))
    .replace(/expires: .*/, `expires: ${expires}`)
    .replace('why this is accepted', 'the labels of March are wrong');
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

describe.concurrent('a change of the yardstick', () => {
  scenario('is held until an owner approves the head, and turns green then', async ({ stage }) => {
    const pull = await looserPull(stage);
    const before = await stage.run(pull);
    expect(before.main.outputs).toMatchObject({ verdict: 'inconclusive' });
    expect(before.status).toMatchObject({
      state: 'failure',
      description: expect.stringContaining("the change of what measures waits for an owner's approval"),
    });
    expect(before.comment).toContain('**Held**');
    expect(before.comment).toContain('**model** for `triage`: `@lena`');
    expect(await pull.merge()).toMatchObject({ merged: false });

    await pull.reviewAs(LENA);
    const after = await stage.run(pull, { eventName: 'pull_request_review' });
    expect(after.status?.state).toBe('success');
    expect(after.verdict?.approval).toMatchObject({ approved: true, by: [{ role: 'model', login: 'lena' }] });
    expect(after.comment).toContain('**Approved**');
    expect(await pull.merge()).toMatchObject({ merged: true });
  });

  for (const [name, speak] of [
    ['a review of an earlier commit', (pull) => pull.reviewAs(LENA, 'APPROVE', pull.sourceSha)],
    ['a review by somebody who is no owner', (pull) => pull.reviewAs(KIM)],
    ['a review by the author', (pull) => pull.reviewAs({ login: 'octocat' })],
    ['a review by a bot', (pull) => pull.reviewAs({ ...LENA, type: 'Bot' })],
    ['a review that was dismissed', (pull) => pull.reviewAs({ ...LENA, state: 'DISMISSED' })],
    ['a mere comment', (pull) => pull.reviewAs(LENA, 'COMMENT')],
  ] as const satisfies readonly (readonly [string, (pull: PullRequestFixture) => Promise<number>])[]) {
    scenario(`is not let in by ${name}`, async ({ stage }) => {
      const pull = await looserPull(stage);
      await speak(pull);
      const { status, verdict } = await stage.run(pull);
      expect(status?.state).toBe('failure');
      expect(verdict?.reason).toMatchObject({ kind: 'held', missing: ['model'] });
    });
  }

  scenario('is held again after a push, and by an objection', async ({ stage }) => {
    const pull = await looserPull(stage);
    await pull.reviewAs(LENA);
    expect((await stage.run(pull)).status?.state).toBe('success');
    const policy = OWNED.policy;
    await pull.push(triage({ policy, application: { acceptance: { accuracy: { 'max-drop': 0.95 } } } }));
    expect((await stage.run(pull)).status?.state).toBe('failure');
    await pull.reviewAs(LENA);
    expect((await stage.run(pull)).status?.state).toBe('success');
    await pull.reviewAs(LENA, 'REQUEST_CHANGES');
    const { status } = await stage.run(pull);
    expect(status).toMatchObject({ state: 'failure', description: expect.stringContaining('@lena') });
  });

  scenario('that nobody owns is as before, and the comment says so', async ({ stage }) => {
    const pull = await stage.pullRequest({
      base: triage(),
      head: triage({ model: NEW_MODEL, application: { acceptance: { accuracy: { 'max-drop': 0.9 } } } }),
    });
    const outcome = await stage.run(pull);
    expect(outcome.status?.state).toBe('success');
    expect(outcome.comment).toContain('**Owned by nobody**');
    expect(asked(outcome)).toEqual([]);
  });

  scenario('is held by a team, whose members must be readable', async ({ stage }) => {
    const policy = { owners: ['@acme/leads'] };
    const pull = await looserPull(stage, { policy });
    await pull.reviewAs(LENA);
    const hidden = await stage.run(pull);
    expect(hidden.status?.state).toBe('failure');
    expect(hidden.comment).toContain('`organisation Members: read`');
    stage.github.overrides.conversation.team('acme/leads', ['lena']);
    expect((await stage.run(pull)).status?.state).toBe('success');
  });

  scenario('is not let in where GitHub does not answer about reviews', async ({ stage }) => {
    const pull = await looserPull(stage);
    await pull.reviewAs(LENA);
    stage.github.faults.add({ operation: 'pulls/list-reviews', answer: 403, times: 9, body: { message: 'Forbidden' } });
    const { status } = await stage.run(pull);
    expect(status?.state).toBe('error');
    stage.github.faults.clear();
  });

  scenario('is not turned green by on-inconclusive: warn, and only observed in observe mode', async ({ stage }) => {
    const warned = await stage.run(await looserPull(stage, { policy: { 'on-inconclusive': 'warn' } }));
    expect(warned.status?.state).toBe('failure');
    const observed = await stage.run(await looserPull(stage, { policy: { mode: 'observe' } }));
    expect(observed.status).toMatchObject({
      state: 'success',
      description: expect.stringMatching(/^Observed, not enforced: would not be decided/),
    });
  });
});

describe.concurrent('in a merge queue', () => {
  scenario('what its pull request was approved for takes effect, and nothing else', async ({ stage }) => {
    const pull = await looserPull(stage);
    const loose = { application: { acceptance: { accuracy: { 'max-drop': 0.9 } } } };
    const group = async (pullRequest = pull.number) => {
      const head = await pull.commit(
        triage({ policy: OWNED.policy, ...loose, files: { 'a.txt': `${Math.random()}` } }),
        [pull.baseSha],
      );
      const event = await pull.groupEvent(head);
      const named = JSON.parse(JSON.stringify(event).replace(`/pr-${pull.number}-`, `/pr-${pullRequest}-`)) as unknown;
      await stage.run(pull, { eventName: 'merge_group', event: named });
      return pull.statuses(head)[0]?.state;
    };
    expect(await group()).toBe('failure');
    await pull.reviewAs(LENA);
    expect(await group()).toBe('success');
    expect(await group(999)).not.toBe('success');
    await pull.push(triage({ policy: OWNED.policy, ...loose, files: { 'b.txt': 'b' } }));
    expect(await group()).toBe('failure');
  });
});

describe.concurrent('other changes that owners approve', () => {
  scenario('are those of the wiring', async ({ stage }) => {
    const wired = { model: { file: 'app/other.yml', at: 'llm.model' } };
    const head = triage({ ...OWNED, application: wired });
    const pull = await stage.pullRequest({
      base: triage(OWNED),
      head: { ...head, 'app/other.yml': head['app/triage.yml'] ?? '' },
    });
    letIn(stage.github, pull);
    const { status, verdict } = await stage.run(pull);
    expect(status?.state).toBe('failure');
    expect(verdict?.reason).toMatchObject({ kind: 'held', parts: ['wiring'] });
    await pull.reviewAs(LENA);
    expect((await stage.run(pull)).status?.state).toBe('success');
  });

  scenario('are a first configuration, by those whom it names and not by its author', async ({ stage }) => {
    const { '.github/changeover.yml': _configuration, ...without } = triage();
    const open = async (policy: Record<string, unknown>) => {
      const pull = await stage.pullRequest({ base: without, head: triage({ policy }) });
      letIn(stage.github, pull);
      return pull;
    };
    const pull = await open({ owners: ['@lena', '@octocat'], mode: 'observe' });
    const held = await stage.run(pull);
    expect(held.status).toMatchObject({
      state: 'failure',
      description: expect.stringContaining('first configuration'),
    });
    await pull.reviewAs({ login: 'octocat' });
    expect((await stage.run(pull)).status?.state).toBe('failure');
    await pull.reviewAs(LENA);
    const approved = await stage.run(pull);
    expect(approved.status).toMatchObject({ state: 'success', description: expect.stringMatching(/^Not evaluated/) });
    const unowned = await stage.run(await open({ mode: 'observe' }));
    expect(unowned.main.outputs).toMatchObject({ verdict: 'invalid' });
  });

  scenario('are not a first configuration together with what it would judge', async ({ stage }) => {
    const { '.github/changeover.yml': _configuration, ...without } = triage();
    const pull = await stage.pullRequest({ base: without, head: triage({ ...OWNED, model: NEW_MODEL }) });
    letIn(stage.github, pull);
    await pull.reviewAs(LENA);
    const { main, status } = await stage.run(pull);
    expect(main.outputs).toMatchObject({ verdict: 'invalid' });
    expect(status?.state).toBe('error');
  });

  scenario('are waivers, which excuse nothing before they are on the base branch', async ({ stage }) => {
    stage.reply(BAD);
    const failing = await stage.run(await ownedPull(stage));
    const file = { [WAIVERS]: copied(failing, 'lena', inDays(30)) };
    const pull = await ownedPull(stage);
    await pull.push(triage({ ...OWNED, model: NEW_MODEL, files: file }));
    const { status, verdict } = await stage.run(pull);
    expect(status?.state).toBe('failure');
    expect(verdict?.verdict).toBe('fail');
    expect(verdict?.hold).toMatchObject({ parts: ['yardstick'] });
    expect(verdict?.proposed).toMatchObject([{ kind: 'waivers', subject: WAIVERS, target: 'added' }]);
  });
});

describe.concurrent('a committed waiver', () => {
  /** A failing pull request over a base that has the waiver of it which its comment offered. */
  async function waived(stage: Stage, expires: string, edit: (text: string) => string = (text) => text) {
    stage.reply(BAD);
    const pull = await ownedPull(stage, { pull: { protect: false } });
    const failing = await stage.run(pull);
    expect(failing.status?.state).toBe('failure');
    const file = { [WAIVERS]: edit(copied(failing, 'lena', expires)) };
    await pull.moveBase(triage({ ...OWNED, files: file }));
    return { pull, outcome: await stage.run(pull) };
  }

  scenario('lets what it excuses pass, says so, and can be verified', async ({ stage }) => {
    const until = inDays(30);
    const { outcome } = await waived(stage, until);
    expect(outcome.main).toMatchObject({ code: 0, outputs: { verdict: 'waived' } });
    expect(outcome.status).toMatchObject({
      state: 'success',
      description: `Waived by @lena until ${until}: triage`,
    });
    expect(outcome.comment).toContain('the labels of March are wrong');

    const folder = evidenceOf(outcome);
    expect((await changeover(emptyFolder(), ['verify', folder])).code).toBe(0);
    const edits: readonly ((governance: Governance) => object)[] = [
      (said) => ({ ...said, readAt: '2031-01-01T00:00:00.000Z' }),
      (said) => ({ ...said, people: [] }),
      (said) => ({ ...said, waivers: [] }),
      (said) => ({ ...said, pullRequest: { ...said.pullRequest, author: { login: 'lena', type: 'User' } } }),
    ];
    const original = governanceOf(outcome);
    for (const edit of edits) {
      writeFileSync(join(folder, 'governance.json'), `${JSON.stringify(edit(original), undefined, 2)}\n`);
      const { code, stdout } = await changeover(emptyFolder(), ['verify', folder]);
      expect(code).toBe(4);
      expect(stdout).toContain('verdict.json: $');
    }
  });

  scenario('blocks again once it has expired, and says so', async ({ stage }) => {
    const { outcome } = await waived(stage, inDays(-1), (text) => text.replace(/given: .*/, `given: ${inDays(-10)}`));
    expect(outcome.status?.state).toBe('failure');
    expect(outcome.comment).toMatch(/Not in force: .*it expired after/);
  });

  scenario('is void after a push that changes what is measured, and kept by any other', async ({ stage }) => {
    const { pull } = await waived(stage, inDays(30));
    await pull.push({ ...triage({ ...OWNED, model: NEW_MODEL }), 'README.md': 'Words.\n' });
    expect((await stage.run(pull)).main.outputs).toMatchObject({ verdict: 'waived' });
    await pull.push(triage({ ...OWNED, model: NEW_MODEL, prompt: 'Sort: {{input}}\n' }));
    const { status, comment } = await stage.run(pull);
    expect(status?.state).toBe('failure');
    expect(comment).toContain('something that is measured has changed since');
  });

  scenario('that cannot be read is not taken for none', async ({ stage }) => {
    const { outcome } = await waived(stage, inDays(30), () =>
      stringify({ version: 1, waivers: [{ application: 'triage' }] }),
    );
    expect(outcome.main.outputs).toMatchObject({ verdict: 'invalid' });
    expect(outcome.comment).toContain(WAIVERS);
  });
});

describe.concurrent('what nobody has to say', () => {
  scenario('is not asked: a change that passes costs no request more', async ({ stage }) => {
    const outcome = await stage.run(await ownedPull(stage));
    expect(outcome.status?.state).toBe('success');
    expect(asked(outcome)).toEqual([]);
    expect(outcome.verdict?.governanceSha256).toBeUndefined();
  });

  scenario('is not asked where a change fails and nobody spoke', async ({ stage }) => {
    stage.reply(BAD);
    const outcome = await stage.run(await ownedPull(stage));
    expect(outcome.status?.state).toBe('failure');
    expect(asked(outcome)).toEqual([]);
    expect(outcome.comment).toContain('Accept what blocks for a while');
  });
});
