import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refuseForeignFiles } from '../../../src/workspace/evidence/foreign-files.ts';
import { openJournal } from '../../../src/workspace/evidence/journal.ts';
import { makeFolder } from '../../../src/workspace/evidence/make-folder.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'folder-'));

describe('makeFolder', () => {
  it('makes what is missing, and says whether that was anything', async () => {
    const path = join(folder(), 'a', 'b', 'c');
    expect(await makeFolder(path)).toBe(true);
    expect(await makeFolder(path)).toBe(false);
    expect(existsSync(path)).toBe(true);
  });

  it('takes a link to a folder for one', async () => {
    const [real, link] = [folder(), join(folder(), 'link')];
    symlinkSync(real, link);
    expect(await makeFolder(join(link, 'below'))).toBe(true);
    expect(readdirSync(real)).toEqual(['below']);
  });

  it.runIf(process.platform === 'linux')('gives up where nothing can be made', async () => {
    await expect(makeFolder('/proc/changeover/below')).rejects.toThrow(/ENOENT|EACCES|EPERM/);
  });

  it('refuses a file and a link into nowhere on the way', async () => {
    const root = folder();
    writeFileSync(join(root, 'file'), '');
    symlinkSync(join(root, 'nowhere'), join(root, 'dangling'));
    await expect(makeFolder(join(root, 'file'))).rejects.toThrow(/EEXIST/);
    await expect(makeFolder(join(root, 'file', 'below'))).rejects.toThrow(/ENOTDIR/);
    await expect(makeFolder(join(root, 'dangling', 'below'))).rejects.toThrow(/EEXIST/);
  });
});

describe('files of somebody else', () => {
  it.each(['manifest.json', 'junit.xml', 'report.html', 'comment.md'])('%s is never replaced', async (name) => {
    const dir = folder();
    writeFileSync(join(dir, name), 'mine');
    await expect(openJournal(dir)).rejects.toThrow(`${join(dir, name)} is not of an earlier run`);
    expect(readFileSync(join(dir, name), 'utf8')).toBe('mine');
    expect(readdirSync(dir)).toEqual([name]);
  });

  it('others do not matter', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'package.json'), '{}');
    await refuseForeignFiles(dir);
    await (await openJournal(dir)).close();
    expect(readdirSync(dir).sort()).toEqual(['observations.jsonl', 'package.json']);
  });

  it('an earlier run’s are its own, however far it got', async () => {
    const dir = folder();
    await (await openJournal(dir)).close();
    writeFileSync(join(dir, 'manifest.json'), '{}');
    await (await openJournal(dir)).close();
    expect(readdirSync(dir)).toEqual(['observations.jsonl']);
  });
});

describe('two runs at once in one folder', () => {
  it('the one whose journal was replaced says so, the other does not mind', async () => {
    const dir = folder();
    const [first, second] = [await openJournal(dir), await openJournal(dir)];
    await expect(first.close()).rejects.toThrow(/another run has begun in the same folder/);
    await second.close();
  });

  it('a journal that was removed while it was written is none', async () => {
    const dir = folder();
    const journal = await openJournal(dir);
    rmSync(journal.path);
    await expect(journal.close()).rejects.toThrow(/or the file was removed/);
  });
});
