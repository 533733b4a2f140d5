import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createReplyIndex } from '../../../src/workspace/replies/reply-index.ts';

function keyNo(number: number): string {
  return createHash('sha256').update(String(number)).digest('hex');
}

function spotNo(number: number) {
  return { segment: number % 7, offset: number * 3, length: number + 1 };
}

test('gives back what was put in, and nothing else', () => {
  const index = createReplyIndex(1_000_000);
  for (let number = 0; number < 50_000; number += 1) expect(index.add(keyNo(number), spotNo(number))).toBe(true);
  expect(index.size).toBe(50_000);
  for (let number = 0; number < 50_000; number += 1) expect([...index.find(keyNo(number))]).toEqual([spotNo(number)]);
  for (let number = 50_000; number < 60_000; number += 1) expect([...index.find(keyNo(number))]).toEqual([]);
});

/** Bytes of the buffers in use. They are freed beside the program, some time after the collection that found them unused. */
async function buffersInUse(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round += 1) {
    gc();
    await delay(20);
  }
  return process.memoryUsage().arrayBuffers;
}

test('200,000 entries take less than 10 MB', async () => {
  const before = await buffersInUse();
  const index = createReplyIndex(1_000_000);
  for (let number = 0; number < 200_000; number += 1) {
    // Any well-mixed bits will do for a key, and these cost no digest.
    const bits = (Math.imul(number, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
    index.add(`${bits}${bits}`, spotNo(number));
  }
  await expect.poll(async () => (await buffersInUse()) - before).toBeLessThan(10_000_000);
  expect([...index.find('0000000000000000')]).toEqual([spotNo(0)]);
});

test('spots of one key come in their order, and no more than four', () => {
  const index = createReplyIndex(100);
  for (let number = 0; number < 6; number += 1) index.add(keyNo(1), spotNo(number));
  index.add(keyNo(2), spotNo(9));
  expect([...index.find(keyNo(1))]).toEqual([0, 1, 2, 3].map(spotNo));
  expect([...index.find(keyNo(2))]).toEqual([spotNo(9)]);
  expect(index.size).toBe(5);
});

test('takes no more than it may, and nothing that it could not find again', () => {
  const index = createReplyIndex(3);
  expect([1, 2, 3, 4].map((number) => index.add(keyNo(number), spotNo(number)))).toEqual([true, true, true, false]);
  const roomy = createReplyIndex(10);
  expect(roomy.add(keyNo(1), { segment: 0, offset: 2 ** 32, length: 1 })).toBe(false);
  expect(roomy.add(keyNo(1), { segment: 65_536, offset: 0, length: 1 })).toBe(false);
  expect([...roomy.find(keyNo(1))]).toEqual([]);
});
