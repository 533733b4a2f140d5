import { describe, expect, it } from 'vitest';
import { type KeepingPlan, keepingPlan, type RunFacts } from '../../../src/github/replies/keeping-plan.ts';

const REPOSITORY = { id: 1, full_name: 'octocat/shop', default_branch: 'main' };
const FACTS: RunFacts = {
  eventName: 'pull_request',
  payload: {},
  repository: 'octocat/shop',
  ref: 'refs/heads/main',
  runId: 1001,
  attempt: 2,
  workflowPath: '.github/workflows/changeover.yml',
};

function pullRequest(headRepository: number | null, number = 12) {
  const head = { repo: headRepository === null ? null : { id: headRepository } };
  return { number, repository: REPOSITORY, pull_request: { number, head } };
}

/** Where replies come from and go to, in short. */
function shortly({ restore, save }: KeepingPlan) {
  const places = restore.map((source) => (source.via === 'cache' ? source.prefix : `artifact ${source.name}`));
  const to = save.via === 'cache' ? save.key : save.via === 'artifact' ? `artifact ${save.name}` : 'none';
  return { restore: places, save: to };
}

const PULL = 'changeover-replies-v1-pr-12-';
const DEFAULT = 'changeover-replies-v1-default-';

describe('where replies come from and go to', () => {
  it.each([
    ['pull_request', pullRequest(1), { restore: [PULL, DEFAULT], save: `${PULL}1001-2` }],
    ['pull_request', pullRequest(2), { restore: [DEFAULT], save: 'none' }],
    ['pull_request', pullRequest(null), { restore: [DEFAULT], save: 'none' }],
    [
      'pull_request_target',
      pullRequest(1),
      {
        restore: ['artifact changeover-replies-pr-12', PULL, DEFAULT],
        save: 'artifact changeover-replies-pr-12',
      },
    ],
    [
      'issue_comment',
      { repository: REPOSITORY, issue: { number: 12, pull_request: {} } },
      {
        restore: ['artifact changeover-replies-pr-12', PULL, DEFAULT],
        save: 'artifact changeover-replies-pr-12',
      },
    ],
    ['merge_group', { repository: REPOSITORY, merge_group: {} }, { restore: [DEFAULT], save: 'none' }],
    ['push', { repository: REPOSITORY }, { restore: [DEFAULT], save: `${DEFAULT}1001-2` }],
    ['schedule', { repository: REPOSITORY }, { restore: [DEFAULT], save: `${DEFAULT}1001-2` }],
    ['workflow_run', pullRequest(1), { restore: [], save: 'none' }],
    // An event that does not say what it is about.
    ['pull_request', {}, { restore: [], save: 'none' }],
    ['pull_request_target', { repository: REPOSITORY }, { restore: [], save: 'none' }],
    ['issue_comment', { repository: REPOSITORY, issue: { number: 12 } }, { restore: [], save: 'none' }],
  ] as const)('%s', (eventName, payload, expected) => {
    const plan = keepingPlan({ ...FACTS, eventName, payload });
    expect(shortly(plan)).toEqual(expected);
    expect(plan.because).not.toBe('');
  });

  it('a merge group takes what trusted runs left of the pull request that it is for', () => {
    const head_ref = `refs/heads/gh-readonly-queue/release/1/pr-12-${'a'.repeat(40)}`;
    const plan = keepingPlan({
      ...FACTS,
      eventName: 'merge_group',
      payload: { repository: REPOSITORY, merge_group: { head_ref } },
    });
    expect(shortly(plan)).toEqual({ restore: ['artifact changeover-replies-pr-12', DEFAULT], save: 'none' });
    expect(plan.restore[0]).toMatchObject({
      origin: 'octocat/shop pull request 12',
      trusted: { events: ['pull_request_target', 'issue_comment'], headRepositories: [1] },
    });
  });

  it('a workflow may leave an artifact instead of an entry of the cache, for merge groups to read', () => {
    const plan = keepingPlan({ ...FACTS, payload: pullRequest(1), leavesArtifact: true });
    const artifact = 'artifact changeover-replies-pr-12';
    expect(shortly(plan)).toEqual({ restore: [artifact, PULL, DEFAULT], save: artifact });
    expect(plan.restore[0]).toMatchObject({
      trusted: {
        events: ['pull_request_target', 'issue_comment', 'pull_request', 'pull_request_review'],
        headRepositories: [1],
      },
    });
    const fork = keepingPlan({ ...FACTS, payload: pullRequest(2), leavesArtifact: true });
    expect(shortly(fork)).toEqual({ restore: [DEFAULT], save: 'none' });
  });

  it('workflow_dispatch about a pull request serves that pull request', () => {
    const plan = keepingPlan({ ...FACTS, eventName: 'workflow_dispatch', payload: {}, pullRequest: 12 });
    expect(shortly(plan)).toEqual({ restore: [PULL, DEFAULT], save: `${PULL}1001-2` });
  });

  it.each(['workflow_dispatch', 'schedule'])(
    '%s takes the artifact of a pull request, of its own workflow only where the workflow wants so',
    (eventName) => {
      const facts = { ...FACTS, eventName, pullRequest: 12 };
      const plan = keepingPlan({ ...facts, payload: { repository: REPOSITORY } });
      expect(shortly(plan)).toEqual({
        restore: ['artifact changeover-replies-pr-12', PULL, DEFAULT],
        save: `${PULL}1001-2`,
      });
      expect(plan.restore[0]).toMatchObject({ trusted: { events: ['pull_request_target', 'issue_comment'] } });
      const wanting = keepingPlan({ ...facts, payload: { repository: REPOSITORY }, leavesArtifact: true });
      expect(wanting.restore[0]).toMatchObject({
        trusted: { events: ['pull_request_target', 'issue_comment', 'pull_request', 'pull_request_review'] },
      });
      expect(shortly(keepingPlan({ ...facts, payload: {} })).restore).toEqual([PULL, DEFAULT]);
    },
  );

  it.each(['push', 'workflow_dispatch'])('%s on another branch leaves nothing for all', (eventName) => {
    const plan = keepingPlan({ ...FACTS, eventName, ref: 'refs/heads/topic', payload: { repository: REPOSITORY } });
    expect(shortly(plan)).toEqual({ restore: [DEFAULT], save: 'none' });
  });

  it('no pull request finds what one of a longer number left', () => {
    const plan = keepingPlan({ ...FACTS, payload: pullRequest(1, 1) });
    const [own] = shortly(plan).restore;
    expect(`${PULL}1001-2`.startsWith(own ?? '')).toBe(false);
  });

  it('what a pack says of itself names repository and pull request', () => {
    const origins = keepingPlan({ ...FACTS, payload: pullRequest(1) }).restore.map(({ origin }) => origin);
    expect(origins).toEqual(['octocat/shop pull request 12', 'octocat/shop default branch']);
  });

  it('an artifact is trusted by event, workflow and repositories', () => {
    const [source] = keepingPlan({ ...FACTS, eventName: 'pull_request_target', payload: pullRequest(2) }).restore;
    expect(source).toMatchObject({
      trusted: {
        events: ['pull_request_target', 'issue_comment'],
        workflowPath: '.github/workflows/changeover.yml',
        headRepositories: [1, 2],
      },
    });
  });

  it('a workflow may want none of it', () => {
    const plan = keepingPlan({ ...FACTS, payload: pullRequest(1), isOff: true });
    expect(shortly(plan)).toEqual({ restore: [], save: 'none' });
    expect(plan.because).toBe('`CHANGEOVER_CACHE` is `off`');
  });

  it('without knowing its own workflow a run trusts no artifact', () => {
    const { workflowPath: _, ...facts } = FACTS;
    const plan = keepingPlan({ ...facts, eventName: 'pull_request_target', payload: pullRequest(1) });
    expect(shortly(plan).restore).toEqual([PULL, DEFAULT]);
  });
});
