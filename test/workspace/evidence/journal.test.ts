import { lstat, mkdir, open, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ChangeoverError } from '../../../src/core/contracts/problem.ts';
import { openJournal } from '../../../src/workspace/evidence/journal.ts';
import { type LineFile, lineFile, lineWriter } from '../../../src/workspace/evidence/line-writer.ts';
import { observationOf, temporaryFolder } from './support.ts';

describe('openJournal', () => {
  test('appends one complete line an observation, in order, as it completes', async () => {
    const dir = join(await temporaryFolder(), 'deep', 'evidence');
    const journal = await openJournal(dir);
    await journal.append(observationOf('c-1'));
    const afterOne = await readFile(join(dir, 'observations.jsonl'), 'utf8');
    expect(afterOne.endsWith('\n')).toBe(true);
    expect(JSON.parse(afterOne)).toEqual(observationOf('c-1'));
    const many = Array.from({ length: 500 }, (_, index) => observationOf(`d-${index}`));
    await Promise.all(many.map((observation) => journal.append(observation)));
    await journal.close();
    const lines = (await readFile(journal.path, 'utf8')).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line))).toEqual([observationOf('c-1'), ...many]);
  });

  test('gives the same bytes for the same data', async () => {
    const [a, b] = [await temporaryFolder(), await temporaryFolder()];
    for (const dir of [a, b]) {
      const journal = await openJournal(dir);
      const observation = observationOf('c-1');
      const turned = Object.fromEntries(Object.entries(observation).reverse()) as unknown as typeof observation;
      await journal.append(dir === a ? observation : turned);
      await journal.close();
    }
    expect(await readFile(join(a, 'observations.jsonl'))).toEqual(await readFile(join(b, 'observations.jsonl')));
  });

  test('clears an older run’s evidence and leaves foreign files alone', async () => {
    const dir = await temporaryFolder();
    for (const name of ['manifest.json', 'verdict.json', 'observations.jsonl', 'comment.md', 'mine.txt']) {
      await writeFile(join(dir, name), 'old');
    }
    const journal = await openJournal(dir);
    expect((await readdir(dir)).sort()).toEqual(['mine.txt', 'observations.jsonl']);
    expect(await readFile(journal.path, 'utf8')).toBe('');
    await journal.close();
  });

  test('keeps a folder that it makes out of git, and leaves one that was there as it is', async () => {
    const there = await temporaryFolder();
    const made = join(there, 'deep', 'evidence');
    for (const dir of [made, made, there]) await (await openJournal(dir)).close();
    expect(await readFile(join(made, '.gitignore'), 'utf8')).toBe('*\n');
    expect((await readdir(there)).sort()).toEqual(['deep', 'observations.jsonl']);
  });

  test('refuses a number that JSON cannot hold and goes on', async () => {
    const journal = await openJournal(await temporaryFolder());
    await expect(journal.append(observationOf('c-1', { latencyMs: Number.NaN }))).rejects.toThrow(RangeError);
    await journal.append(observationOf('c-2'));
    await journal.close();
    expect((await readFile(journal.path, 'utf8')).split('\n')).toHaveLength(2);
  });

  test('does not write through symbolic links', async () => {
    const folder = await temporaryFolder();
    const outside = join(folder, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'precious'), 'precious');
    await symlink(outside, join(folder, 'link'));
    await expect(openJournal(join(folder, 'link'))).rejects.toThrow(
      `${join(folder, 'link')} is a symbolic link: evidence is not written there`,
    );
    await expect(openJournal(join(folder, 'link', 'evidence'), folder)).rejects.toThrow('is a symbolic link');
    expect(await readdir(outside)).toEqual(['precious']);

    const dir = join(folder, 'evidence');
    await mkdir(dir);
    await symlink(join(outside, 'precious'), join(dir, 'observations.jsonl'));
    const journal = await openJournal(dir, folder);
    await journal.append(observationOf('c-1'));
    await journal.close();
    expect(await readFile(join(outside, 'precious'), 'utf8')).toBe('precious');
    expect((await lstat(journal.path)).isFile()).toBe(true);
  });

  test('says which path the disk refuses', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    await expect(openJournal(join(folder, 'file'))).rejects.toThrow(`${join(folder, 'file')} is no folder`);
    await expect(openJournal(join(folder, 'file', 'evidence'))).rejects.toThrow(
      `cannot create ${join(folder, 'file', 'evidence')}: part of the path is no folder (ENOTDIR)`,
    );
    const dir = join(folder, 'evidence');
    await mkdir(join(dir, 'verdict.json'), { recursive: true });
    await expect(openJournal(dir)).rejects.toThrow(`cannot remove ${join(dir, 'verdict.json')}`);
  });
});

describe('lineWriter on a disk that refuses', () => {
  test('a full disk stops the run with the path and what to do', async () => {
    const writer = lineWriter(lineFile(await open('/dev/full', 'w')), '/evidence/observations.jsonl');
    const words = 'cannot write /evidence/observations.jsonl: the disk is full (ENOSPC)';
    await expect(writer.append('{}')).rejects.toThrow(words);
    await expect(writer.append('{}')).rejects.toThrow(words);
    const error = await writer.close().catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(ChangeoverError);
    expect((error as ChangeoverError).problems[0]).toMatchObject({
      code: 'io',
      hint: 'Free some space, or name another disk with `evidence-dir`.',
    });
  });

  test('cuts the part of a line off again that got through', async () => {
    const disk = smallDisk(20);
    const writer = lineWriter(disk, 'observations.jsonl');
    await writer.append('first line');
    await expect(writer.append('second line')).rejects.toThrow('the disk is full');
    await expect(writer.append('x')).rejects.toThrow('the disk is full');
    await expect(writer.close()).rejects.toThrow('the disk is full');
    expect(disk.content()).toBe('first line\n');
    expect(disk.isClosed()).toBe(true);
  });

  test('of lines that come together, those stay that got through whole', async () => {
    const disk = smallDisk(20);
    const writer = lineWriter(disk, 'observations.jsonl');
    const appended = ['one', 'two', 'three', 'no room for this one', 'x'].map((line) => writer.append(line));
    const kept = await Promise.allSettled(appended);
    expect(kept.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected']);
    await expect(writer.close()).rejects.toThrow('the disk is full');
    expect(disk.content()).toBe('one\ntwo\nthree\n');
  });

  test('keeps the order of lines, whether they come alone or together', async () => {
    const disk = smallDisk(4_000);
    const writer = lineWriter(disk, 'observations.jsonl');
    const lines = Array.from({ length: 300 }, (_, index) => `line ${index}`);
    const turns = [1, 2, 3, 50, 2, 1, 200, 41];
    for (let from = 0; from < lines.length; ) {
      const together = lines.slice(from, from + (turns.shift() ?? 1));
      await Promise.all(together.map((line) => writer.append(line)));
      from += together.length;
    }
    await writer.close();
    expect(disk.content()).toBe(`${lines.join('\n')}\n`);
  });

  test('leaves nothing of a first line that did not get through', async () => {
    const disk = smallDisk(4);
    const writer = lineWriter(disk, 'observations.jsonl');
    await expect(writer.append('first line')).rejects.toThrow('the disk is full');
    await expect(writer.close()).rejects.toThrow('the disk is full');
    expect(disk.content()).toBe('');
  });

  test('a disk that refuses from the first byte loses nothing of what stood before', async () => {
    const disk = smallDisk(8);
    const writer = lineWriter(disk, 'observations.jsonl');
    await writer.append('1234567');
    await expect(Promise.all([writer.append('a'), writer.append('b')])).rejects.toThrow('the disk is full');
    await expect(writer.close()).rejects.toThrow('the disk is full');
    expect(disk.content()).toBe('1234567\n');
  });

  test('a sync that fails is an error at the latest when it closes', async () => {
    const disk = { ...smallDisk(100), datasync: () => setImmediate().then(() => Promise.reject(systemError('EIO'))) };
    const writer = lineWriter(disk, 'observations.jsonl');
    await writer.append('line');
    await expect(writer.close()).rejects.toThrow('cannot write observations.jsonl');
  });

  test('nothing is appended after closing', async () => {
    const writer = lineWriter(smallDisk(100), 'observations.jsonl');
    await writer.close();
    await expect(writer.append('late')).rejects.toThrow('observations.jsonl is closed');
  });
});

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A file on a disk with room for so many bytes, which writes what fits before it refuses, as real ones do. */
function smallDisk(room: number): LineFile & { content(): string; isClosed(): boolean } {
  const bytes = Buffer.alloc(room);
  let size = 0;
  let closed = false;
  return {
    write: (data, offset, length, position) => {
      const fits = Math.min(length, room - position, 4);
      if (fits <= 0) throw systemError('ENOSPC');
      bytes.set(data.subarray(offset, offset + fits), position);
      size = Math.max(size, position + fits);
      return fits;
    },
    datasync: () => Promise.resolve(),
    truncate: (to) => {
      size = to;
    },
    close: () => {
      closed = true;
      return Promise.resolve();
    },
    content: () => bytes.subarray(0, size).toString('utf8'),
    isClosed: () => closed,
  };
}
