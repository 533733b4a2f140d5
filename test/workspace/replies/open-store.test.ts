import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/core/contracts/digest.ts';
import { writeReplyLine } from '../../../src/workspace/replies/reply-line.ts';
import { outdatedSegments } from '../../../src/workspace/replies/segments.ts';
import { emptyFolder, keepAll, keptReply, keyNo, NOW, open } from './support.ts';

const SEGMENT = '20261122T171800Z-a.jsonl';

describe('kept replies', () => {
  test('are found by a later session, with the name of the one that kept them', async () => {
    const folder = join(emptyFolder(), 'new', 'replies');
    const replies = Array.from({ length: 500 }, (_, number) => keptReply(`reply ${number} ✓`));
    await keepAll(folder, replies);
    const { store, warnings } = await open(folder, 'b');
    expect(store.size).toBe(500);
    for (const [number, reply] of replies.entries()) {
      expect(await store.find(keyNo(number))).toEqual({ session: '20261122T171800Z-a', reply });
    }
    expect(await store.find(keyNo(500))).toBeUndefined();
    expect([store.has(keyNo(7)), store.has(keyNo(500))]).toEqual([true, false]);
    await store.close();
    expect(warnings).toEqual([]);
    // Nothing was kept, so nothing is left.
    expect(readdirSync(folder).sort()).toEqual(['.gitignore', SEGMENT]);
  });

  test('are found by the session that keeps them, as soon as they are kept', async () => {
    const { store } = await open(emptyFolder());
    await Promise.all([store.keep(keyNo(1), keptReply('one')), store.keep(keyNo(2), keptReply('two'))]);
    expect(await store.find(keyNo(2))).toEqual({ session: store.session, reply: keptReply('two') });
    expect(await store.find(keyNo(1))).toEqual({ session: store.session, reply: keptReply('one') });
    await store.close();
  });

  test('stay: of several replies under one key the first one counts', async () => {
    const folder = emptyFolder();
    await keepAll(folder, [keptReply('first')], 'a');
    await keepAll(folder, [keptReply('second')], 'b');
    const { store } = await open(folder, 'c');
    expect((await store.find(keyNo(0)))?.reply.output).toBe('first');
    await store.close();
  });

  test('hold errors of the variant’s own making, and large outputs', async () => {
    const folder = emptyFolder();
    const error = { kind: 'invalid-request', message: 'no such parameter', httpStatus: 400 } as const;
    const rejected = keptReply('', { outcome: 'rejected', error });
    const large = keptReply('0123456789'.repeat(500_000));
    await keepAll(folder, [rejected, large, keptReply('small')]);
    const { store } = await open(folder, 'b');
    expect((await store.find(keyNo(0)))?.reply).toEqual(rejected);
    expect((await store.find(keyNo(1)))?.reply.output).toHaveLength(5_000_000);
    expect((await store.find(keyNo(2)))?.reply.output).toBe('small');
    await store.close();
  });

  test('are nobody else’s to read', async () => {
    const folder = join(emptyFolder(), 'replies');
    await keepAll(folder, [keptReply()]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, SEGMENT)).mode & 0o777).toBe(0o600);
  });

  test('a name that is none is refused', async () => {
    await expect(open(emptyFolder(), '../x')).rejects.toThrow(/no session name/);
  });
});

describe('two sessions at once', () => {
  test('each find what was there, and a third finds what both kept', async () => {
    const folder = emptyFolder();
    const [one, two] = [await open(folder, 'a'), await open(folder, 'b')];
    await Promise.all(
      Array.from({ length: 50 }, (_, number) =>
        Promise.all([
          one.store.keep(keyNo(number), keptReply(`a ${number}`)),
          two.store.keep(keyNo(100 + number), keptReply(`b ${number}`)),
        ]),
      ),
    );
    await Promise.all([one.store.close(), two.store.close()]);
    const { store } = await open(folder, 'c');
    expect(store.size).toBe(100);
    expect((await store.find(keyNo(149)))?.reply.output).toBe('b 49');
    await store.close();
  });

  test('of one name: the second keeps nothing and says so', async () => {
    const folder = emptyFolder();
    const [one, two] = [await open(folder, 'a'), await open(folder, 'a')];
    await one.store.keep(keyNo(1), keptReply());
    await two.store.keep(keyNo(2), keptReply());
    await two.store.keep(keyNo(3), keptReply());
    await Promise.all([one.store.close(), two.store.close()]);
    expect(two.warnings).toEqual([expect.stringMatching(/cannot create .*-a\.jsonl: something else is there already/)]);
    expect((await open(folder, 'c')).store.size).toBe(1);
  });
});

/** A folder with two good replies between which something is wrong. */
async function spoilt(spoil: (line: string) => string) {
  const folder = emptyFolder();
  await keepAll(folder, [keptReply('zero'), keptReply('one'), keptReply('two')]);
  const path = join(folder, SEGMENT);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  writeFileSync(path, `${lines[0]}\n${spoil(lines[1] ?? '')}\n${lines[2]}\n`);
  const { store, warnings } = await open(folder, 'b');
  const found = [];
  for (const number of [0, 1, 2]) found.push((await store.find(keyNo(number)))?.reply.output);
  return { folder, store, warnings, found };
}

describe('what is in the folder is hostile', () => {
  test.each<[string, (line: string) => string]>([
    ['a flipped bit in the output', (line) => line.replace('"output":"one"', '"output":"onf"')],
    ['a flipped bit in the digest', (line) => line.replace(/(?<="sha256":")./, (digit) => (digit === '0' ? '1' : '0'))],
    ['a flipped bit in the key', (line) => line.replace(/.(?=","reply")/, (digit) => (digit === '0' ? '1' : '0'))],
    [
      'another key’s reply under this key',
      (line) => line.replace(keyNo(1), keyNo(9)).replace(keyNo(9), keyNo(1)).replace('one', 'two'),
    ],
    ['a line that is no reply', () => '{"hello":"world"}'],
    ['an empty line', () => ''],
    ['noise', () => '\u0000\u0001\ufffd'.repeat(100)],
    ['a failed cell', () => writeReplyLine(keyNo(1), { ...keptReply('one'), outcome: 'failed' })],
    ['members that are none of a reply', () => writeReplyLine(keyNo(1), { ...keptReply('one'), attempts: -1 })],
    ['a body that is no JSON', () => lineOf(keyNo(1), '{"outcome":')],
  ])('%s: called for again, and told once', async (_, spoil) => {
    const { store, warnings, found } = await spoilt(spoil);
    expect(found).toEqual(['zero', undefined, 'two']);
    expect(warnings).toEqual([]);
    await store.close();
    expect(warnings).toEqual([
      expect.stringMatching(/^1 kept reply in .* did not match the digest and was not used\n/),
    ]);
  });

  test('members that nobody asked for are dropped', async () => {
    const { store, found } = await spoilt(() =>
      lineOf(keyNo(1), JSON.stringify({ ...keptReply('one'), application: 'other', __proto__x: 1 })),
    );
    expect(found[1]).toBe('one');
    expect((await store.find(keyNo(1)))?.reply).toEqual(keptReply('one'));
    await store.close();
  });

  test('a good reply behind a damaged one of the same key is found, today and tomorrow', async () => {
    const { folder, store } = await spoilt((line) => line.replace('one', 'bad'));
    await store.keep(keyNo(1), keptReply('again'));
    expect((await store.find(keyNo(1)))?.reply.output).toBe('again');
    await store.close();
    const later = await open(folder, 'c');
    expect((await later.store.find(keyNo(1)))?.reply.output).toBe('again');
    await later.store.close();
  });

  test('a last line that a killed process left is passed over in silence', async () => {
    const folder = emptyFolder();
    await keepAll(folder, [keptReply('zero')]);
    const torn = writeReplyLine(keyNo(1), keptReply('one')).slice(0, 90);
    writeFileSync(join(folder, SEGMENT), torn, { flag: 'a' });
    const { store, warnings } = await open(folder, 'b');
    expect([store.size, store.has(keyNo(1))]).toEqual([1, false]);
    await store.close();
    expect(warnings).toEqual([]);
  });

  test('links, folders and files of other names are no segments', async () => {
    const folder = emptyFolder();
    const elsewhere = join(emptyFolder(), SEGMENT);
    writeFileSync(elsewhere, `${writeReplyLine(keyNo(1), keptReply())}\n`);
    symlinkSync(elsewhere, join(folder, '20261122T171800Z-link.jsonl'));
    mkdirSync(join(folder, '20261122T171800Z-folder.jsonl'));
    writeFileSync(join(folder, 'other.jsonl'), `${writeReplyLine(keyNo(1), keptReply())}\n`);
    const { store, warnings } = await open(folder, 'b');
    expect(store.size).toBe(0);
    await store.close();
    expect([warnings, existsSync(elsewhere)]).toEqual([[], true]);
  });
});

describe('a folder that refuses', () => {
  test('a file in its place: nothing found, nothing kept, said once', async () => {
    const folder = join(emptyFolder(), 'replies');
    writeFileSync(folder, 'a file');
    const { store, warnings } = await open(folder);
    await store.keep(keyNo(1), keptReply());
    expect(await store.find(keyNo(1))).toBeUndefined();
    await store.close();
    expect(warnings).toEqual([
      expect.stringMatching(/^cannot use .*replies: something else is there already \(EEXIST\)/),
    ]);
    expect(readFileSync(folder, 'utf8')).toBe('a file');
  });

  test('a file in the way: said once', async () => {
    const file = join(emptyFolder(), 'file');
    writeFileSync(file, '');
    const { store, warnings } = await open(join(file, 'replies'));
    await store.keep(keyNo(1), keptReply());
    await store.close();
    expect(warnings).toEqual([expect.stringMatching(/part of the path is no folder \(ENOTDIR\)\n {2}The run goes on/)]);
  });
});

const DAY = 24 * 60 * 60 * 1000;

describe('pruning', () => {
  test('what nobody used for 30 days goes when the folder is opened', async () => {
    const folder = emptyFolder();
    await keepAll(folder, [keptReply('old')], 'a');
    await keepAll(folder, [keptReply('used'), keptReply('new')], 'b');
    const age = (letter: string, days: number) => {
      const date = new Date(NOW.getTime() - days * DAY);
      utimesSync(join(folder, `20261122T171800Z-${letter}.jsonl`), date, date);
    };
    age('a', 31);
    age('b', 29);
    const { store } = await open(folder, 'c');
    expect((await store.find(keyNo(0)))?.reply.output).toBe('used');
    await store.close();
    expect(readdirSync(folder).filter((name) => name.endsWith('.jsonl'))).toEqual(['20261122T171800Z-b.jsonl']);
    // Used today: it stays for another month.
    const next = await open(folder, 'd', new Date(NOW.getTime() + 29 * DAY));
    expect(next.store.size).toBe(2);
    await next.store.close();
  });

  test('beyond 1 GiB in all, those go that were not used for longest', () => {
    const segment = (session: string, minutes: number) => ({
      session,
      path: session,
      size: 400 * 1024 * 1024,
      usedAt: NOW.getTime() - minutes * 60_000,
    });
    const segments = [segment('a', 3), segment('b', 1), segment('c', 2)];
    expect(outdatedSegments(segments, NOW.getTime()).map(({ session }) => session)).toEqual(['a']);
  });

  test('of a crowd of tiny ones the last 4,096 stay', () => {
    const crowd = Array.from({ length: 5000 }, (_, number) => ({
      session: `${number}`,
      path: '',
      size: 1,
      usedAt: NOW.getTime() - number,
    }));
    expect(outdatedSegments(crowd, NOW.getTime()).map(({ session }) => Number(session))).toEqual(
      Array.from({ length: 904 }, (_, number) => 4096 + number),
    );
  });
});

/** A line with any body, with its digest as it should be. */
function lineOf(key: string, body: string): string {
  const signed = `{"key":"${key}","reply":${body}`;
  return `${signed},"sha256":"${sha256(`${signed}}`)}"}`;
}
