import { describe, expect } from 'vitest';
import { htmlOf, walk } from '../report/rendered.ts';
import { fastClock } from '../support/fast-clock.ts';
import { OWNER } from '../support/github/github.ts';
import { scenario } from './support/stage.ts';
import { answering, NEW_MODEL, numbers, OLD_MODEL, tickets, triage } from './support/triage.ts';

const CHANGE = { base: triage(), head: triage({ model: NEW_MODEL }) };

describe.concurrent('the pending status', () => {
  scenario('says how far the run is, and how long the rest takes', async ({ stage }) => {
    stage.reply(() => ({ text: 'delivery', delayMs: 500 }));
    const pull = await stage.pullRequest(CHANGE);
    // Updates come half a minute apart: a second and a half, of the three seconds that the calls take at least.
    const { statuses } = await stage.run(pull, { env: fastClock(20) });
    const told = statuses.map(({ state, description }) => `${state}: ${description}`).toReversed();
    expect(told[0]).toBe('pending: Evaluating: 40 calls planned');
    expect(told.at(-1)).toMatch(/^success: /);
    const between = told.slice(1, -1);
    expect(between.length).toBeGreaterThan(0);
    for (const one of between) expect(one).toMatch(/^pending: Evaluating: \d+ of 40 calls, about [\d hmin]+ left$/);
  });
});

describe.concurrent('the one comment', () => {
  scenario('is edited by the run of the next push', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const pull = await stage.pullRequest(CHANGE);
    const first = await stage.run(pull);
    stage.reply(answering());
    await pull.push(triage({ model: NEW_MODEL, prompt: 'Be exact. {{input}}\n' }));
    const second = await stage.run(pull);
    expect(second.comments.map(({ id }) => id)).toEqual(first.comments.map(({ id }) => id));
    expect(second.comment).toContain('Changeover: pass');
    expect(second.comment).not.toContain('lost case');
    expect(second.comment).toContain(`head [\`${pull.headSha.slice(0, 12)}\`]`);
    expect(second.main.outputs['comment-url']).toBe(first.main.outputs['comment-url']);
    expect(second.requests.filter(({ operation }) => operation === 'issues/update-comment')).toHaveLength(1);
    expect(await pull.merge()).toMatchObject({ merged: true });
  });

  scenario('is left alone when a second run has the same to say', async ({ stage }) => {
    const base = triage({ policy: { 'max-cost-usd': 5 } });
    const pull = await stage.pullRequest({ base, head: { ...base, 'prompts/triage.md': '{{nothing}}\n' } });
    const first = await stage.run(pull);
    const second = await stage.run(pull);
    expect(second.comment).toBe(first.comment);
    expect(second.requests.map(({ operation }) => operation)).not.toContain('issues/update-comment');
    expect(second.main.outputs['comment-url']).toBe(first.main.outputs['comment-url']);
  });

  scenario(
    'is not written about a head that has moved on meanwhile, and the status stays on the old one',
    async ({ stage }) => {
      const pull = await stage.pullRequest(CHANGE);
      const oldHead = pull.headSha;
      let pushed: Promise<unknown> | undefined;
      stage.reply(async () => {
        pushed ??= pull.push(triage({ model: NEW_MODEL, prompt: 'Newer. {{input}}\n' }));
        await pushed;
        return { text: 'delivery' };
      });
      const { main, comments, statuses } = await stage.run(pull);
      expect(comments).toEqual([]);
      expect(main.code).toBe(0);
      expect(statuses.map(({ state, sha }) => [state, sha])).toEqual([
        ['success', oldHead],
        ['pending', oldHead],
      ]);
      expect(pull.statuses()).toEqual([]);
      expect(await pull.merge()).toMatchObject({ merged: false });
    },
  );

  scenario('is written anew where somebody deleted it', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    const first = await stage.run(pull);
    await pull.deleteComment(first.own[0]?.id ?? 0);
    const second = await stage.run(pull);
    expect(second.own).toHaveLength(1);
    expect(second.own[0]?.id).not.toBe(first.own[0]?.id);
  });

  scenario('is never one that somebody else planted', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    const planted = '<!-- changeover -->\n## ✅ Changeover: pass\n';
    await pull.comment(planted);
    await pull.comment(planted, stage.github.appToken());
    const { comments } = await stage.run(pull);
    expect(comments.map(({ user }) => user.login)).toEqual([OWNER, 'other-app[bot]', 'github-actions[bot]']);
    expect(comments.slice(0, 2).map(({ body }) => body.trimEnd())).toEqual([planted.trimEnd(), planted.trimEnd()]);
  });

  scenario('is found on the second page of a long conversation', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    for (const number of numbers(1, 101)) {
      await stage.github.upstream.json(
        'POST',
        `/repos/${pull.repository}/issues/${pull.number}/comments`,
        stage.github.ownerToken,
        { body: `Word ${number}` },
      );
    }
    const first = await stage.run(pull);
    await pull.push(triage({ model: NEW_MODEL, prompt: 'Newer. {{input}}\n' }));
    const second = await stage.run(pull);
    expect(second.own.map(({ id }) => id)).toEqual(first.own.map(({ id }) => id));
    expect(second.comments).toHaveLength(102);
  });

  scenario('is written once although the answer to its creation is lost', async ({ stage }) => {
    stage.github.faults.add({ operation: 'issues/create-comment', when: 'after', answer: 502 });
    const { main, own } = await stage.run(await stage.pullRequest(CHANGE));
    expect(main.code).toBe(0);
    expect(own).toHaveLength(1);
  });

  scenario('is not written with comment: never, and the status still is', async ({ stage }) => {
    const { main, comments, status } = await stage.run(await stage.pullRequest(CHANGE), {
      inputs: { comment: 'never' },
    });
    expect(comments).toEqual([]);
    expect(status?.state).toBe('success');
    expect(main.outputs).toMatchObject({ verdict: 'pass', 'comment-url': '' });
    expect(main.summary).toContain('Changeover: pass');
  });

  scenario('is written with comment: on-change only where something migrates', async ({ stage }) => {
    const inputs = { comment: 'on-change' };
    const changed = await stage.run(await stage.pullRequest(CHANGE), { inputs });
    expect(changed.own).toHaveLength(1);
    const files = (model: string) => triage({ files: { 'src/rank.py': `MODEL = "${model}"\n` } });
    const uncovered = await stage.pullRequest({
      base: files('claude-3-5-haiku-20241022'),
      head: files('claude-haiku-4-5'),
    });
    const silent = await stage.run(uncovered, { inputs });
    expect(silent.comments).toEqual([]);
    expect(silent.status?.state).toBe('failure');
  });

  scenario('fits into 65,536 characters and keeps its verdict, however long the outputs are', async ({ stage }) => {
    const cases = tickets(60, (number) => ({ input: `Ticket ${number}: ${'why? '.repeat(2_000)}` }));
    const line = (number: number) => `${number} ${'very '.repeat(30)}long 🙂 reply\n`;
    stage.reply(({ model }) => ({ text: model === OLD_MODEL ? 'delivery' : numbers(1, 600).map(line).join('') }));
    const pull = await stage.pullRequest({ base: triage({ cases }), head: triage({ cases, model: NEW_MODEL }) });
    const { main, comment, status } = await stage.run(pull);
    expect(status?.state).toBe('failure');
    expect(comment.length).toBeLessThanOrEqual(65_536);
    expect(comment).toContain('## ❌ Changeover: fail');
    expect(comment).toContain('falls from 100.0 % to 0.0 %');
    expect(comment).toContain('How to proceed');
    expect(comment.trimEnd().split('\n').at(-1)).toContain(pull.headSha.slice(0, 12));
    const open = [...walk(htmlOf(comment))].filter(({ node }) => node.tagName === 'details').length;
    expect(comment.match(/<\/details>/g)?.length ?? 0).toBe(open);
    expect(Buffer.byteLength(main.summary)).toBeLessThanOrEqual(1024 * 1024);
    expect(main.summary.length).toBeGreaterThan(comment.length);
  });
});

describe.concurrent('beside the comment', () => {
  scenario('there are outputs, a summary and an annotation on each changed line', async ({ stage }) => {
    stage.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const head = triage({ model: NEW_MODEL, prompt: 'Be brief.\n{{input}}\n' });
    const { main, workspace, unexpected } = await stage
      .run(await stage.pullRequest({ base: triage(), head }), { inputs: { 'evidence-dir': 'out/evidence' } })
      .then((outcome) => ({ ...outcome, unexpected: outcome.main.commands.map(({ command }) => command) }));
    expect(main.outputs).toMatchObject({ verdict: 'fail', 'evidence-dir': `${workspace}/out/evidence` });
    expect(main.summary).toContain('## ❌ Changeover: fail');
    expect(main.summary).toContain('What it was measured with');
    const annotations = main.commands.filter(({ properties }) => properties['file'] !== undefined);
    expect(annotations).toMatchObject([
      { command: 'error', properties: { file: 'app/triage.yml', line: '2', title: 'triage: fail' } },
      { command: 'error', properties: { file: 'prompts/triage.md', line: '1' } },
    ]);
    expect(new Set(unexpected)).toEqual(new Set(['add-mask', 'group', 'endgroup', 'error']));
  });

  scenario('the status comes first: a comment that cannot be written never leaves it open', async ({ stage }) => {
    stage.github.faults.add({ operation: 'issues/create-comment', times: 5, answer: 500 });
    const { main, statuses, comments } = await stage.run(await stage.pullRequest(CHANGE));
    expect(statuses.map(({ state }) => state)).toEqual(['success', 'pending']);
    expect(comments).toEqual([]);
    expect(main.code).toBe(1);
    expect(main.stdout).toContain('write the comment on pull request 1');
  });

  scenario('a conversation that is locked costs nothing but the comment', async ({ stage }) => {
    const body = { message: 'Unable to create comment because issue is locked.' };
    stage.github.faults.add({ operation: 'issues/create-comment', answer: 403, body });
    const { main, status } = await stage.run(await stage.pullRequest(CHANGE));
    expect(main.code).toBe(0);
    expect(status?.state).toBe('success');
  });
});

describe.concurrent('a token that lacks a permission', () => {
  const LEAST = { contents: 'read', pull_requests: 'write', statuses: 'write' } as const;

  scenario('to set statuses is told so before any call is made', async ({ stage }) => {
    const { statuses: _, ...permissions } = LEAST;
    const pull = await stage.pullRequest(CHANGE);
    const { main, statuses } = await stage.run(pull, { token: stage.github.token(permissions) });
    expect(main.code).toBe(1);
    expect(statuses).toEqual([]);
    expect(main.stdout).toContain('it lacks the permission `statuses: write`');
    expect(stage.models.calls).toEqual([]);
    expect(await pull.merge()).toMatchObject({ merged: false });
  });

  scenario('to write comments fails the job beside a status that stands', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    const token = stage.github.token({ ...LEAST, pull_requests: 'read' });
    const { main, status, comments } = await stage.run(pull, { token });
    expect(main.code).toBe(1);
    expect(main.stdout).toContain('it lacks the permission `pull-requests: write`');
    expect(status?.state).toBe('success');
    expect(comments).toEqual([]);
  });

  scenario('to read contents blocks with a status that names it', async ({ stage }) => {
    const { contents: _, ...permissions } = LEAST;
    const pull = await stage.pullRequest(CHANGE);
    const { main, status } = await stage.run(pull, { token: stage.github.token(permissions) });
    expect(main.code).toBe(1);
    expect(status).toMatchObject({ state: 'error', description: expect.stringContaining('contents: read') });
  });

  scenario('or that nobody knows fails the job in a sentence', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    const { main, post, statuses } = await stage.run(pull, { token: 'ghs_expired-token' });
    expect([main.code, post?.code]).toEqual([1, 0]);
    expect(main.stdout).toContain('GitHub does not accept the token');
    expect(statuses).toEqual([]);
  });
});

describe.concurrent('what is kept', () => {
  scenario('names the repository and the run, and no path of the machine', async ({ stage }) => {
    const pull = await stage.pullRequest(CHANGE);
    const { comment, verdict, workspace, status } = await stage.run(pull, {
      env: { GITHUB_RUN_ID: '77', GITHUB_RUN_ATTEMPT: '3' },
    });
    // How often the runner began is another matter than how often these two variants were compared.
    expect(verdict?.attempt).toBe(1);
    expect(comment).toContain('attempt 1');
    expect(comment).toContain(`https://github.com/${OWNER}/${pull.repo}/actions/runs/77`);
    // What stands behind `#` is said to later runs.
    expect(status?.targetUrl?.split('#')[0]).toBe(
      `https://github.com/${OWNER}/${pull.repo}/actions/runs/77/attempts/3?pr=${pull.number}`,
    );
    expect(comment + JSON.stringify(verdict)).not.toContain(workspace);
  });
});
