import { appendFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../src/core/contracts/cell.ts';
import { sha256 } from '../../../src/core/contracts/digest.ts';
import { openJournal } from '../../../src/workspace/evidence/journal.ts';
import { readEvidence, readObservations, readObservationsOf } from '../../../src/workspace/evidence/read-evidence.ts';
import { writeEvidence } from '../../../src/workspace/evidence/write-evidence.ts';
import { manifestComplaints, observationOf, temporaryFolder, VERDICT, YARDSTICK } from './support.ts';

const OBSERVATIONS = [
  observationOf('c-1'),
  observationOf('c-1', { side: 'target', trial: 0, replayed: true, servedModel: 'm', requestId: 'r' }),
  observationOf('c-1', { side: 'target', trial: 1, purpose: 'confirm', stopReason: 'max-tokens' }),
  {
    application: 'triage',
    side: 'source',
    caseId: 'c-2',
    trial: 0,
    purpose: 'plan',
    outcome: 'failed',
    attempts: 5,
    error: { kind: 'throttled', message: 'throttled', httpStatus: 429, requestId: 'r' },
    requestSha256: 'f'.repeat(64),
  },
] as const satisfies readonly Observation[];

/** The evidence of a whole run in a folder of its own. */
async function runIn(dir: string): Promise<string> {
  const journal = await openJournal(dir);
  for (const observation of OBSERVATIONS) await journal.append(observation);
  await journal.close();
  await writeEvidence(dir, { verdict: VERDICT, yardstick: YARDSTICK, comment: 'words\n', observed: true });
  return dir;
}

async function observationsOf(dir: string): Promise<readonly Observation[]> {
  return collected((await readEvidence(dir)).observations());
}

async function collected(observations: AsyncIterable<Observation>): Promise<readonly Observation[]> {
  const found: Observation[] = [];
  for await (const observation of observations) found.push(observation);
  return found;
}

describe('evidence', () => {
  test('is read back as it was', async () => {
    const dir = await runIn(await temporaryFolder());
    const { verdict, yardstick, comment } = await readEvidence(dir);
    expect(verdict).toEqual(VERDICT);
    // Cases are read when they are looked at: as JSON all of them can be seen.
    expect(JSON.parse(JSON.stringify(yardstick))).toEqual(YARDSTICK);
    expect(Object.hasOwn(yardstick?.applications[0]?.suite.cases[0]?.vars ?? {}, '__proto__')).toBe(true);
    expect(comment).toBe('words\n');
    expect(await observationsOf(dir)).toEqual(OBSERVATIONS);
    expect(await manifestComplaints(dir)).toEqual([]);
  });

  test('is the same to the byte for the same data, keys sorted', async () => {
    const [a, b] = [await runIn(await temporaryFolder()), await runIn(await temporaryFolder())];
    for (const name of await readdir(a))
      expect(await readFile(join(a, name)), name).toEqual(await readFile(join(b, name)));
    const { verdict, ...rest } = VERDICT;
    const turned = await temporaryFolder();
    await writeEvidence(turned, { verdict: { ...rest, verdict }, comment: 'words\n', observed: false });
    const text = await readFile(join(turned, 'verdict.json'), 'utf8');
    expect(text).toBe(await readFile(join(a, 'verdict.json'), 'utf8'));
    expect(text.startsWith('{\n  "attempt": 1,\n  "base": ')).toBe(true);
    expect(text.endsWith('}\n')).toBe(true);
  });

  test('the manifest lists every file with size and digest', async () => {
    const dir = await temporaryFolder();
    const documents = { 'junit.xml': '<testsuites/>' };
    await writeEvidence(dir, { verdict: VERDICT, comment: 'ä', documents, observed: false });
    expect(JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8'))).toEqual({
      schema: 'changeover/manifest@1',
      files: {
        'comment.md': { bytes: 2, sha256: sha256('ä') },
        'junit.xml': { bytes: 13, sha256: sha256('<testsuites/>') },
        'verdict.json': {
          bytes: (await readFile(join(dir, 'verdict.json'))).length,
          sha256: sha256(await readFile(join(dir, 'verdict.json'))),
        },
      },
    });
  });

  test('an older run’s files that this one does not have go', async () => {
    const dir = await runIn(await temporaryFolder());
    await writeEvidence(dir, { verdict: VERDICT, comment: '', observed: false });
    expect((await readdir(dir)).sort()).toEqual(['comment.md', 'manifest.json', 'verdict.json']);
    expect(await observationsOf(dir)).toEqual([]);
    expect((await readEvidence(dir)).yardstick).toBeUndefined();
  });

  test('a failed write leaves no manifest and no half files', async () => {
    const dir = await runIn(await temporaryFolder());
    await rm(join(dir, 'comment.md'));
    await mkdir(join(dir, 'comment.md'));
    await expect(writeEvidence(dir, { verdict: VERDICT, comment: 'new', observed: true })).rejects.toThrow(
      `cannot write ${join(dir, 'comment.md')}: a folder is in its place (EISDIR)`,
    );
    expect((await readdir(dir)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(await manifestComplaints(dir)).toEqual([expect.stringContaining('manifest.json is missing')]);
  });

  test('a number that JSON cannot hold leaves what was there', async () => {
    const dir = await runIn(await temporaryFolder());
    const verdict = { ...VERDICT, costUsd: Number.NaN };
    await expect(writeEvidence(dir, { verdict, comment: 'new', observed: true })).rejects.toThrow(RangeError);
    expect(await manifestComplaints(dir)).toEqual([]);
  });

  test('documents have plain names of their own', async () => {
    const dir = await temporaryFolder();
    for (const name of ['../x', 'a/b', 'verdict.json', 'manifest.json', 'observations.jsonl', '.hidden', '']) {
      const evidence = { verdict: VERDICT, comment: '', documents: { [name]: 'x' }, observed: false };
      await expect(writeEvidence(dir, evidence), name).rejects.toThrow('is no name for a document');
    }
    expect(await readdir(dir)).toEqual([]);
  });

  test('a link in a file’s place is replaced, not followed', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'precious'), 'precious');
    const dir = join(folder, 'evidence');
    await mkdir(dir);
    await symlink(join(folder, 'precious'), join(dir, 'verdict.json'));
    await writeEvidence(dir, { verdict: VERDICT, comment: '', observed: false });
    expect(await readFile(join(folder, 'precious'), 'utf8')).toBe('precious');
    expect(await manifestComplaints(dir)).toEqual([]);
  });
});

describe('readEvidence', () => {
  test('says what is missing', async () => {
    const dir = await temporaryFolder();
    await expect(readEvidence(dir)).rejects.toThrow(`${join(dir, 'verdict.json')} is missing`);
    await expect(readEvidence(join(dir, 'nowhere'))).rejects.toThrow('is missing');
  });

  test('names file and member of what does not fit', async () => {
    const dir = await runIn(await temporaryFolder());
    const path = join(dir, 'verdict.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"n": 100', '"n": "100"'));
    await expect(readEvidence(dir)).rejects.toThrow(`${path}: migrations[0].comparisons[0].n: `);
    await writeFile(path, text.replaceAll('"tango"', '"guess"'));
    await expect(readEvidence(dir)).rejects.toThrow('method: not one of tango, paired-t');
    await writeFile(path, text.replace('verdict@1', 'verdict@2'));
    await expect(readEvidence(dir)).rejects.toThrow(`${path}: schema: `);
    await writeFile(path, text.slice(0, 100));
    await expect(readEvidence(dir)).rejects.toThrow(`${path}: not JSON`);
  });

  test('a missing member of the yardstick is an error', async () => {
    const dir = await runIn(await temporaryFolder());
    const path = join(dir, 'yardstick.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"seed": 4294967295', '"sneed": 1'));
    await expect(readEvidence(dir)).rejects.toThrow(`${path}: seed: `);
  });

  test('names the line of a bad observation', async () => {
    const dir = await runIn(await temporaryFolder());
    const path = join(dir, 'observations.jsonl');
    const good = await readFile(path, 'utf8');
    const read = async (text: string) => {
      await writeFile(path, text);
      return observationsOf(dir);
    };
    await expect(read(`${good}{"oops\n`)).rejects.toThrow(`${path}:5: not JSON`);
    await expect(read(`${good}\n`)).rejects.toThrow(`${path}:5: not JSON`);
    await expect(read(`${good}{"application":"a"`)).rejects.toThrow(`${path}:5: cut off: the line does not end`);
    await expect(read(good.replace('"throttled",', '"bored",'))).rejects.toThrow(`${path}:4: error.kind: `);
    await expect(read(good.replace('"attempts":1', '"attempts":-1'))).rejects.toThrow(`${path}:1: attempts: `);
    await expect(read(`${good}${good.split('\n')[0]}\n`)).rejects.toThrow(
      `${path}:5: this cell (source, trial 0) stands on line 1 already (application triage, case c-1)`,
    );
  });

  test('of some cases alone', async () => {
    const path = join(await runIn(await temporaryFolder()), 'observations.jsonl');
    const all = await collected(readObservations(path));
    const wanted = new Set([all[0]?.caseId ?? '', 'no such case']);
    expect(await collected(readObservationsOf(path, wanted))).toEqual(all.filter(({ caseId }) => wanted.has(caseId)));
    expect(await collected(readObservationsOf(path, new Set()))).toEqual([]);
    expect(await collected(readObservationsOf(join(path, '..', 'nowhere.jsonl'), wanted))).toEqual([]);
  });

  test('names the line of a bad observation of a case that is asked for, and of what is no observation', async () => {
    const path = join(await runIn(await temporaryFolder()), 'observations.jsonl');
    const good = await readFile(path, 'utf8');
    const [first = ''] = good.split('\n');
    const wanted = new Set([(JSON.parse(first) as Observation).caseId]);
    const read = async (text: string) => {
      await writeFile(path, text);
      return collected(readObservationsOf(path, wanted));
    };
    await expect(read(`${good}{"oops\n`)).rejects.toThrow(`${path}:5: not JSON`);
    await expect(read(`${good}null\n`)).rejects.toThrow(`${path}:5: `);
    await expect(read(good.replace('"attempts":1', '"attempts":-1'))).rejects.toThrow(`${path}:1: attempts: `);
  });

  test('reads lines that span many chunks', async () => {
    const dir = await temporaryFolder();
    const journal = await openJournal(dir);
    const large = [observationOf('c-1', { output: 'ä€𝄞'.repeat(100_000) }), observationOf('c-2', { output: 'x' })];
    for (const observation of large) await journal.append(observation);
    await journal.close();
    await writeEvidence(dir, { verdict: VERDICT, comment: '', observed: true });
    expect(await observationsOf(dir)).toEqual(large);
  });

  test('does not read links or folders in a file’s place', async () => {
    const dir = await runIn(await temporaryFolder());
    const path = join(dir, 'verdict.json');
    await rm(path);
    await symlink('/etc/hostname', path);
    await expect(readEvidence(dir)).rejects.toThrow(`cannot read ${path}: a symbolic link is in its place (ELOOP)`);
    await rm(path);
    await mkdir(path);
    await expect(readEvidence(dir)).rejects.toThrow(`${path} is no regular file`);
  });
});

describe('checkManifest', () => {
  test('finds what was changed, cut, removed or slipped in', async () => {
    const dir = await runIn(await temporaryFolder());
    await appendFile(join(dir, 'comment.md'), 'x');
    expect(await manifestComplaints(dir)).toEqual([
      expect.stringContaining('comment.md: comment.md has 7 bytes, and the manifest says 6'),
    ]);
    await writeFile(join(dir, 'comment.md'), 'sword\n');
    expect(await manifestComplaints(dir)).toEqual([
      expect.stringMatching(/comment\.md has the SHA-256 [0-9a-f]{64}, and/),
    ]);
    await rm(join(dir, 'comment.md'));
    expect(await manifestComplaints(dir)).toEqual([expect.stringContaining('comment.md is missing')]);
    await writeFile(join(dir, 'comment.md'), 'words\n');
    await writeFile(join(dir, 'junit.xml'), '<passed/>');
    await writeFile(join(dir, 'mine.txt'), 'foreign');
    expect(await manifestComplaints(dir)).toEqual([expect.stringContaining('manifest.json does not list junit.xml')]);
  });

  test('reports every disagreement at once', async () => {
    const dir = await runIn(await temporaryFolder());
    await rm(join(dir, 'comment.md'));
    await appendFile(join(dir, 'verdict.json'), ' ');
    expect(await manifestComplaints(dir)).toHaveLength(2);
  });

  test('a manifest cannot lead out of its directory, nor be empty', async () => {
    const dir = await runIn(await temporaryFolder());
    const digest = { bytes: 1, sha256: '0'.repeat(64) };
    const manifest = (files: object) =>
      writeFile(join(dir, 'manifest.json'), JSON.stringify({ schema: 'changeover/manifest@1', files }));
    await manifest({ '../../etc/hostname': digest });
    expect((await manifestComplaints(dir))[0]).toContain('which is no name of a file beside it');
    await manifest({});
    expect(await manifestComplaints(dir)).toContainEqual(expect.stringContaining('does not list verdict.json'));
    await manifest({ 'verdict.json': { bytes: 1, sha256: 'x' } });
    expect((await manifestComplaints(dir))[0]).toContain('files.verdict.json.sha256: not a SHA-256 in hexadecimal');
    await writeFile(join(dir, 'manifest.json'), 'null');
    expect(await manifestComplaints(dir)).toHaveLength(1);
  });
});

test('redacts every text, piece by piece, and gives their digests in the manifest', async () => {
  const dir = await temporaryFolder();
  const redact = (text: string) => text.replaceAll('triage', '[redacted]');
  const documents = { 'further.json': '"triage"' };
  const manifest = await writeEvidence(
    dir,
    { verdict: VERDICT, yardstick: YARDSTICK, comment: 'of triage', documents, observed: false },
    { redact },
  );
  for (const name of Object.keys(manifest.files)) {
    const text = await readFile(join(dir, name), 'utf8');
    expect(text, name).toContain('[redacted]');
    expect(text, name).not.toContain('triage');
  }
  expect(await manifestComplaints(dir)).toEqual([]);
});
