import { execFile, spawn } from 'node:child_process';
import { mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect } from 'vitest';
import { makeRepository } from '../support/git.ts';
import { BOTH_SIDES, bedrockAt, changeOf } from './support/change.ts';
import { BASE, checking, HEAD } from './support/checking.ts';
import { CLI, changeover, emptyFolder, verdictIn } from './support/terminal.ts';

const NOT_THERE = 'the folder in which this was started is not there any more';

describe.concurrent('output that nobody takes', () => {
  checking('a result that does not fit the disk is no pass, and the evidence has it', async ({ setting }) => {
    const { folder } = changeOf(BASE, HEAD);
    const run = await printedTo(openSync('/dev/full', 'w'), 'pipe', folder, setting.server);
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/cannot print the result to standard output: the disk is full \(ENOSPC\)\n {2}\S.*\n$/);
    expect(run.stderr).not.toContain('    at ');
    expect(verdictIn(join(folder, 'changeover-evidence')).verdict).toBe('pass');
  });

  checking('news that do not fit the disk change nothing', async ({ setting }) => {
    const { folder } = changeOf(BASE, HEAD);
    const run = await printedTo('pipe', openSync('/dev/full', 'w'), folder, setting.server);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('Changeover: pass');
    expect(setting.server.calls).toHaveLength(40);
  });

  checking('a reader that leaves in the middle of a run does not end it', async ({ setting }) => {
    const { folder } = changeOf(BASE, HEAD);
    const run = await changeover(folder, ['check', ...BOTH_SIDES], {
      env: bedrockAt(setting.server),
      whileRunning({ stdout, stderr }) {
        stdout.destroy();
        stderr.once('data', () => stderr.destroy());
      },
    });
    expect(run.code).toBe(0);
    expect(verdictIn(run.evidence).verdict).toBe('pass');
  });
});

describe.concurrent('--json', () => {
  checking('is JSON where there is no repository, too', async ({ setting }) => {
    const [check, plan] = await Promise.all(
      ['check', 'plan'].map((verb) => changeover(emptyFolder(), [verb, '--json'], { env: bedrockAt(setting.server) })),
    );
    const problems = [{ code: 'repository', message: 'this folder is in no git repository', hint: expect.any(String) }];
    expect([check?.code, plan?.code]).toEqual([3, 3]);
    expect(JSON.parse(String(check?.stdout))).toEqual({ verdict: 'invalid', problems });
    expect(JSON.parse(String(plan?.stdout))).toEqual({ problems });
  });

  checking('and where the evidence cannot be written; then no model is called', async ({ setting }) => {
    const { folder } = changeOf(BASE, HEAD);
    writeFileSync(join(folder, 'taken'), '');
    const run = await setting.check(folder, ...BOTH_SIDES, '--json', '--evidence-dir', 'taken');
    expect(run.code).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({ verdict: 'invalid', reason: { problem: { code: 'path' } } });
    expect(run.stderr).toContain('is no folder: evidence is not written there');
    expect(setting.server.calls).toEqual([]);
  });
});

describe.concurrent('folders', () => {
  checking('evidence takes no other file’s place', async ({ setting }) => {
    const { folder } = changeOf(BASE, HEAD);
    writeFileSync(join(folder, 'manifest.json'), '{"name":"our app"}');
    const before = readdirSync(folder);
    const run = await setting.check(folder, ...BOTH_SIDES, '--evidence-dir', '.');
    expect(run.code).toBe(3);
    expect(run.stdout).toContain('is not of an earlier run: evidence is not written in its place');
    expect(run.stderr).not.toContain('Evidence:');
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe('{"name":"our app"}');
    expect(readdirSync(folder)).toEqual(before);
    expect(setting.server.calls).toEqual([]);
  });

  checking('a folder that was removed meanwhile', async ({ setting }) => {
    const { folder } = changeOf(BASE, HEAD);
    const first = await setting.check(folder, ...BOTH_SIDES);
    const [check, help, verify] = [
      await inRemovedFolder(['check']),
      await inRemovedFolder(['check', '--help']),
      await inRemovedFolder(['verify', first.evidence]),
    ];
    expect(check).toEqual({ code: 3, stdout: '', stderr: expect.stringMatching(`^${NOT_THERE}\n  .*\n$`) });
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect([verify.code, verify.stderr]).toEqual([0, '']);
  });

  checking('a name with a space, quotes, an umlaut and a line break', async ({ setting }) => {
    const { folder } = changeOf(BASE, HEAD);
    const below = join(folder, 'a "b"\n\u001b[31mü 日本 😀');
    mkdirSync(below);
    const run = await setting.check(below, ...BOTH_SIDES, '--evidence-dir', join(below, 'kept'));
    expect(run.code).toBe(0);
    expect(run.stderr).not.toContain('\u001b');
    expect(verdictIn(join(below, 'kept')).verdict).toBe('pass');
  });
});

describe.concurrent('words that are empty', () => {
  checking.for([
    ['check', '--evidence-dir', ''],
    ['check', '--base='],
    ['check', '--base', 'main', '--head', ' '],
    ['plan', '--config', ''],
    ['verify', ''],
  ])('%j', async (words, { setting }) => {
    const { repository, folder } = changeOf(BASE, HEAD);
    const run = await changeover(folder, words, { env: bedrockAt(setting.server) });
    expect([run.code, run.stdout]).toEqual([64, '']);
    expect(run.stderr).toMatch(
      /^error: .* is invalid\b.*\. It is empty\.\n\(changeover (check|plan|verify) --help .*\)\n$/,
    );
    expect(repository.git('status', '--porcelain')).toBe('');
  });
});

describe.concurrent('a terminal that is closed', () => {
  checking('ends the run in order', async ({ setting }) => {
    setting.reply((call) => ({
      text: 'delivery',
      inputTokens: 20,
      outputTokens: 2,
      ...(call.count > 8 ? { delayMs: 20_000 } : {}),
    }));
    const { folder } = changeOf(BASE, HEAD);
    const run = await changeover(folder, ['check', ...BOTH_SIDES], {
      env: bedrockAt(setting.server),
      whileRunning: async (child) => {
        while (setting.server.calls.length < 16) await new Promise((resolve) => setTimeout(resolve, 20));
        child.stderr.destroy();
        child.stdout.destroy();
        child.kill('SIGHUP');
        child.kill('SIGHUP');
      },
    });
    expect(run.code).toBe(3);
    expect(verdictIn(run.evidence)).toMatchObject({ verdict: 'invalid', reason: { problem: { code: 'cancelled' } } });
  });
});

describe.concurrent('git', () => {
  checking('that is not there', async ({ setting }) => {
    const env = { ...bedrockAt(setting.server), PATH: emptyFolder() };
    const run = await changeover(makeRepository().root, ['check'], { env });
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/^git does not start, .*ENOENT\n {2}Install git, or add its folder to PATH\.\n$/);
  });
});

/** A check whose output goes where the caller says. */
function printedTo(
  stdout: number | 'pipe',
  stderr: number | 'pipe',
  cwd: string,
  server: Parameters<typeof bedrockAt>[0],
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const env = { PATH: process.env['PATH'], HOME: emptyFolder(), GIT_CONFIG_NOSYSTEM: '1', ...bedrockAt(server) };
  const child = spawn(process.execPath, [CLI, 'check', ...BOTH_SIDES], { cwd, env, stdio: ['ignore', stdout, stderr] });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...text }));
  });
}

/** Runs `changeover` in a folder that is gone by the time it starts. */
async function inRemovedFolder(words: readonly string[]) {
  const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"';
  const env = { PATH: process.env['PATH'], HOME: emptyFolder() };
  return await promisify(execFile)('sh', ['-c', script, 'sh', process.execPath, CLI, ...words], {
    cwd: emptyFolder(),
    env,
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}
