import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { makeRepository, runGit } from '../support/git.ts';
import { BOTH_SIDES, bedrockAt, changeOf } from './support/change.ts';
import { APP, BASE, checking, HEAD } from './support/checking.ts';
import { changeover, emptyFolder, evidenceFile, type TerminalRun, verdictIn } from './support/terminal.ts';
import {
  answering,
  CONFIG,
  NEW_MODEL,
  numbers,
  OLD_MODEL,
  ticketOf,
  tickets,
  triage,
  unless,
} from './support/triage.ts';

/** Whether the evidence of a run agrees with itself. */
async function verifies({ folder, evidence }: TerminalRun): Promise<boolean> {
  return (await changeover(folder, ['verify', evidence])).code === 0;
}

describe.concurrent('check, by verdict', () => {
  checking('pass: two commits, nothing checked out, nothing else written', async ({ setting }) => {
    const { folder, repository, base, head } = changeOf(BASE, HEAD);
    repository.git('checkout', '--quiet', 'main');
    const run = await setting.check(folder, ...BOTH_SIDES);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('✅ Changeover: pass');
    expect(run.stdout).toContain('Run the same in a terminal: changeover check --base main --head change');
    expect(verdictIn(run.evidence)).toMatchObject({ verdict: 'pass', base, source: base, head, preview: false });
    expect(setting.server.calls).toHaveLength(40);
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(repository.git('rev-parse', 'HEAD')).toBe(base);
    expect(await verifies(run)).toBe(true);
  });

  checking('fail', async ({ setting }) => {
    setting.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const run = await setting.check(changeOf(BASE, HEAD).folder, ...BOTH_SIDES);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/accuracy falls from 100\.0 % to 40\.0 %/);
    expect(run.stdout).toContain('Cases: 12 lost, 0 won, 8 same');
    expect(await verifies(run)).toBe(true);
  });

  checking('inconclusive, whatever the policy makes of it', async ({ setting }) => {
    setting.reply(answering({ [NEW_MODEL]: numbers(1, 3) }));
    const base = triage({ policy: { 'on-inconclusive': 'warn' } });
    const run = await setting.check(changeOf(base, HEAD).folder, ...BOTH_SIDES);
    expect(run.code).toBe(2);
    expect(run.stdout).toMatch(/more cases would decide/);
    expect(await verifies(run)).toBe(true);
  });

  checking('not applicable: nothing is called and no suite read', async ({ setting }) => {
    const base = triage({
      policy: { mode: 'observe', 'on-inconclusive': 'warn' },
      files: { 'evals/triage.jsonl': '' },
    });
    const run = await setting.check(changeOf(base, { 'README.md': 'Words.\n' }).folder, ...BOTH_SIDES);
    expect(run.code).toBe(0);
    expect(verdictIn(run.evidence)).toMatchObject({ verdict: 'not-applicable', reason: { kind: 'nothing-changed' } });
    expect(setting.server.calls).toEqual([]);
    expect(evidenceFile(run.evidence, 'yardstick.json')).toBe('');
    expect(await verifies(run)).toBe(true);
  });

  checking('fail, by a model ID that belongs to no application', async ({ setting }) => {
    const source = "export const CHAT_MODEL = 'gpt-4o';\n";
    const { folder } = changeOf({ ...BASE, 'src/chat.ts': source }, { 'src/chat.ts': source.replace('4o', '4o-mini') });
    const run = await setting.check(folder, ...BOTH_SIDES);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('src/chat.ts:1');
    expect(verdictIn(run.evidence).uncovered).toMatchObject([{ source: 'gpt-4o', target: 'gpt-4o-mini' }]);
    expect(await verifies(run)).toBe(true);
  });

  checking('an observed failure fails all the same', async ({ setting }) => {
    setting.reply(answering({ [NEW_MODEL]: numbers(1, 12) }));
    const run = await setting.check(changeOf(triage({ policy: { mode: 'observe' } }), HEAD).folder, ...BOTH_SIDES);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/observed/i);
    expect(await verifies(run)).toBe(true);
  });

  checking('a critical case that is lost is repeated on both sides, and fails', async ({ setting }) => {
    setting.reply(answering({ [NEW_MODEL]: [7] }));
    const cases = tickets(40, (number) => (number === 7 ? { critical: true } : {}));
    const run = await setting.check(changeOf(triage({ cases }), HEAD).folder, ...BOTH_SIDES);
    expect(run.code).toBe(1);
    expect(setting.server.calls).toHaveLength(84);
    expect(setting.server.calls.filter((call) => ticketOf(call) === 7)).toHaveLength(6);
    expect(verdictIn(run.evidence).migrations[0]?.criticalLosses).toEqual([
      { caseId: 'case-7', confirmation: 'confirmed' },
    ]);
    expect(await verifies(run)).toBe(true);
  });

  checking('invalid, by too many failed calls; what was measured is kept', async ({ setting }) => {
    setting.reply(
      unless(NEW_MODEL, (call) =>
        ticketOf(call) <= 2 ? { status: 400, type: 'ResourceNotFoundException' } : undefined,
      ),
    );
    const run = await setting.check(changeOf(BASE, HEAD).folder, ...BOTH_SIDES);
    expect(run.code).toBe(3);
    expect(evidenceFile(run.evidence, 'observations.jsonl').trimEnd().split('\n')).toHaveLength(40);
    expect(await verifies(run)).toBe(true);
  });

  checking('an added application has its own bounds only', async ({ setting }) => {
    const base = triage({ application: { acceptance: { accuracy: { min: 0.9 } } } });
    const { [APP]: _, 'prompts/triage.md': __, ...rest } = base;
    const run = await setting.check(
      changeOf(rest, { [APP]: String(base[APP]), 'prompts/triage.md': '{{input}}\n' }).folder,
      ...BOTH_SIDES,
    );
    expect(run.code).toBe(0);
    expect(verdictIn(run.evidence).migrations).toMatchObject([{ kind: 'added', calls: { planned: 20 } }]);
    expect(await verifies(run)).toBe(true);
  });

  checking('a proposed application whose suite is broken does not block', async ({ setting }) => {
    const proposed = triage({
      applications: { other: { model: { file: APP, at: 'llm.model' }, suite: 'evals/other.jsonl' } },
    });
    const run = await setting.check(
      changeOf(BASE, { [CONFIG]: String(proposed[CONFIG]), 'evals/other.jsonl': 'not json\n' }).folder,
      ...BOTH_SIDES,
    );
    expect(run.code, run.stdout).toBe(0);
    expect(verdictIn(run.evidence).verdict).toBe('not-applicable');
    expect(run.stdout).toContain('evals/other.jsonl:1');
    expect(await verifies(run)).toBe(true);
  });
});

describe.concurrent('check, by what it compares', () => {
  checking('the work tree against the last commit, where there is no remote', async ({ setting }) => {
    const repository = makeRepository();
    const base = repository.commit({ [CONFIG]: String(BASE[CONFIG]), ...texts(BASE) });
    repository.write(HEAD);
    const run = await setting.check(repository.root);
    expect(run.code).toBe(0);
    expect(verdictIn(run.evidence)).toMatchObject({ base, source: base, head: 'work tree', verdict: 'pass' });
    expect(run.stdout).toContain('Run the same in a terminal: changeover check\n');
  });

  checking('finds nothing new in its own evidence', async ({ setting }) => {
    const repository = makeRepository();
    repository.commit(texts(BASE));
    repository.write(HEAD);
    const first = await setting.check(repository.root);
    const second = await setting.check(repository.root);
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(verdictIn(second.evidence).uncovered).toEqual([]);
    expect(repository.git('status', '--porcelain')).toBe('M app/triage.yml');
  });

  checking('untracked files count, ignored ones do not', async ({ setting }) => {
    const repository = makeRepository();
    repository.commit({
      ...texts(triage({ application: { prompt: 'prompts/v2.md' } })),
      '.gitignore': 'prompts/v2.md\n',
    });
    repository.write({ 'prompts/v2.md': '{{input}}\n', ...HEAD });
    const ignored = await setting.check(repository.root);
    expect([ignored.code, setting.server.calls.length]).toEqual([3, 0]);
    expect(ignored.stdout).toContain('there is no file prompts/v2.md in the work tree');
  });

  checking('the merge base with origin’s default branch, however far that has moved', async ({ setting }) => {
    const { clone, origin, mergeBase } = clonedWhileMovingOn();
    runGit(clone, 'fetch', '--quiet');
    const run = await setting.check(clone);
    expect(run.code, run.stderr).toBe(0);
    expect(verdictIn(run.evidence)).toMatchObject({ source: mergeBase, head: 'work tree' });
    expect(origin.git('rev-parse', 'main')).not.toBe(mergeBase);
    expect(verdictIn(run.evidence).migrations[0]).toMatchObject({
      source: { model: OLD_MODEL },
      target: { model: NEW_MODEL },
    });
  });

  checking('any folder of the repository will do', async ({ setting }) => {
    const { folder } = changeOf(BASE, HEAD);
    const below = join(folder, 'app');
    const run = await setting.check(below, ...BOTH_SIDES);
    expect(run.code).toBe(0);
    expect(run.evidence).toBe(join(below, 'changeover-evidence'));
    expect(verdictIn(run.evidence).verdict).toBe('pass');
  });

  checking('a configuration elsewhere, and evidence elsewhere', async ({ setting }) => {
    const { [CONFIG]: text, ...rest } = BASE;
    const { folder } = changeOf({ ...rest, 'gate.yml': String(text) }, HEAD);
    const elsewhere = emptyFolder();
    const run = await setting.check(folder, ...BOTH_SIDES, '--config', 'gate.yml', '--evidence-dir', elsewhere);
    expect(run.code).toBe(0);
    expect(verdictIn(elsewhere).verdict).toBe('pass');
    expect(run.stdout).toContain('changeover check --base main --head change --config gate.yml');
  });

  checking('--json prints verdict.json and nothing else', async ({ setting }) => {
    const { folder } = changeOf(BASE, HEAD);
    const run = await setting.check(folder, ...BOTH_SIDES, '--json');
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toEqual(verdictIn(run.evidence));
  });

  checking('a preview, while the base has no configuration', async ({ setting }) => {
    const repository = makeRepository();
    repository.commit({ [APP]: String(BASE[APP]), 'prompts/triage.md': '{{input}}\n' });
    repository.write({ ...texts(BASE), ...HEAD });
    const run = await setting.check(repository.root);
    expect(run.code).toBe(0);
    expect(verdictIn(run.evidence)).toMatchObject({ preview: true, verdict: 'pass' });
    expect(run.stdout).toMatch(/preview/i);
    expect(await verifies(run)).toBe(true);
  });
});

describe.concurrent('check, where it cannot', () => {
  checking.for<[string, readonly string[], number, RegExp]>([
    [
      'a base that is no commit',
      ['--base', 'no-such'],
      64,
      /--base no-such names no commit here\n {2}git fetch, or name a branch, tag or SHA\./,
    ],
    ['a head that is no commit', ['--base', 'main', '--head', 'v9'], 64, /--head v9 names no commit here/],
    [
      'a revision that looks like an option',
      ['--base', '--upload-pack=x'],
      64,
      /names no commit here|argument missing/,
    ],
    [
      'a head without a base, and no remote',
      ['--head', 'change'],
      64,
      /origin’s default branch is not known here, so the base is not either\n {2}Name it: --base main/,
    ],
  ])('%s', async ([, words, code, message], { setting }) => {
    const { folder } = changeOf(BASE, HEAD);
    const run = await setting.check(folder, ...words);
    expect([run.code, run.stdout]).toEqual([code, '']);
    expect(run.stderr).toMatch(message);
    expect(setting.server.calls).toEqual([]);
  });

  checking('in no repository', async ({ setting }) => {
    const { code, stderr } = await setting.check(emptyFolder());
    expect(code).toBe(3);
    expect(stderr).toContain('this folder is in no git repository');
    expect(stderr).toContain('Run Changeover inside a clone of your repository.');
  });

  checking('in a repository without a commit', async ({ setting }) => {
    const { code, stderr } = await setting.check(makeRepository().root);
    expect(code).toBe(3);
    expect(stderr).toContain('this repository has no commit yet');
  });

  checking('a shallow clone says what to fetch', async ({ setting }) => {
    const { origin, mergeBase } = clonedWhileMovingOn();
    const clone = emptyFolder();
    runGit(clone, 'clone', '--quiet', '--depth', '1', `file://${origin.root}`, '.');
    const run = await setting.check(clone, '--base', mergeBase);
    expect(run.code).toBe(64);
    expect(run.stderr).toContain(
      `--base ${mergeBase} names no commit here\n  This clone is shallow: git fetch --unshallow`,
    );
  });

  checking('a shallow clone can compare its work tree with its tip', async ({ setting }) => {
    const { origin } = clonedWhileMovingOn();
    const clone = emptyFolder();
    runGit(clone, 'clone', '--quiet', '--depth', '1', `file://${origin.root}`, '.');
    writeFileSync(join(clone, APP), HEAD[APP] ?? '');
    const run = await setting.check(clone);
    expect(run.code, run.stderr).toBe(0);
    expect(verdictIn(run.evidence).source).toBe(origin.git('rev-parse', 'main'));
  });

  checking('a branch that shares no history within a shallow clone', async ({ setting }) => {
    const { origin } = clonedWhileMovingOn();
    const clone = emptyFolder();
    runGit(clone, 'clone', '--quiet', '--depth', '1', '--branch', 'main', `file://${origin.root}`, '.');
    runGit(clone, 'fetch', '--quiet', '--depth', '1', 'origin', 'feature:feature');
    const run = await setting.check(clone, '--head', 'feature');
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/shallow|unshallow/);
    expect(setting.server.calls).toEqual([]);
  });
});

describe.concurrent('check, stopped', () => {
  checking('keeps what was measured, and says that it was stopped', async ({ setting }) => {
    setting.reply((call) => ({
      text: 'delivery',
      inputTokens: 20,
      outputTokens: 2,
      delayMs: call.count > 8 ? 20_000 : 0,
    }));
    const { folder } = changeOf(BASE, HEAD);
    const run = await changeover(folder, ['check', ...BOTH_SIDES], {
      env: bedrockAt(setting.server),
      whileRunning: async (child) => {
        while (setting.server.calls.length < 16) await new Promise((resolve) => setTimeout(resolve, 20));
        child.kill('SIGINT');
      },
    });
    expect(run.code).toBe(3);
    expect(run.stderr).toContain('SIGINT: stopping; what was measured is kept. Once more to end at once.');
    const verdict = verdictIn(run.evidence);
    expect(verdict).toMatchObject({ verdict: 'invalid', reason: { kind: 'problem', problem: { code: 'cancelled' } } });
    expect(evidenceFile(run.evidence, 'observations.jsonl')).toContain('"outcome":"replied"');
    expect(await verifies(run)).toBe(true);
  });

  checking('ends at once when asked twice', async ({ setting }) => {
    setting.reply(() => ({ connection: 'silence' }));
    const { folder } = changeOf(BASE, HEAD);
    const run = await changeover(folder, ['check', ...BOTH_SIDES], {
      env: bedrockAt(setting.server),
      whileRunning: async (child) => {
        while (setting.server.calls.length < 1) await new Promise((resolve) => setTimeout(resolve, 20));
        child.kill('SIGINT');
        child.kill('SIGINT');
      },
    });
    expect([3, 130]).toContain(run.code);
  });
});

/** Files of one application that are plain text. */
function texts(files: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, String(content)]));
}

/** An origin whose `main` went on after `feature` left it, and a clone of it that has `feature` checked out. */
function clonedWhileMovingOn() {
  const origin = makeRepository();
  const mergeBase = origin.commit(texts(BASE));
  origin.git('checkout', '--quiet', '-b', 'feature');
  origin.commit(HEAD);
  origin.git('checkout', '--quiet', 'main');
  const clone = emptyFolder();
  runGit(clone, 'clone', '--quiet', `file://${origin.root}`, '.');
  runGit(clone, 'checkout', '--quiet', 'feature');
  origin.commit({ 'README.md': 'Later.\n' });
  return { origin, clone, mergeBase };
}
