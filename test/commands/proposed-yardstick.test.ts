import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { evaluate } from '../../src/commands/steps/evaluate.ts';
import { reportEvaluation } from '../../src/commands/steps/report-evaluation.ts';
import { verify } from '../../src/commands/verify.ts';
import type { Governance } from '../../src/core/contracts/governance.ts';
import type { Verdict } from '../../src/core/contracts/verdict.ts';
import { stateOf } from '../../src/core/policy/status.ts';
import { statusDescription } from '../../src/report/reason.ts';
import { openGit } from '../../src/workspace/repository/git.ts';
import {
  CONFIG_FILE,
  CONFIGURATION,
  BASE as FILES,
  GOOD_MODEL,
  OLD_MODEL,
  SURROUNDINGS,
} from '../adversarial/pull-request.ts';
import { makeRepository, type WorkTreeFiles } from '../support/git.ts';

const SUITE = 'evals/triage.jsonl';
const ids = Array.from({ length: 100 }, (_, index) => index);
const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const testCase = (n: number, rest: object = {}) => ({ id: `case-${n}`, input: `Q${n}`, expected: 'yes', ...rest });
const suite = (numbers: readonly number[], rest: (n: number) => object = () => ({})) =>
  lines(numbers.map((n) => testCase(n, rest(n))));

/** The new model gets every tenth case wrong. */
const isLost = (n: number) => n % 10 === 0;
const recorded = (model: string, output: (n: number) => string) =>
  ids.map((n) => ({ model, input: `Sort: Q${n}`, output: output(n), inputTokens: 10, outputTokens: 10 }));

const config = (margin: number, more = '') =>
  `${CONFIGURATION}    acceptance: { accuracy: { max-drop: ${margin} } }\n${more}`;

const BASE: WorkTreeFiles = {
  ...FILES,
  [CONFIG_FILE]: config(0.05),
  [SUITE]: suite(ids),
  'evals/recorded.jsonl': lines([
    ...recorded(OLD_MODEL, () => 'yes'),
    ...recorded(GOOD_MODEL, (n) => (isLost(n) ? 'no' : 'yes')),
  ]),
};
/** The same, owned by `lena`. */
const OWNED = 'policy: { owners: ["@lena"] }\n';
const NEW_MODEL: WorkTreeFiles = { 'src/models.ts': `export const TRIAGE_MODEL = '${GOOD_MODEL}';\n` };

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Judged {
  readonly verdict: Verdict;
  readonly state: string;
  readonly comment: string;
  readonly status: string;
  readonly evidenceDir: string;
}

interface Circumstances {
  readonly base?: WorkTreeFiles;
  /** Files at the tip of the base branch, where it has moved on since. */
  readonly tip?: WorkTreeFiles;
  readonly draft?: boolean;
  /** What people said of this head; absent: nobody is asked. */
  readonly people?: (head: string) => Governance;
}

/** A review of the head by each of them; `devi` wrote the pull request. */
const approvedBy =
  (...logins: readonly string[]) =>
  (headSha: string): Governance => ({
    schema: 'changeover/governance@1',
    readAt: '2026-11-02T12:00:00Z',
    pullRequest: { number: 7, headSha, author: { login: 'devi', type: 'User' }, committers: ['devi'] },
    reviews: logins.map((login) => ({
      user: { login, type: 'User' },
      state: 'APPROVED',
      commitId: headSha,
      submittedAt: '2026-11-02T10:00:00Z',
    })),
    commands: [],
    people: ['lena', 'devi', 'mallory'].map((login) => ({ login, type: 'User', permission: 'write' })),
    teams: [],
    waivers: [],
  });

/** Judges what a head changes, writes the evidence, and has it verified. */
async function judge(
  head: WorkTreeFiles,
  { base = {}, tip, draft = false, people }: Circumstances = {},
): Promise<Judged> {
  const repository = makeRepository();
  const evidenceDir = mkdtempSync(join(tmpdir(), 'changeover-proposed-'));
  folders.push(repository.root, evidenceDir);
  const source = repository.commit({ ...BASE, ...base });
  const target = repository.commit(head);
  // The test needs no history for a tip: it only has to hold the base's files and what came since.
  const commits = {
    base: tip === undefined ? source : repository.commit({ ...restored(head), ...tip }),
    source,
    target,
  };
  const opened = await openGit(repository.root, process.env);
  if (!('git' in opened)) throw new Error(opened.unavailable.message);
  try {
    const request = {
      sides: async () => ({ repository: opened.git, ...commits }),
      named: { base: 'main', head: 'head' },
      config: CONFIG_FILE,
      evidenceDir,
      allowPreview: false,
      ...(people === undefined ? {} : { ask: async () => people(target) }),
      draft,
    };
    const evaluation = await evaluate(request, SURROUNDINGS);
    const plan = { evidenceDir, links: {}, reproduce: 'changeover check' };
    const { comment } = await reportEvaluation(evaluation, plan, SURROUNDINGS.secrets.redact);
    expect((await verify(evidenceDir)).disagreements).toEqual([]);
    return {
      verdict: evaluation.verdict,
      state: stateOf(evaluation.verdict),
      status: statusDescription(evaluation.verdict),
      comment,
      evidenceDir,
    };
  } finally {
    opened.git.close();
  }
}

function restored(head: WorkTreeFiles): WorkTreeFiles {
  return Object.fromEntries(Object.keys(head).map((file) => [file, BASE[file] ?? null]));
}

const kindsOf = ({ yardstickChanges }: Verdict) => yardstickChanges?.changes.map(({ kind }) => kind);

describe('a migration with a yardstick of its own', () => {
  it('fails by the base, and says that it would pass under a wider margin', async () => {
    const { verdict, state, comment } = await judge({ ...NEW_MODEL, [CONFIG_FILE]: config(0.3) });
    expect(verdict.yardstickChanges).toMatchObject({
      changes: [{ kind: 'bound', metric: 'accuracy', key: 'max-drop', from: 0.05, to: 0.3, direction: 'looser' }],
      looser: true,
      roles: ['model'],
      warnings: [],
    });
    expect(state).toBe('failure');
    expect(verdict.verdict).toBe('fail');
    expect(verdict.underProposed).toMatchObject({ verdict: 'pass' });
    expect(verdict.underBase).toBeUndefined();
    expect(comment).toContain('margin of `accuracy` 0.05 → 0.30 (looser)');
    expect(comment).toMatch(/Under the proposed yardstick: .*pass/);
    expect(comment).toContain('That has no effect');
  });

  it('looks at the same replies without the failing cases, and at other expected answers', async () => {
    const without = await judge({ ...NEW_MODEL, [SUITE]: suite(ids.filter((n) => !isLost(n))) });
    expect(without.verdict.yardstickChanges?.changes).toMatchObject([
      { kind: 'cases-removed', cases: { count: 10, critical: 0 }, direction: 'looser' },
    ]);
    expect(without.state).toBe('failure');
    expect(without.verdict.underProposed).toMatchObject({ verdict: 'pass', migrations: [{ cases: 90, lost: [] }] });
    expect(without.comment).toContain('10 cases removed: `case-0`, `case-10`, `case-20` and 7 more (looser)');

    const edited = suite(ids, (n) => (isLost(n) ? { expected: 'no' } : {}));
    const answers = await judge({ ...NEW_MODEL, [SUITE]: edited });
    expect(answers.comment).toContain('10 expected answers edited');
    expect(answers.state).toBe('failure');
    // What the old model said is now wrong in these ten.
    expect(answers.verdict.underProposed).toMatchObject({ verdict: 'pass', migrations: [{ won: { length: 10 } }] });
  });

  it('scores anew with another scorer', async () => {
    const swapped = CONFIGURATION.replace(
      `suite: ${SUITE}`,
      `suite: { cases: ${SUITE}, scorers: { accuracy: { type: length, max: 100 } } }\n    acceptance: { accuracy: { max-drop: 0.05 } }`,
    );
    const { verdict, state } = await judge({ ...NEW_MODEL, [CONFIG_FILE]: swapped });
    expect(kindsOf(verdict)).toEqual(['scorer-changed']);
    expect(verdict.yardstickChanges?.unclear).toBe(true);
    expect(verdict.underProposed?.verdict).toBe('pass');
    expect(state).toBe('failure');
  });

  it('decides nothing where the proposal asks for calls that nobody made', async () => {
    const added = `${suite(ids)}${lines([testCase(100)])}`;
    const one = await judge({ ...NEW_MODEL, [SUITE]: added, [CONFIG_FILE]: config(0.3) });
    expect(one.verdict.underProposed).toMatchObject({
      verdict: 'inconclusive',
      reason: { kind: 'not-measured', application: 'triage', missing: 2, unrepeated: 0 },
    });
    expect(one.comment).toContain('2 calls that the proposed yardstick asks for were not made');

    const asked = suite(ids, (n) => (n === 3 ? { input: 'Another question' } : {}));
    const edited = await judge({ ...NEW_MODEL, [SUITE]: asked });
    expect(kindsOf(edited.verdict)).toEqual(['cases-edited']);
    expect(edited.verdict.underProposed?.reason).toMatchObject({ kind: 'not-measured', missing: 2 });

    const more = CONFIGURATION.replace(`suite: ${SUITE}`, `suite: { cases: ${SUITE}, trials: 2 }`);
    const trials = await judge({
      ...NEW_MODEL,
      [CONFIG_FILE]: `${more}    acceptance: { accuracy: { max-drop: 0.3 } }\n`,
    });
    expect(trials.verdict.underProposed?.reason).toMatchObject({ kind: 'not-measured', missing: 400 });
  });

  it('takes no reply of a recording that the head brings', async () => {
    const better = lines([...recorded(OLD_MODEL, () => 'yes'), ...recorded(GOOD_MODEL, () => 'yes')]);
    const { verdict, state, comment } = await judge({ ...NEW_MODEL, 'evals/recorded.jsonl': better });
    expect(comment).toContain('recorded replies of `recorded` changed');
    expect(verdict.underProposed?.reason).toMatchObject({ kind: 'not-measured', missing: 200 });
    expect(state).toBe('failure');
  });

  it('is not let through by a head that makes its author an owner', async () => {
    const policy = (owner: string) => `policy: { owners: ["@${owner}"] }\n`;
    const { verdict, state } = await judge(
      { ...NEW_MODEL, [CONFIG_FILE]: config(0.3, policy('mallory')) },
      { base: { [CONFIG_FILE]: config(0.05, policy('lena')) } },
    );
    expect(verdict.yardstickChanges?.changes).toContainEqual({
      kind: 'owners',
      added: ['@mallory'],
      removed: ['@lena'],
      direction: 'looser',
    });
    expect(verdict.yardstickChanges?.roles).toEqual(['model', 'safety', 'cost']);
    expect(state).toBe('failure');
  });

  it('says what of a proposal cannot be read, and judges by the base all the same', async () => {
    const { verdict, state, comment } = await judge({ ...NEW_MODEL, [SUITE]: '{"id": "a", "input": \n' });
    expect(verdict.verdict).toBe('fail');
    expect(state).toBe('failure');
    expect(kindsOf(verdict)).toEqual(['suite-unread']);
    expect(verdict.yardstickChanges?.warnings).not.toEqual([]);
    expect(verdict.underProposed).toBeUndefined();
    expect(comment).toContain('the proposed suite could not be read');
    expect(comment).toContain('Not read: ');
  });

  it('does not take back what the base has changed since', async () => {
    const { verdict, comment } = await judge(
      { ...NEW_MODEL, [SUITE]: suite(ids.filter((n) => !isLost(n))) },
      { tip: { [CONFIG_FILE]: config(0.01) } },
    );
    expect(verdict.yardstickChanges?.outdated).toBe(true);
    expect(verdict.underProposed).toBeUndefined();
    expect(comment).toContain('bring the branch up to date');
  });

  it('is not applied over cases that the base has changed since, whatever else it proposes', async () => {
    const { verdict } = await judge(
      { ...NEW_MODEL, [CONFIG_FILE]: config(0.3) },
      { tip: { [SUITE]: suite(ids, (n) => (isLost(n) ? { critical: true } : {})) } },
    );
    expect(verdict.yardstickChanges?.outdated).toBe(true);
    expect(verdict.underProposed).toBeUndefined();
  });

  it('leaves the sample of a draft alone', async () => {
    const { verdict } = await judge({ ...NEW_MODEL, [CONFIG_FILE]: config(0.3) }, { draft: true });
    expect(kindsOf(verdict)).toEqual(['bound']);
    expect(verdict.scope === 'draft' ? verdict.underProposed : undefined).toBeUndefined();
  });
});

describe('a proposed yardstick that is approved', () => {
  const base = { [CONFIG_FILE]: config(0.05, OWNED) };
  const wider = { ...NEW_MODEL, [CONFIG_FILE]: config(0.3, OWNED) };

  it('decides, and everything says that it did', async () => {
    const { verdict, state, comment, status, evidenceDir } = await judge(wider, { base, people: approvedBy('lena') });
    expect(verdict).toMatchObject({ verdict: 'pass', underBase: { verdict: 'fail' } });
    expect(state).toBe('success');
    expect(status).toBe('Accepted by the yardstick that @lena approved: the one blocking criterion holds');
    expect(comment).toContain('**Decided by the proposed yardstick,** which `@lena` approved for this pull request.');
    expect(comment).toContain('**Proposed, in effect for this pull request**: approved by `@lena`');
    expect(comment).toMatch(/Under the base branch's yardstick: .*fail.*accuracy.*falls from 100\.0 % to 90\.0 %/);
    expect(comment).toContain('proposed policy');
    const [inForce, proposed] = ['yardstick.json', 'proposed-yardstick.json'].map((file) =>
      JSON.parse(readFileSync(join(evidenceDir, file), 'utf8')),
    );
    // No push may look for lucky draws, not even an approved one.
    expect(proposed.seed).toBe(inForce.seed);
    expect(proposed.digests).not.toEqual(inForce.digests);
    const statement = JSON.parse(readFileSync(join(evidenceDir, 'statement.intoto.json'), 'utf8'));
    expect(statement.predicate.configuration).toContainEqual({
      name: 'policy',
      digest: { sha256: proposed.digests.policy },
    });
  });

  it('stays without effect for the author, for a stranger, and for whom the head itself makes an owner', async () => {
    const own = { ...wider, [CONFIG_FILE]: config(0.3, 'policy: { owners: ["@mallory", "@lena", "@devi"] }\n') };
    for (const people of [approvedBy('devi'), approvedBy('mallory'), approvedBy('mallory', 'devi')]) {
      const { verdict, state, comment } = await judge(own, { base, people });
      expect(verdict).toMatchObject({
        verdict: 'fail',
        underProposed: { verdict: 'pass' },
        approval: { approved: false },
      });
      expect(state).toBe('failure');
      expect(comment).toContain('That has no effect until its owners approve it.');
    }
  });

  it('leaves it to the base where calls would be missing, and says so', async () => {
    const added = { ...wider, [SUITE]: `${suite(ids)}${lines([testCase(100)])}` };
    const { verdict, state, comment } = await judge(added, { base, people: approvedBy('lena') });
    expect(verdict).toMatchObject({ verdict: 'fail', underProposed: { verdict: 'inconclusive' } });
    expect(state).toBe('failure');
    expect(comment).toContain("It is approved by `@lena`; the base branch's decides");
  });

  it('is found out when any of it is edited afterwards', async () => {
    const { evidenceDir } = await judge(wider, { base, people: approvedBy('lena') });
    const edits: readonly [string, string, string][] = [
      ['proposed-yardstick.json', '"threshold": 0.3', '"threshold": 0.4'],
      ['proposed-yardstick.json', '"concurrency": ', '"concurrency": 1'],
      ['proposed-yardstick.json', '"commit": "', '"commit": "0'],
      ['verdict.json', '"verdict": "fail"\n  },\n  "verdict": "pass"', '"verdict": "pass"\n  },\n  "verdict": "pass"'],
      ['verdict.json', '"to": 0.3', '"to": 0.2'],
    ];
    for (const [file, from, to] of edits) {
      const path = join(evidenceDir, file);
      const before = readFileSync(path, 'utf8');
      expect(before).toContain(from);
      writeFileSync(path, before.replace(from, to));
      expect((await verify(evidenceDir)).disagreements.length, `${file}: ${to}`).toBeGreaterThan(1);
      writeFileSync(path, before);
    }
    rmSync(join(evidenceDir, 'proposed-yardstick.json'));
    expect((await verify(evidenceDir)).disagreements.length).toBeGreaterThan(1);
  });
});

describe('a change of the yardstick by itself', () => {
  it('is told in its own terms without measuring anything', async () => {
    const { verdict, evidenceDir } = await judge({ [CONFIG_FILE]: config(0.3), [SUITE]: suite(ids.slice(3)) });
    expect(kindsOf(verdict)).toEqual(['bound', 'cases-removed']);
    expect(verdict.underProposed).toBeUndefined();
    expect(() => readFileSync(join(evidenceDir, 'proposed-yardstick.json'))).toThrow('ENOENT');
  });

  it('is none when only the writing changes', async () => {
    const spaced = BASE[SUITE]?.toString().replaceAll('","', '", "') ?? '';
    const { verdict, comment } = await judge({ ...NEW_MODEL, [SUITE]: spaced });
    expect(verdict.yardstickChanges).toMatchObject({ changes: [], looser: false, unclear: false, roles: [] });
    expect(verdict.underProposed).toBeUndefined();
    expect(comment).toContain(`suite \`${SUITE}\`: changed`);
  });

  it('needs every role when the whole configuration goes', async () => {
    const { verdict } = await judge({ [CONFIG_FILE]: null });
    expect(verdict.yardstickChanges).toMatchObject({
      changes: [{ kind: 'application-removed', application: 'triage' }],
      roles: ['model', 'safety', 'cost'],
    });
  });
});
