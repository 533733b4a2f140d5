import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readInputs } from '../src/inputs.ts';
import { changeoverIn, EXAMPLES, isOf, jobsOf, read } from './support/example-workflows.ts';
import { faultsOf, pinsOf, triggersOf } from './support/workflow-rules.ts';

const root = new URL('../', import.meta.url);
const OWN = '.github/workflows/';
const WORKFLOWS = [...readdirSync(new URL(OWN, root)).map((name) => OWN + name), ...EXAMPLES];

const SAFE = `on:
  pull_request:
permissions: {}
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read # checks the sources out
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - run: npm ci --ignore-scripts
`;

describe('the rules of safe workflows', () => {
  it.each(WORKFLOWS)('are kept by %s', (path) => {
    expect(faultsOf(read(path))).toEqual([]);
  });

  it('let a safe one be', () => {
    expect(faultsOf(SAFE)).toEqual([]);
  });

  it.each([
    [
      'permissions for all jobs',
      'permissions: {}\n',
      'permissions: read-all\n',
      'does not begin with `permissions: {}`',
    ],
    ['no permissions of the workflow', 'permissions: {}\n', '', 'does not begin with `permissions: {}`'],
    ['no permissions of a job', / {4}permissions:\n.*\n/, '', 'job check names no permissions'],
    [
      'all permissions of a job',
      /permissions:\n.*\n/,
      'permissions: write-all\n',
      'job check takes permissions wholesale',
    ],
    ['a permission without a reason', ' # checks the sources out', '', 'no reason is given for contents: read'],
    ['a job without an end', '    timeout-minutes: 5\n', '', 'job check has no timeout-minutes'],
    ['a tag', /@[0-9a-f]{40} # v7.0.1/, '@v7', 'not pinned by a commit with its version: actions/checkout@v7'],
    ['a short commit', /@[0-9a-f]{40}/, '@3d3c42e', 'not pinned by a commit'],
    ['a commit without a version', / # v7.0.1/, '', 'not pinned by a commit with its version'],
    [
      'a token that stays',
      'persist-credentials: false',
      'fetch-depth: 0',
      'a checkout of job check leaves its token behind',
    ],
    [
      'a title in a script',
      'run: npm ci --ignore-scripts',
      `run: echo "\${{ github.event.pull_request.title }}"`,
      'a script of job check has a value put in',
    ],
    ['scripts of packages', ' --ignore-scripts', '', 'an install runs the scripts of packages: npm ci'],
    ['pull_request_target with a checkout', 'pull_request:', 'pull_request_target:', 'job check checks out code'],
    ['workflow_run with a checkout', 'pull_request:', 'workflow_run:', 'job check checks out code'],
    [
      'a checkout by hand',
      /on:\n {2}pull_request:([\s\S]*) {6}- uses[\s\S]*false\n {6}- run: .*\n/,
      'on:\n  issue_comment:$1      - run: gh pr checkout 1\n',
      'job check checks out code',
    ],
    [
      'a cache in a release',
      /on:\n {2}pull_request:([\s\S]*)- run: .*/,
      'on:\n  push:\n    tags: [v1]$1- uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
      'job check of a release takes from a cache',
    ],
  ])('find %s', (_, sought, replacement, fault) => {
    const broken = SAFE.replace(sought, replacement);
    expect(broken).not.toBe(SAFE);
    expect(faultsOf(broken).join('\n')).toContain(fault);
  });
});

describe('actions', () => {
  it('have one commit each, wherever they are used', () => {
    const byAction = new Map<string, Set<string>>();
    for (const pin of WORKFLOWS.flatMap((path) => pinsOf(read(path)))) {
      const [, owner = '', commit = ''] = /^([^/]+\/[^/@]+)[^@]*(@.*)$/.exec(pin) ?? [];
      byAction.set(owner, (byAction.get(owner) ?? new Set()).add(commit));
    }
    expect(byAction.size).toBeGreaterThan(5);
    expect([...byAction].filter(([, commits]) => commits.size > 1)).toEqual([]);
  });

  it('and packages are taken only some days after they were published', () => {
    const { updates } = parse(read('.github/dependabot.yml')) as {
      updates: { 'package-ecosystem': string; cooldown?: { 'default-days'?: number } }[];
    };
    expect(updates.map((update) => update['package-ecosystem']).sort()).toEqual(['github-actions', 'npm']);
    for (const { cooldown } of updates) expect(cooldown?.['default-days']).toBeGreaterThanOrEqual(7);
  });
});

describe('the lockfile', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { hasInstallScript?: boolean; resolved?: string; integrity?: string; link?: boolean }>;
  };
  const installed = Object.entries(packages).filter(([path]) => path !== '');

  it('has no package that needs a script of its own, so installing without them loses nothing', () => {
    expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
  });

  it('has a digest for every package', () => {
    expect(installed.filter(([, { integrity, link }]) => !integrity && !link).map(([path]) => path)).toEqual([]);
  });
});

const HEAD_SHA = `\${{ github.event.pull_request.head.sha }}`;

describe('the example workflows', () => {
  const commandOf = (event: string) => {
    try {
      return readInputs((name) => (name.startsWith('github') || /^(config|evidence)/.test(name) ? 'x' : ''), event)
        .command;
    } catch {
      return undefined;
    }
  };
  const EVENTS = [
    'pull_request',
    'pull_request_target',
    'pull_request_review',
    'merge_group',
    'workflow_dispatch',
    'issue_comment',
    'schedule',
  ];

  it('listen to every event that has a command, and to no other', () => {
    const heard = [...new Set(EXAMPLES.flatMap((path) => triggersOf(read(path))))].sort();
    expect(heard).toEqual(EVENTS.filter((event) => commandOf(event) !== undefined).sort());
  });

  it.each(EXAMPLES)('%s never waits behind a filter', (path) => {
    expect(read(path)).not.toMatch(/^ +(paths|paths-ignore|branches-ignore):/m);
  });

  it.each(EXAMPLES)('%s checks nothing out', (path) => {
    expect(pinsOf(read(path)).filter((pin) => pin.startsWith('actions/checkout@'))).toEqual([]);
  });

  const COMMENTS = 'examples/workflows/changeover-comments.yml';

  const SCHEDULE = 'examples/workflows/changeover-schedule.yml';

  const BESIDE = 'examples/workflows/changeover-app-beside.yml';
  const NOT_BY_PULL_REQUEST = [COMMENTS, SCHEDULE, BESIDE];

  it.each(EXAMPLES.filter((path) => !NOT_BY_PULL_REQUEST.includes(path)))('%s runs once a pull request', (path) => {
    const { concurrency } = parse(read(path)) as {
      concurrency: { group: string; 'cancel-in-progress': boolean | string };
    };
    expect(concurrency.group).toMatch(/\$\{\{ (.* \|\| )?(github\.event\.pull_request\.number|inputs\.pull-request)\b/);
    // A review that comes while a run is on its way waits for it; one that changes nothing takes nobody's place.
    const listens = triggersOf(read(path)).includes('pull_request_review');
    expect(concurrency.group.includes(`review.state == 'commented' && github.run_id ||`)).toBe(listens);
    expect(concurrency['cancel-in-progress']).toBe(
      listens ? `\${{ github.event_name != 'pull_request_review' }}` : true,
    );
  });

  it.each([
    ['changeover', 'changeover-forks', 'changeover-comments', 'changeover-schedule'],
    ['changeover', 'changeover-forks-approved', 'changeover-comments', 'changeover-schedule'],
    ['changeover-app', 'changeover-app-forks'],
    ['changeover-split', 'changeover-comments', 'changeover-schedule'],
  ])('%s and those beside it never end each other: GitHub has one list of groups a repository', (...names) => {
    const groups = names.map((name) => {
      const { concurrency } = parse(read(`examples/workflows/${name}.yml`)) as { concurrency: { group: string } };
      return concurrency.group.replace(/\$\{\{.*$/, '');
    });
    expect([...new Set(groups)]).toEqual(groups);
  });

  it.each(['changeover', 'changeover-comments', 'changeover-schedule', 'changeover-by-hand'])(
    '%s finds again what was paid for: another draw would be another chance',
    (name) => {
      expect(read(`examples/workflows/${name}.yml`)).toMatch(/^ +CHANGEOVER_CACHE: artifact$/m);
      expect(read(`examples/workflows/${name}.yml`)).toMatch(/^ +actions: read /m);
    },
  );

  it('by hand can be held to the commit that somebody has looked at', () => {
    const job = jobsOf('examples/workflows/changeover-by-hand.yml')['changeover'];
    expect(changeoverIn(job)?.with?.['head-sha']).toBe(`\${{ inputs.head-sha }}`);
  });

  it('that answer comments run once a comment: nobody ends a run by commenting', () => {
    const { concurrency, jobs } = parse(read(COMMENTS)) as {
      concurrency: { group: string; 'cancel-in-progress': boolean };
      jobs: Record<string, { if?: string }>;
    };
    expect(concurrency.group).toBe(`changeover-comment-\${{ github.event.comment.id }}`);
    expect(concurrency['cancel-in-progress']).toBe(false);
    expect(jobs['respond']?.if).toContain('github.event.issue.pull_request');
    expect(read(COMMENTS)).toMatch(/issue_comment:\n +types: \[created\]\n/);
  });

  it('that sweep run one at a time, and none is ended by the next', () => {
    const { concurrency } = parse(read(SCHEDULE)) as { concurrency: object };
    expect(concurrency).toEqual({ group: 'changeover-schedule', 'cancel-in-progress': false });
  });

  it('that answer forks without an approval have nothing to steal', () => {
    const text = read('examples/workflows/changeover-forks.yml');
    expect(text).not.toMatch(/secrets\.|id-token|configure-aws-credentials|environment:/);
    expect(text).toContain('github.event.pull_request.head.repo.full_name != github.repository');
  });

  it('that evaluate forks wait for an environment and hold to the commit that was approved', () => {
    const jobs = jobsOf('examples/workflows/changeover-forks-approved.yml');
    expect(jobs['evaluate']?.environment).toBe('changeover-forks');
    expect(changeoverIn(jobs['evaluate'])?.with).toMatchObject({ 'head-sha': HEAD_SHA });
    expect(JSON.stringify(jobs['detect'])).not.toMatch(/secrets\.|id-token|credentials/);
  });

  describe('in three jobs', () => {
    const jobs = jobsOf('examples/workflows/changeover-split.yml');
    const [plan, evaluate, publish] = [jobs['plan'], jobs['evaluate'], jobs['publish']];

    it('plan what is approved, evaluate what is planned, and publish what is evaluated', () => {
      const commands = [plan, evaluate, publish].map((job) => changeoverIn(job)?.with?.['command']);
      expect(commands).toEqual(['plan', 'evaluate', 'publish']);
      expect(changeoverIn(plan)?.with?.['head-sha']).toBe(HEAD_SHA);
      expect(changeoverIn(evaluate)?.with?.['plan-digest']).toBe(`\${{ needs.plan.outputs.digest }}`);
      expect(publish?.if, 'a status also of what broke off').toBe('always()');
    });

    it('give none of them what another has', () => {
      expect(Object.values(plan?.permissions ?? {})).toEqual(['read', 'read']);
      expect(Object.keys(evaluate?.permissions ?? {})).toEqual(['id-token']);
      expect(changeoverIn(evaluate)?.with?.['github-token']).toBe('');
      const withoutCredentials = [plan, jobs['waiting'], publish].map((job) => JSON.stringify(job));
      for (const job of withoutCredentials) expect(job).not.toMatch(/secrets\.|id-token|configure-aws|"environment"/);
    });

    it('have forks wait for another environment', () => {
      expect(evaluate?.environment).toContain("== github.repository && 'changeover' || 'changeover-forks'");
    });

    it('take every artifact by its number, never by a name that anybody could use', () => {
      const downloads = [evaluate, publish].flatMap(
        (job) => job?.steps.filter(isOf('actions/download-artifact')) ?? [],
      );
      expect(downloads.map((step) => Object.keys(step.with ?? {}))).toEqual([
        ['artifact-ids', 'path'],
        ['artifact-ids', 'path'],
      ]);
    });
  });
});

describe('installs', () => {
  it.each(['README.md', 'CONTRIBUTING.md', '.ci/run'])('run no scripts of packages, as %s does it', (path) => {
    const installs = read(path)
      .split('\n')
      .filter((line) => /^npm (ci|cit|install|i|it)\b/.test(line));
    expect(installs).toMatchObject([expect.stringMatching(/^npm cit --ignore-scripts\b/)]);
  });

  it('need none of them', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, object> };
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(Object.keys(packages).filter((name) => 'hasInstallScript' in (packages[name] ?? {}))).toEqual([]);
  });
});
