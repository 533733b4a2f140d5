import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ChangeoverError } from '../../../src/core/contracts/problem.ts';
import { openJournal } from '../../../src/workspace/evidence/journal.ts';
import { readEvidence } from '../../../src/workspace/evidence/read-evidence.ts';
import { readLines } from '../../../src/workspace/evidence/read-lines.ts';
import { writeEvidence } from '../../../src/workspace/evidence/write-evidence.ts';
import { observationOf, temporaryFolder, VERDICT, YARDSTICK } from './support.ts';

/** More levels than the stack of any machine has frames. */
const DEEP = 200_000;
const lists = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

/** Evidence of a run into one of whose files somebody wrote a member that no schema knows. */
async function readWith(file: string, member: string): Promise<void> {
  const dir = await temporaryFolder();
  const journal = await openJournal(dir);
  await journal.append(observationOf('c-1'));
  await journal.close();
  await writeEvidence(dir, { verdict: VERDICT, yardstick: YARDSTICK, comment: 'words\n', observed: true });
  const path = join(dir, file);
  await writeFile(path, (await readFile(path, 'utf8')).replace('{', `{"planted":${member},`));
  const evidence = await readEvidence(dir);
  for await (const _ of evidence.observations());
}

describe('evidence that nests without end', () => {
  for (const file of ['verdict.json', 'yardstick.json', 'observations.jsonl']) {
    test.each([
      ['lists', lists(DEEP)],
      ['objects', objects(DEEP)],
      ['one level too many', lists(101)],
    ])(`in ${file}, with %s, is refused by name`, async (_, member) => {
      const error = await readWith(file, member).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ChangeoverError);
      expect((error as ChangeoverError).problems).toMatchObject([
        {
          code: 'evidence',
          message: 'nested more than 100 levels deep',
          place: { file: expect.stringContaining(file) },
        },
      ]);
    });

    test(`in ${file} may be as deep as a layer may`, async () => {
      await expect(readWith(file, objects(80))).resolves.toBeUndefined();
    });
  }
});

test('a line of more than 64 MiB is refused before it is taken in', async () => {
  const path = join(await temporaryFolder(), 'observations.jsonl');
  await writeFile(path, '{}\n');
  await truncate(path, 65 * 1024 * 1024);
  const reading = async () => {
    for await (const _ of readLines(path));
  };
  await expect(reading()).rejects.toThrow(/observations\.jsonl:2: longer than 67108864 bytes/);
});
