import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CLI, changeover, emptyFolder, evidenceFile, verdictIn } from './support/terminal.ts';

const ESCAPE = '\u001b';
const golden = (name: string) => fileURLToPath(new URL(`../../fixtures/terminal/${name}`, import.meta.url));

/** Node ends the process as soon as anything looks for a network. */
const NO_NETWORK = `--import=data:text/javascript,${encodeURIComponent(`
  import dns from 'node:dns';
  import net from 'node:net';
  const end = () => { console.error('the network was used'); process.exit(99); };
  net.Socket.prototype.connect = end;
  dns.lookup = end;
  globalThis.fetch = end;
`)}`;

describe.concurrent('changeover demo', () => {
  it('shows the comment of the example in a terminal, and ends with its verdict', async ({ expect }) => {
    const run = await changeover(emptyFolder(), ['demo']);
    expect(run.code).toBe(1);
    await expect(run.stdout).toMatchFileSnapshot(golden('demo.txt'));
    expect(run.stderr).toContain('Evaluating: 480 calls planned\n');
    expect(run.stderr).toMatch(/\nEvidence: changeover-evidence\n$/);
    expect(readdirSync(run.evidence).filter((name) => !name.startsWith('.'))).toEqual([
      'comment.md',
      'manifest.json',
      'observations.jsonl',
      'report-context.json',
      'statement.intoto.json',
      'verdict.json',
      'yardstick.json',
    ]);
    expect(verdictIn(run.evidence)).toMatchObject({
      schema: 'changeover/verdict@1',
      verdict: 'fail',
      migrations: [{ application: 'triage', cases: 240, calls: { planned: 484, made: 484, failed: 0 } }],
    });
  });

  it('leaves evidence that verifies', async ({ expect }) => {
    const run = await changeover(emptyFolder(), ['demo']);
    const verified = await changeover(run.folder, ['verify', 'changeover-evidence']);
    expect(verified.code).toBe(0);
    await expect(verified.stdout).toMatchFileSnapshot(golden('verify-demo.txt'));
  });

  it('needs no network, no git, no home and no settings', async () => {
    const env = { PATH: '/nowhere', HOME: '/nowhere', HTTPS_PROXY: 'http://127.0.0.1:9', AWS_REGION: '' };
    const run = await changeover(emptyFolder(), ['demo'], { env, node: [NO_NETWORK] });
    expect(run.code, run.stderr).toBe(1);
    expect(run.stdout).toContain('Changeover: fail');
  });

  it('is not disturbed by the folder that it runs in', async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, '.github'));
    writeFileSync(join(folder, '.github', 'changeover.yml'), 'not: [a configuration');
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
    expect((await changeover(folder, ['demo'])).code).toBe(1);
  });

  it('says the same every time', async () => {
    const folder = emptyFolder();
    const first = await changeover(folder, ['demo']);
    const files = ['verdict.json', 'yardstick.json', 'comment.md', 'manifest.json', 'observations.jsonl'];
    const before = files.map((name) => evidenceFile(first.evidence, name));
    const second = await changeover(folder, ['demo']);
    expect(second.stdout).toBe(first.stdout);
    expect(files.map((name) => evidenceFile(second.evidence, name))).toEqual(before);
  });

  it('prints the verdict for other programs', async () => {
    const run = await changeover(emptyFolder(), ['demo', '--json', '--evidence-dir', 'out/evidence']);
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout)).toEqual(verdictIn(join(run.folder, 'out', 'evidence')));
  });

  it('says where evidence cannot be written', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'changeover-evidence'), 'a file');
    const { code, stderr } = await changeover(folder, ['demo']);
    expect(code).toBe(3);
    expect(stderr).toContain('changeover-evidence is no folder: evidence is not written there');
    expect(stderr).toContain('Remove it, or name another folder');
    expect(readFileSync(join(folder, 'changeover-evidence'), 'utf8')).toBe('a file');
  });

  it('writes no escape sequence where nobody watches', async () => {
    const { stdout, stderr } = await changeover(emptyFolder(), ['demo'], { env: { FORCE_COLOR: '1' } });
    expect(stdout + stderr).not.toContain(ESCAPE);
  });
});

const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;

/** Standard output of `changeover demo` on a terminal of its own. */
function onTerminal(env: Readonly<Record<string, string>>): string {
  const command = `"${process.execPath}" "${CLI}" demo 2>/dev/null`;
  const run = spawnSync('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: emptyFolder(),
    env: { PATH: process.env['PATH'], TERM: 'xterm', ...env },
    encoding: 'utf8',
  });
  expect(run.status).toBe(1);
  expect(run.stdout).toContain('Changeover: fail');
  return run.stdout;
}

describe.skipIf(!hasScript)('on a terminal', () => {
  it('there are colours', () => {
    expect(onTerminal({})).toContain(`${ESCAPE}[1m`);
  });

  it('NO_COLOR takes them away, and so does a terminal that has none', () => {
    expect(onTerminal({ NO_COLOR: '1' })).not.toContain(ESCAPE);
    expect(onTerminal({ TERM: 'dumb' })).not.toContain(ESCAPE);
  });
});
