import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../../src/core/contracts/digest.ts';
import type { KeptReply } from '../../../src/core/contracts/ports.ts';
import { describeProblem } from '../../../src/core/contracts/problem.ts';
import { type OpenReplyStore, openReplyStore } from '../../../src/workspace/replies/open-store.ts';

export const NOW = new Date('2026-11-22T17:18:00.000Z');

export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'changeover-replies-'));
}

export function keyNo(number: number): string {
  return sha256(`key ${number}`);
}

export function keptReply(output = 'delivery', more: Partial<KeptReply> = {}): KeptReply {
  return {
    outcome: 'replied',
    output,
    stopReason: 'end',
    usage: { inputTokens: 20, outputTokens: 2 },
    latencyMs: 12.5,
    costUsd: 0.0001,
    attempts: 1,
    requestSha256: sha256('request'),
    ...more,
  };
}

export interface Opened {
  readonly store: OpenReplyStore;
  readonly warnings: string[];
}

/** A store, by the letter of its session. */
export async function open(folder: string, letter = 'a', now: Date = NOW): Promise<Opened> {
  const warnings: string[] = [];
  const session = `20261122T171800Z-${letter}`;
  const warn = (problem: Parameters<typeof describeProblem>[0]) => void warnings.push(describeProblem(problem));
  return { store: await openReplyStore(folder, { session, now, warn }), warnings };
}

/** Keeps replies under the keys 0, 1, … in a session that is over when this resolves. */
export async function keepAll(folder: string, replies: readonly KeptReply[], letter = 'a'): Promise<void> {
  const { store } = await open(folder, letter);
  await Promise.all(replies.map((reply, number) => store.keep(keyNo(number), reply)));
  await store.close();
}
