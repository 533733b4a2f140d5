import { appendFileSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { restoreReplies } from '../../../src/commands/steps/restore-replies.ts';
import { type RunnerReplies, repliesIn } from '../../../src/commands/steps/runner-replies.ts';
import { PACK_FILE, type RunnerStorage } from '../../../src/commands/steps/runner-storage.ts';
import { saveReplies } from '../../../src/commands/steps/save-replies.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { githubClient } from '../../../src/github/client.ts';
import { keepingPlan } from '../../../src/github/replies/keeping-plan.ts';

const REPOSITORY = { id: 1, default_branch: 'main' };

/** A store of packs by key, in a folder, that all runs of a test share. */
function folderStore(): RunnerStorage & { readonly keys: () => string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'changeover-store-'));
  const keys = () => readdirSync(folder).sort();
  return {
    available: true,
    keys,
    async perform(job, place) {
      const pack = join(place.folder, PACK_FILE);
      if (job.do === 'save-cache') copyFileSync(pack, join(folder, job.key));
      if (job.do !== 'restore-cache') return { kind: 'done' };
      const newest = keys().findLast((key) => key.startsWith(job.prefix));
      if (newest === undefined) return { kind: 'nothing' };
      copyFileSync(join(folder, newest), pack);
      return { kind: 'done' };
    },
  };
}

interface Heard {
  readonly said: string[];
  readonly warned: string[];
}

/** A run of a pull request, or of the default branch. */
function runOf(
  storage: RunnerStorage,
  options: { pullRequest?: number; runId?: number; signal?: AbortSignal; withinMs?: number } = {},
) {
  const { pullRequest, runId = 1, signal = new AbortController().signal, withinMs = 300_000 } = options;
  const heard: Heard = { said: [], warned: [] };
  const replies: RunnerReplies = {
    plan: keepingPlan({
      eventName: 'workflow_dispatch',
      payload: { repository: REPOSITORY },
      repository: 'octocat/shop',
      ref: 'refs/heads/main',
      runId,
      attempt: 1,
      ...(pullRequest === undefined ? {} : { pullRequest }),
    }),
    storage,
    client: githubClient({
      token: 'none',
      apiUrl: 'http://127.0.0.1:9',
      owner: 'octocat',
      repo: 'shop',
      clock: systemClock,
    }),
    root: join(mkdtempSync(join(tmpdir(), 'changeover-run-')), 'own'),
    voice: {
      say: (line) => heard.said.push(line),
      warn: ({ message }) => heard.warned.push(message),
      progress: () => undefined,
      group: (_, work) => work(),
    },
    clock: systemClock,
    signal,
    limits: { restoreMs: withinMs, saveMs: withinMs },
  };
  const folder = repliesIn(replies.root);
  const keep = (session: string, lines = 1) => {
    mkdirSync(folder, { recursive: true });
    appendFileSync(join(folder, `20261122T10000${session}Z-s.jsonl`), 'reply\n'.repeat(lines));
  };
  return { replies, folder, keep, ...heard };
}

describe('replies from run to run', () => {
  it('come back to the next run of the same pull request', async () => {
    const store = folderStore();
    const first = runOf(store, { pullRequest: 12 });
    await restoreReplies(first.replies);
    expect(first.said).toEqual(['Kept replies at hand: none of earlier runs.']);
    first.keep('1', 1200);
    expect(await saveReplies(first.replies, 'a')).toBe(true);
    expect(store.keys()).toEqual(['changeover-replies-v1-pr-12-1-1-a']);
    const second = runOf(store, { pullRequest: 12 });
    await restoreReplies(second.replies);
    expect(second.said).toEqual(['Kept replies at hand: 1,200 of earlier runs of this pull request (cache).']);
    expect(readdirSync(second.folder)).toEqual(['20261122T100001Z-s.jsonl']);
  });

  it('are not saved again when there are no new ones', async () => {
    const store = folderStore();
    const first = runOf(store, { pullRequest: 12 });
    first.keep('1');
    await saveReplies(first.replies, 'a');
    const second = runOf(store, { pullRequest: 12, runId: 2 });
    await restoreReplies(second.replies);
    expect(await saveReplies(second.replies, 'b')).toBe(true);
    expect(store.keys()).toHaveLength(1);
    second.keep('1');
    await saveReplies(second.replies, 'b');
    expect(store.keys()).toHaveLength(2);
  });

  it("of the default branch serve a pull request, and stay out of the pull request's own", async () => {
    const store = folderStore();
    const main = runOf(store);
    main.keep('1', 3);
    await saveReplies(main.replies, 'a');
    const pull = runOf(store, { pullRequest: 12 });
    await restoreReplies(pull.replies);
    pull.keep('2', 2);
    await saveReplies(pull.replies, 'b');
    const again = runOf(store, { pullRequest: 12 });
    await restoreReplies(again.replies);
    expect(again.said).toEqual([
      'Kept replies at hand: 2 of earlier runs of this pull request (cache), 3 of runs of the default branch (cache).',
    ]);
  });

  it('are not used when they say that they are of another', async () => {
    const store = folderStore();
    const other = runOf(store, { pullRequest: 12 });
    other.keep('1');
    const plan = {
      ...other.replies.plan,
      save: { ...other.replies.plan.save, origin: 'octocat/shop pull request 13' },
    };
    await saveReplies({ ...other.replies, plan } as RunnerReplies, 'a');
    const pull = runOf(store, { pullRequest: 12 });
    await restoreReplies(pull.replies);
    expect(pull.warned).toEqual([
      'What earlier runs kept could not be fetched: the pack of them is not used: it is of another pull request or repository',
    ]);
    expect(existsSync(pull.folder)).toBe(false);
  });

  it('that cannot be had in time cost one warning', async () => {
    const silent: RunnerStorage = {
      available: true,
      perform: (_job, _place, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ kind: 'failed', reason: 'it took too long' }));
        }),
    };
    const run = runOf(silent, { pullRequest: 12, withinMs: 300 });
    await restoreReplies(run.replies);
    run.keep('1');
    expect(await saveReplies(run.replies, 'a')).toBe(true);
    expect(run.warned).toEqual([
      'What earlier runs kept could not be fetched: it took too long',
      "This run's replies could not be kept for later runs: it took too long",
    ]);
    expect(readdirSync(run.replies.root)).toEqual(expect.not.arrayContaining([expect.stringMatching(/^transfer-/)]));
  });

  it('are left to the post step by a run that is being stopped', async () => {
    const store = folderStore();
    const abort = new AbortController();
    const run = runOf(store, { pullRequest: 12, signal: abort.signal });
    run.keep('1');
    abort.abort(new Error('stopped'));
    expect(await saveReplies(run.replies, 'a')).toBe(false);
    expect(store.keys()).toEqual([]);
    expect(run.warned).toEqual([]);
    expect(await saveReplies({ ...run.replies, signal: new AbortController().signal }, 'a')).toBe(true);
    expect(store.keys()).toHaveLength(1);
  });

  it('cost a warning where the disk refuses', async () => {
    const run = runOf(folderStore(), { pullRequest: 12 });
    writeFileSync(run.replies.root, 'a file in the place of the folder');
    await restoreReplies(run.replies);
    expect(run.warned).toEqual([
      expect.stringMatching(/^What earlier runs kept could not be fetched: .*(EEXIST|ENOTDIR)/),
    ]);
  });
});
