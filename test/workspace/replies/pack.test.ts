import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fittingFiles, folderFiles } from '../../../src/workspace/replies/pack/folder-files.ts';
import { readPack } from '../../../src/workspace/replies/pack/read-pack.ts';
import { writePack } from '../../../src/workspace/replies/pack/write-pack.ts';

const ORIGIN = 'octocat/shop pull request 12';
const NOW = new Date('2026-11-22T12:00:00Z');
const SEGMENT = '20261122T100000Z-abc.jsonl';

const newFolder = () => mkdtempSync(join(tmpdir(), 'changeover-pack-'));

function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = newFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

async function packOf(folder: string, origin = ORIGIN): Promise<string> {
  const path = join(newFolder(), 'pack');
  await writePack(path, { folder, files: await folderFiles(folder), origin });
  return path;
}

async function unpackTo(folder: string, path: string, origin = ORIGIN) {
  return await readPack(path, { folder, scratch: newFolder(), origin, now: NOW });
}

/** A pack that nobody but an attacker would write. */
function madeUp(header: unknown, body = ''): string {
  const path = join(newFolder(), 'pack');
  writeFileSync(path, gzipSync(`${JSON.stringify(header)}\n${body}`));
  return path;
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const headerOf = (files: readonly object[]) => ({ format: 'changeover/replies@1', origin: ORIGIN, files });
const entry = (name: string, text: string, more: object = {}) => ({
  name,
  size: Buffer.byteLength(text),
  sha256: digest(text),
  usedAt: 0,
  ...more,
});

describe('a pack of replies', () => {
  it('brings files over byte by byte, with when they were last used', async () => {
    const binary = Buffer.from([0, 10, 255, 10]);
    const from = folderOf({ [SEGMENT]: 'one\ntwo\n', 'attempts.jsonl': '{}\n', 'empty.jsonl': '', 'b.jsonl': binary });
    utimesSync(join(from, SEGMENT), 1000, 1000);
    const to = join(newFolder(), 'replies');
    const unpacked = await unpackTo(to, await packOf(from));
    expect(readdirSync(to).sort()).toEqual(readdirSync(from).sort());
    expect(readFileSync(join(to, SEGMENT), 'utf8')).toBe('one\ntwo\n');
    expect(readFileSync(join(to, 'b.jsonl'))).toEqual(binary);
    expect(statSync(join(to, SEGMENT)).mtimeMs).toBe(1_000_000);
    expect(statSync(join(to, SEGMENT)).mode & 0o777).toBe(0o600);
    expect(unpacked.find(({ name }) => name === SEGMENT)).toEqual({ name: SEGMENT, size: 8, replies: 2 });
  });

  it('holds files that are larger than any buffer', async () => {
    const text = `${'0123456789abcdef'.repeat(64)}\n`.repeat(5000);
    const to = newFolder();
    const [file] = await unpackTo(to, await packOf(folderOf({ [SEGMENT]: text })));
    expect(file?.replies).toBe(5000);
    expect(readFileSync(join(to, SEGMENT), 'utf8')).toBe(text);
  });

  it('holds no links, no folders and nothing of another name', async () => {
    const folder = folderOf({ [SEGMENT]: 'one\n', '.hidden.jsonl': 'x', 'notes.txt': 'x', 'a b.jsonl': 'x' });
    symlinkSync('/etc/hostname', join(folder, 'link.jsonl'));
    mkdirSync(join(folder, 'folder.jsonl'));
    expect((await folderFiles(folder)).map(({ name }) => name)).toEqual([SEGMENT]);
    expect(await folderFiles(join(folder, 'nowhere'))).toEqual([]);
  });

  it('keeps those first that were used last, as far as there is room', () => {
    const files = [
      { name: 'old.jsonl', size: 30, usedAt: 1 },
      { name: 'large.jsonl', size: 90, usedAt: 3 },
      { name: 'new.jsonl', size: 60, usedAt: 4 },
      { name: 'older.jsonl', size: 20, usedAt: 0 },
    ];
    expect(fittingFiles(files, 100).map(({ name }) => name)).toEqual(['new.jsonl', 'old.jsonl']);
  });

  it('replaces nothing that is there', async () => {
    const to = folderOf({ [SEGMENT]: 'mine\n' });
    await unpackTo(to, await packOf(folderOf({ [SEGMENT]: 'theirs\n', 'b.jsonl': 'b\n' })));
    expect(readFileSync(join(to, SEGMENT), 'utf8')).toBe('mine\n');
    expect(readFileSync(join(to, 'b.jsonl'), 'utf8')).toBe('b\n');
  });

  it('of another pull request is refused', async () => {
    const pack = await packOf(folderOf({ [SEGMENT]: 'one\n' }), 'octocat/shop pull request 13');
    await expect(unpackTo(newFolder(), pack)).rejects.toThrow('it is of another pull request or repository');
  });

  it('cannot be used later than now', async () => {
    const to = newFolder();
    await unpackTo(to, madeUp(headerOf([entry(SEGMENT, 'x', { usedAt: Number.MAX_SAFE_INTEGER })]), 'x'));
    expect(statSync(join(to, SEGMENT)).mtimeMs).toBe(NOW.getTime());
  });

  it.each([
    ['a path', headerOf([entry('../up.jsonl', 'x')]), 'x', 'does not begin as a pack'],
    ['an absolute path', headerOf([entry('/tmp/up.jsonl', 'x')]), 'x', 'does not begin as a pack'],
    ['a name twice', headerOf([entry(SEGMENT, 'x'), entry(SEGMENT, 'x')]), 'xx', 'does not begin as a pack'],
    ['a size beyond the limit', headerOf([entry(SEGMENT, '', { size: 2 ** 40 })]), '', 'does not begin as a pack'],
    ['a format to come', { ...headerOf([]), format: 'changeover/replies@2' }, '', 'does not begin as a pack'],
    ['no header', 'hello', '', 'does not begin as a pack'],
    ['another content', headerOf([entry(SEGMENT, 'x')]), 'y', 'does not match its digest'],
    ['too little', headerOf([entry(SEGMENT, 'xyz')]), 'x', 'ends before its time'],
    ['too much', headerOf([entry(SEGMENT, 'x')]), 'xyz', 'goes on behind its last file'],
  ])('with %s is refused as a whole', async (_, header, body, message) => {
    const to = join(newFolder(), 'replies');
    await expect(unpackTo(to, madeUp(header, body))).rejects.toThrow(message);
    expect(() => statSync(to)).toThrow('ENOENT');
  });

  it('none of whose lines ends is refused before it fills the memory', async () => {
    const path = join(newFolder(), 'pack');
    writeFileSync(path, gzipSync(Buffer.alloc(64 * 1024 * 1024, 'a')));
    await expect(unpackTo(newFolder(), path)).rejects.toThrow('no line ends within 2097152 bytes');
  });

  it('that is no gzip, cut off, a link or a folder is refused', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'text'), 'no gzip at all');
    const pack = await packOf(folderOf({ [SEGMENT]: 'x'.repeat(1000) }));
    writeFileSync(join(folder, 'cut'), readFileSync(pack).subarray(0, 150));
    symlinkSync(pack, join(folder, 'link'));
    for (const name of ['text', 'cut', 'link', '.', 'absent']) {
      await expect(unpackTo(newFolder(), join(folder, name)), name).rejects.toThrow();
    }
  });
});
