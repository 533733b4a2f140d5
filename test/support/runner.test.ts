import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ActionOptions, runAction } from './runner.ts';
import { parseFileCommands, workflowCommands } from './workflow-commands.ts';

const METADATA = `
inputs:
  github-token: { default: none }
  evidence-dir: { default: evidence }
runs: { using: node24, main: main.mjs, post: post.mjs }
`;

function action(main: string, post = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'action-'));
  writeFileSync(join(folder, 'action.yml'), METADATA);
  writeFileSync(join(folder, 'main.mjs'), `import fs from 'node:fs';\n${main}`);
  writeFileSync(join(folder, 'post.mjs'), `import fs from 'node:fs';\n${post}`);
  return folder;
}

function options(actionDir: string, more: Partial<ActionOptions> = {}): ActionOptions {
  const event = { number: 7, pull_request: { head: { ref: 'change' }, base: { ref: 'main' } } };
  const base = { apiUrl: 'http://127.0.0.1:9', token: 't', repository: 'o/r', eventName: 'pull_request', event };
  return { ...base, actionDir, ...more };
}

describe('runAction', () => {
  it('passes inputs, defaults and the event, and reads outputs, state and summary back', async () => {
    const folder = action(
      `const e = process.env; const event = JSON.parse(fs.readFileSync(e.GITHUB_EVENT_PATH));
       fs.appendFileSync(e.GITHUB_OUTPUT, 'verdict<<X\\nfail\\nX\\n');
       fs.appendFileSync(e.GITHUB_STATE, 'pending=yes\\n');
       fs.appendFileSync(e.GITHUB_STEP_SUMMARY, '# ' + e['INPUT_EVIDENCE-DIR'] + event.number + e['INPUT_GITHUB-TOKEN']);
       console.log('::error file=a%2Cb.ts,line=3::one%0Atwo'); process.exit(3);`,
      `console.log('state ' + process.env.STATE_pending); fs.appendFileSync(process.env.GITHUB_OUTPUT, 'late=1\\n');`,
    );
    const run = await runAction(options(folder, { inputs: { wrong: '1' } }));
    expect(run.main).toMatchObject({ code: 3, outputs: { verdict: 'fail' }, summary: '# evidence7t' });
    expect(run.main.commands).toEqual([
      { command: 'error', properties: { file: 'a,b.ts', line: '3' }, message: 'one\ntwo' },
    ]);
    expect(run.post).toMatchObject({ code: 0, stdout: 'state yes\n', outputs: { late: '1' } });
    expect(run.unexpectedInputs).toEqual(['wrong']);
  });

  it('cancels as the runner does: a signal to end by, and then the post step', async () => {
    const folder = action(
      `process.on('SIGINT', () => { console.log('stopping'); process.exit(130); });
       console.log('ready'); setInterval(() => {}, 1000);`,
      `console.log('post');`,
    );
    const interrupt = { when: (output: string) => output.includes('ready'), how: 'cancel' } as const;
    const run = await runAction(options(folder, { interrupt }));
    expect(run.main).toMatchObject({ code: 130, stdout: 'ready\nstopping\n' });
    expect(run.post?.stdout).toBe('post\n');
  });

  it('goes on to SIGTERM and SIGKILL with a step that will not stop', async () => {
    const folder = action(
      `for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => console.log(name));
       console.log('ready'); setInterval(() => {}, 1000);`,
    );
    const interrupt = { when: (output: string) => output.includes('ready'), how: 'cancel', patience: 1 } as const;
    const run = await runAction(options(folder, { interrupt }));
    expect(run.main).toMatchObject({ code: null, signal: 'SIGKILL', stdout: 'ready\nSIGINT\nSIGTERM\n' });
  });

  it('kills outright where a scenario asks for it', async () => {
    const folder = action(`console.log('ready'); setInterval(() => {}, 1000);`);
    const interrupt = { when: (output: string) => output.includes('ready'), how: 'kill' } as const;
    const run = await runAction(options(folder, { interrupt, post: false }));
    expect(run).toMatchObject({ main: { code: null, signal: 'SIGKILL' }, post: undefined });
  });
});

describe('workflowCommands', () => {
  it('finds what the runner would obey, in both notations', () => {
    const log = 'text ::error::no\n  ::add-mask::x\nprefix ##[group]y\n::warning title=a:b::c::d';
    expect(workflowCommands(log)).toEqual([
      { command: 'add-mask', properties: {}, message: 'x' },
      { command: 'group', properties: {}, message: 'y' },
      { command: 'warning', properties: { title: 'a:b' }, message: 'c::d' },
    ]);
  });

  it('ignores everything between stop-commands and its token', () => {
    const log = '::stop-commands::tok\n::error::hidden\n::tok::\n::error::shown';
    expect(workflowCommands(log).map(({ message }) => message)).toEqual(['shown']);
  });
});

describe('parseFileCommands', () => {
  it('fails as the runner does on a missing delimiter or a bare line', () => {
    expect(() => parseFileCommands('a<<X\nb\n')).toThrow("Matching delimiter not found 'X'");
    expect(() => parseFileCommands('nonsense\n')).toThrow("Invalid format 'nonsense'");
  });
});
