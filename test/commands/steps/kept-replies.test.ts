import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openKeptReplies, sessionName } from '../../../src/commands/steps/kept-replies.ts';
import { describeProblem } from '../../../src/core/contracts/problem.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { isSessionName } from '../../../src/workspace/replies/segments.ts';
import { emptyFolder, keptReply, keyNo } from '../../workspace/replies/support.ts';

const COMPARISON = keyNo(1);

function tools() {
  const warnings: string[] = [];
  const voice = {
    say() {},
    warn: (problem: Parameters<typeof describeProblem>[0]) => void warnings.push(describeProblem(problem)),
    progress() {},
    group: <T>(_: string, work: () => Promise<T>) => work(),
  };
  return { warnings, clock: systemClock, random: Math.random, voice };
}

describe('a session', () => {
  test('is named by its second, and by chance', () => {
    const now = new Date('2026-11-22T17:18:09.123Z');
    expect(sessionName(now, () => 0)).toBe('20261122T171809Z-000000000000000');
    expect(sessionName(now, () => 0.999_999)).toBe('20261122T171809Z-vvvvvvvvvvvvvvv');
    const names = Array.from({ length: 1000 }, () => sessionName(now, Math.random));
    expect(new Set(names).size).toBe(1000);
    expect(names.every(isSessionName)).toBe(true);
  });

  test('leaves its replies and its verdict to the next one', async () => {
    const place = { folder: emptyFolder() };
    const first = await openKeptReplies(place, COMPARISON, tools());
    expect(first.earlier).toEqual([]);
    await first.store.keep(keyNo(2), keptReply('kept'));
    await first.finish('fail');
    const second = await openKeptReplies(place, COMPARISON, tools());
    expect(second.earlier).toEqual(['fail']);
    expect((await second.store.find(keyNo(2)))?.session).toBe(first.store.session);
    // It measured nothing: that is no attempt.
    await second.finish(undefined);
    expect((await openKeptReplies(place, COMPARISON, tools())).earlier).toEqual(['fail']);
    expect((await openKeptReplies(place, keyNo(3), tools())).earlier).toEqual([]);
  });

  test('looks into the folder after it was restored', async () => {
    const place = { folder: emptyFolder() };
    const line = `{"comparison":"${COMPARISON}","session":"s","verdict":"inconclusive"}\n`;
    const restored = { ...place, restore: async () => writeFileSync(join(place.folder, 'attempts.jsonl'), line) };
    expect((await openKeptReplies(restored, COMPARISON, tools())).earlier).toEqual(['inconclusive']);
  });

  test('warns once of a folder that is none', async () => {
    const folder = join(emptyFolder(), 'file');
    writeFileSync(folder, '');
    const { warnings, ...rest } = tools();
    const kept = await openKeptReplies({ folder }, COMPARISON, rest);
    await kept.store.keep(keyNo(2), keptReply());
    await kept.finish('pass');
    expect([kept.earlier, warnings]).toEqual([[], [expect.stringMatching(/^cannot use .*file: /)]]);
  });

  test('warns of an attempt that cannot be noted', async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'attempts.jsonl'));
    const { warnings, ...rest } = tools();
    const kept = await openKeptReplies({ folder }, COMPARISON, rest);
    await kept.finish('pass');
    expect([kept.earlier, warnings]).toEqual([
      [],
      [
        expect.stringMatching(
          /^cannot write .*attempts\.jsonl: a folder is in its place .*\n {2}Later runs will not count this/,
        ),
      ],
    ]);
  });
});
