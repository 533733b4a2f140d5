import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { changeoverIn, EXAMPLES, isOf, type Job, jobsOf, read } from './support/example-workflows.ts';
import { triggersOf } from './support/workflow-rules.ts';

const fileOf = (name: string) => `examples/workflows/${name}.yml`;
const LEVEL_A = EXAMPLES.filter((path) => path.includes('/changeover-app'));
const appIn = (job: Job) => job.steps.find(isOf('actions/create-github-app-token'));

/** Every job of level A, with where it stands. */
const JOBS = LEVEL_A.flatMap((path) => Object.entries(jobsOf(path)).map(([name, job]) => ({ path, name, job })));
/** Jobs that plan or evaluate write nothing; every other one sets the status. */
const WRITING = JOBS.filter(({ job }) => !['plan', 'evaluate'].includes(changeoverIn(job)?.with?.['command'] ?? ''));
const CREDENTIALS = /id-token|configure-aws-credentials/;

describe('the example workflows of level A', () => {
  it.each([
    ['changeover', 'changeover-app'],
    ['changeover-forks', 'changeover-app-forks'],
    ['changeover-forks-approved', 'changeover-app-forks'],
    ['changeover-comments', 'changeover-app-beside'],
    ['changeover-schedule', 'changeover-app-beside'],
    ['changeover-by-hand', 'changeover-app-beside'],
    ['changeover-split', 'changeover-app-split'],
  ])('have for %s a file that is complete: %s', (levelB, levelA) => {
    expect(read(fileOf(levelB))).toMatch(/level A/i);
    expect(read(fileOf(levelB))).toContain(`${levelA}.yml`);
    // The gate of level A hears other events on purpose: those whose workflow no pull request can edit.
    const missing = triggersOf(read(fileOf(levelB))).filter(
      (event) => !triggersOf(read(fileOf(levelA))).includes(event),
    );
    expect(levelB === 'changeover' ? [] : missing).toEqual([]);
  });

  it('leave nothing of level B without a counterpart', () => {
    const writing = EXAMPLES.filter((path) => /^ +statuses: write\b/m.test(read(path)));
    expect(writing).toHaveLength(7);
    expect(writing.filter((path) => !/changeover-app(-\w+)?\.yml/.test(read(path)))).toEqual([]);
  });

  it.each(LEVEL_A)('%s starts with events alone whose workflow no pull request can edit', (path) => {
    const unsafe = triggersOf(read(path)).filter(
      (event) => !['pull_request_target', 'issue_comment', 'schedule', 'workflow_dispatch'].includes(event),
    );
    expect(unsafe).toEqual([]);
  });

  it.each(WRITING)('$path, $name: writes as the App, whose key an environment keeps, and as nobody else', ({ job }) => {
    const app = appIn(job);
    expect(app?.with?.['private-key']).toBe(`\${{ secrets.CHANGEOVER_APP_KEY }}`);
    expect(changeoverIn(job)?.with?.['github-token']).toBe(`\${{ steps.${app?.id}.outputs.token }}`);
    expect(job.environment).toMatch(/^changeover(-\w+)?$/);
    expect(Object.keys(job.permissions ?? {}).filter((name) => !['id-token', 'attestations'].includes(name))).toEqual(
      [],
    );
    // The App's token ends after an hour, and the last status has to be written by then.
    expect(job['timeout-minutes']).toBeLessThanOrEqual(55);
  });

  it.each(WRITING)('$path, $name: takes no more of the App than it needs', ({ job }) => {
    const granted = Object.entries(appIn(job)?.with ?? {}).filter(([name]) => name.startsWith('permission-'));
    const { 'permission-actions': actions = 'read', ...rest } = Object.fromEntries(granted);
    expect(actions).toBe('read');
    expect(rest).toEqual({
      'permission-contents': 'read',
      'permission-pull-requests': 'write',
      'permission-statuses': 'write',
    });
  });

  it('give what meets a fork unasked, and what publishes, nothing but the App', () => {
    const ofStatus = JOBS.filter(({ job }) => job.environment === 'changeover-status');
    expect(ofStatus.map(({ name }) => name).sort()).toEqual(['detect', 'publish', 'waiting']);
    for (const { job } of ofStatus) expect(JSON.stringify(job)).not.toMatch(CREDENTIALS);
    // The other way round, in three jobs: where the credentials are is no key.
    const evaluating = jobsOf(fileOf('changeover-app-split'))['evaluate'];
    expect(evaluating?.environment).toContain("== github.repository && 'changeover-models' || 'changeover-forks'");
    expect(JSON.stringify(evaluating)).not.toContain('CHANGEOVER_APP');
    expect(changeoverIn(evaluating)?.with?.['github-token']).toBe('');
  });

  it('evaluate of a fork only the commit that somebody has approved', () => {
    const { evaluate } = jobsOf(fileOf('changeover-app-forks'));
    expect(evaluate?.environment).toBe('changeover-forks');
    expect(evaluate?.if).toBe("failure() && needs.detect.outputs.verdict == 'invalid'");
    expect(changeoverIn(evaluate)?.with?.['head-sha']).toBe(`\${{ github.event.pull_request.head.sha }}`);
  });

  it('take only replies that no pull request can make up, and none of forks', () => {
    const settings = LEVEL_A.map((path) => [path, /^ +CHANGEOVER_CACHE: (\S+)/m.exec(read(path))?.[1]]);
    expect(Object.fromEntries(settings)).toEqual({
      [fileOf('changeover-app')]: undefined,
      [fileOf('changeover-app-beside')]: undefined,
      [fileOf('changeover-app-forks')]: 'off',
      [fileOf('changeover-app-split')]: 'off',
    });
    for (const name of ['changeover-app', 'changeover-app-beside']) {
      expect(read(fileOf(name))).toMatch(/^ +permission-actions: read /m);
    }
  });

  describe('beside the gate', () => {
    const BESIDE = fileOf('changeover-app-beside');
    const { concurrency, on } = parse(read(BESIDE)) as {
      concurrency: Readonly<Record<string, string>>;
      on: Readonly<Record<string, { inputs?: object; types?: readonly string[] }>>;
    };

    it('only a run by hand ends another one, that of the same pull request', () => {
      const comment = "github.event.comment.id && format('comment-{0}', github.event.comment.id)";
      expect(concurrency).toEqual({
        group: `changeover-\${{ inputs.pull-request || ${comment} || 'schedule' }}`,
        'cancel-in-progress': `\${{ github.event_name == 'workflow_dispatch' }}`,
      });
    });

    it('the run by hand takes what that of level B takes', () => {
      const { on: levelB } = parse(read(fileOf('changeover-by-hand'))) as { on: typeof on };
      expect(on['workflow_dispatch']?.inputs).toEqual(levelB['workflow_dispatch']?.inputs);
      expect(changeoverIn(jobsOf(BESIDE)['changeover'])?.with).toMatchObject({
        'pull-request': `\${{ inputs.pull-request }}`,
        'head-sha': `\${{ inputs.head-sha }}`,
      });
    });

    it('comments count when they are created, and start a runner only when they begin with a command', () => {
      expect(on['issue_comment']?.types).toEqual(['created']);
      expect(jobsOf(BESIDE)['changeover']?.if).toBe(
        "github.event_name != 'issue_comment' || (github.event.issue.pull_request && startsWith(github.event.comment.body, '/changeover'))",
      );
    });
  });
});
