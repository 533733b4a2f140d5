import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addAttempt, earlierVerdicts } from '../../../src/workspace/replies/attempts.ts';
import { emptyFolder, keyNo } from './support.ts';

const [ONE, OTHER] = [keyNo(1), keyNo(2)];
const session = '20261122T171800Z-a';

test('verdicts of one comparison, the oldest first', async () => {
  const folder = emptyFolder();
  expect(await earlierVerdicts(folder, ONE)).toEqual([]);
  for (const [comparison, verdict] of [
    [ONE, 'fail'],
    [OTHER, 'pass'],
    [ONE, 'inconclusive'],
    [ONE, 'pass'],
  ] as const) {
    await addAttempt(folder, { comparison, session, verdict });
  }
  expect(await earlierVerdicts(folder, ONE)).toEqual(['fail', 'inconclusive', 'pass']);
  expect(await earlierVerdicts(folder, OTHER)).toEqual(['pass']);
  expect(statSync(join(folder, 'attempts.jsonl')).mode & 0o777).toBe(0o600);
});

test('two processes at once lose none', async () => {
  const folder = emptyFolder();
  await Promise.all(
    Array.from({ length: 40 }, () => addAttempt(folder, { comparison: ONE, session, verdict: 'pass' })),
  );
  expect(await earlierVerdicts(folder, ONE)).toHaveLength(40);
});

test('lines that are none are passed over, and a torn one takes no other with it', async () => {
  const folder = emptyFolder();
  const path = join(folder, 'attempts.jsonl');
  writeFileSync(
    path,
    [
      'noise',
      `{"comparison":"${ONE}","session":"s","verdict":"excellent"}`,
      `{"comparison":["${ONE}"],"session":"s","verdict":"pass"}`,
      `{"comparison":"${ONE}","session":"s","verdict":"fail"}`,
      `{"comparison":"${ONE}","sess`,
    ].join('\n'),
  );
  await addAttempt(folder, { comparison: ONE, session, verdict: 'pass' });
  expect(await earlierVerdicts(folder, ONE)).toEqual(['fail', 'pass']);
  expect(readFileSync(path, 'utf8')).toMatch(/"sess\n\{"comparison".*\}\n$/);
});

test('of a file without end the end is read', async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'attempts.jsonl'), `${'x'.repeat(8 * 1024 * 1024)}\n`);
  await addAttempt(folder, { comparison: ONE, session, verdict: 'fail' });
  expect(await earlierVerdicts(folder, ONE)).toEqual(['fail']);
});

test('a link in its place is neither read nor written', async () => {
  const folder = emptyFolder();
  const elsewhere = join(emptyFolder(), 'file');
  writeFileSync(elsewhere, `{"comparison":"${ONE}","session":"s","verdict":"pass"}\n`);
  symlinkSync(elsewhere, join(folder, 'attempts.jsonl'));
  expect(await earlierVerdicts(folder, ONE)).toEqual([]);
  await expect(addAttempt(folder, { comparison: ONE, session, verdict: 'pass' })).rejects.toThrow(
    /cannot write .*attempts\.jsonl: a symbolic link is in its place/,
  );
});
