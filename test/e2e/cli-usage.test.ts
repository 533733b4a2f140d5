import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { changeover, emptyFolder } from './support/terminal.ts';

const FOLDER = emptyFolder();

describe.concurrent('help', () => {
  it.each([
    ['', 'changeover check --base main --head feature'],
    ['demo', 'changeover demo --json'],
    ['check', 'changeover check --base main --head feature'],
    ['plan', 'changeover plan --json'],
    ['verify', 'changeover verify changeover-evidence'],
  ])('%s --help shows options, examples and exit codes', async (command, example) => {
    const { code, stdout, stderr } = await changeover(FOLDER, [...(command === '' ? [] : [command]), '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Usage: changeover ${command}`));
    expect(stdout).toContain('Options:');
    expect(stdout).toContain(`Examples:\n`);
    expect(stdout).toContain(`  ${example}`);
    expect(stdout).toMatch(/Exit codes?: .*\d/);
  });

  it('may be read in part, as by `head`', async () => {
    const whileRunning = ({ stdout }: { readonly stdout: Readable }) => stdout.destroy();
    const { code, stderr } = await changeover(FOLDER, ['check', '--help'], { whileRunning });
    expect([code, stderr]).toEqual([0, '']);
  });

  it('--version is that of the package', async () => {
    const { code, stdout } = await changeover(FOLDER, ['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe.concurrent('wrong usage ends with 64 and one plain sentence', () => {
  it.each<[string, string]>([
    ['', 'Usage: changeover [options] [command]'],
    ['frobnicate', "error: unknown command 'frobnicate'\n(changeover --help lists the commands)\n"],
    ['chek', 'Did you mean check?'],
    ['check --nope', "error: unknown option '--nope'\n(changeover check --help shows how it is used)\n"],
    ['check --base', "error: option '--base <ref>' argument missing"],
    ['check extra', "error: too many arguments for 'check'"],
    ['demo --base main', "error: unknown option '--base'\n(changeover demo --help shows how it is used)\n"],
    ['verify', "error: missing required argument 'dir'\n(changeover verify --help shows how it is used)\n"],
    ['verify a b', "error: too many arguments for 'verify'"],
  ])('changeover %s', async (words, message) => {
    const { code, stdout, stderr } = await changeover(FOLDER, words.split(' ').filter(Boolean));
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain(message);
  });

  it.each(['init', 'doctor', 'scan', 'suite import', 'history', 'explain case-1', 'init --help'])(
    'changeover %s: not built yet',
    async (words) => {
      const { code, stdout, stderr } = await changeover(FOLDER, words.split(' '));
      const [name] = words.split(' ');
      expect([code, stdout, stderr]).toEqual([64, '', `The command "${name}" is not built in this version.\n`]);
    },
  );

  it.each(['check --set triage.model=gpt-4o', 'check --base main --set=triage.model=gpt-4o'])(
    'changeover %s: not built yet',
    async (words) => {
      const { code, stderr } = await changeover(FOLDER, words.split(' '));
      expect([code, stderr]).toEqual([64, 'The option "--set" is not built in this version.\n']);
    },
  );
});
