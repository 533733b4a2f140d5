import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { outliveOutput, wantsColors } from '../src/terminal-output.ts';

describe('outliveOutput', () => {
  it('is content when all was written', async () => {
    const { stdout, allPrinted } = output();
    stdout.write('a result\n');
    expect(await allPrinted()).toBeUndefined();
  });

  it('and when the reader had seen enough', async () => {
    const { stdout, allPrinted } = output('EPIPE');
    stdout.write('a result\n');
    expect(await allPrinted()).toBeUndefined();
  });

  it.each([
    ['ENOSPC', 'cannot print the result to standard output: the disk is full (ENOSPC)'],
    ['EIO', 'cannot print the result to standard output: EIO: refused'],
  ])('tells what %s kept from being printed', async (code, message) => {
    const { stdout, allPrinted } = output(code);
    stdout.write('a result\n');
    expect(await allPrinted()).toMatchObject({ code: 'io', message });
  });

  it('does not mind what becomes of standard error', async () => {
    const { stderr, allPrinted } = output(undefined, 'ENOSPC');
    stderr.write('news\n');
    expect(await allPrinted()).toBeUndefined();
  });
});

describe('wantsColors', () => {
  it.each<[boolean, Readonly<Record<string, string>>, boolean]>([
    [true, {}, true],
    [false, {}, false],
    [true, { TERM: 'dumb' }, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, false],
  ])('terminal %s, %j: %s', (isTTY, environment, colors) => {
    expect(wantsColors({ isTTY }, environment)).toBe(colors);
  });
});

/** Two streams, refusing with these codes. */
function output(stdoutCode?: string, stderrCode?: string) {
  const [stdout, stderr] = [refusing(stdoutCode), refusing(stderrCode)];
  return { stdout, stderr, allPrinted: outliveOutput(stdout, stderr) };
}

function refusing(code: string | undefined): Writable {
  return new Writable({
    // As those of a process, which cannot be closed.
    autoDestroy: false,
    write(_chunk, _encoding, written) {
      written(code === undefined ? null : Object.assign(new Error(`${code}: refused`), { code }));
    },
  });
}
