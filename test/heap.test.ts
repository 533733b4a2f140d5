import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { clearHeap } from '../src/heap.ts';

describe('clearHeap', () => {
  it('collects what nothing refers to any more, and leaves the rest', async () => {
    const held = { text: 'kept' };
    const lost = [new WeakRef({ text: 'lost' })];
    const kept = new WeakRef(held);
    // What a WeakRef was made of, or has told, stays until the turn of the event loop ends.
    await pause(1);
    clearHeap();
    expect(lost[0]?.deref()).toBeUndefined();
    expect(kept.deref()).toBe(held);
  });
});
