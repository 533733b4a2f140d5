import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, keptReply, keyNo, open } from './support.ts';

/** Lets this process write files of so many bytes at most while it works: the disk refuses as a full one does. */
async function withFileSize<T>(bytes: number, work: () => Promise<T>): Promise<T> {
  const limit = (soft: string) => execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${soft}:`]);
  limit(String(bytes));
  try {
    return await work();
  } finally {
    limit('unlimited');
  }
}

test('what fitted is kept, the rest is not, and it is said once', async () => {
  const folder = emptyFolder();
  const { store, warnings } = await open(folder);
  await withFileSize(64 * 1024, async () => {
    for (let number = 0; number < 40; number += 1) await store.keep(keyNo(number), keptReply('x'.repeat(5000)));
    expect(await store.find(keyNo(3))).toBeDefined();
    await store.close();
  });
  expect(warnings).toEqual([
    expect.stringMatching(
      /^cannot write .*-a\.jsonl: the file would be larger than is allowed \(EFBIG\)\n {2}The run goes on/,
    ),
  ]);
  // No part of a line is left behind.
  expect(readFileSync(join(folder, '20261122T171800Z-a.jsonl'), 'utf8')).toMatch(/\}\n$/);
  const later = await open(folder, 'b');
  expect(later.store.size).toBe(12);
  expect((await later.store.find(keyNo(11)))?.reply).toEqual(keptReply('x'.repeat(5000)));
  await later.store.close();
  expect(later.warnings).toEqual([]);
});
