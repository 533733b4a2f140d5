import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../core/contracts/ports.ts';
import { ChangeoverError, type Problem } from '../../core/contracts/problem.ts';
import type { GithubClient } from '../../github/client.ts';
import type { KeepingPlan } from '../../github/replies/keeping-plan.ts';
import type { ReplyScope } from '../../github/replies/reply-places.ts';
import type { RunnerStorage } from './runner-storage.ts';
import type { Voice } from './voice.ts';

/** What carries kept replies from run to run. */
export interface RunnerReplies {
  readonly plan: KeepingPlan;
  readonly storage: RunnerStorage;
  readonly client: GithubClient;
  /** A folder of this job alone, made when it is needed; everything is in it. */
  readonly root: string;
  readonly voice: Voice;
  readonly clock: Pick<Clock, 'date'>;
  readonly signal: AbortSignal;
  /** Milliseconds; 15,000 and 60,000 but in tests. */
  readonly limits?: { readonly restoreMs: number; readonly saveMs: number };
}

/** Where the store of kept replies is. */
export function repliesIn(root: string): string {
  return join(root, 'replies');
}

/** What a run found restored when it began, by file name. */
export type Restored = ReadonlyMap<string, { readonly size: number; readonly scope: ReplyScope }>;

const RESTORED_FILE = 'restored.json';

/** Written down, because the post step may have to save what the main step restored. */
export async function noteRestored(root: string, restored: Restored): Promise<void> {
  await writeFile(join(root, RESTORED_FILE), JSON.stringify([...restored]), { mode: 0o600 });
}

/** Nothing, where nothing was noted. */
export async function readRestored(root: string): Promise<Restored> {
  try {
    return new Map(JSON.parse(await readFile(join(root, RESTORED_FILE), 'utf8')));
  } catch {
    return new Map();
  }
}

/** Why a transfer failed: what Changeover says of it, or the words of whatever failed. */
export function reasonOf(error: unknown): Pick<Problem, 'message' | 'hint'> {
  if (error instanceof ChangeoverError) return error.problems[0];
  return { message: error instanceof Error ? error.message : String(error) };
}

/** Folders of one transfer. */
export interface TransferPlace {
  /** Where the pack arrives or is made. */
  readonly folder: string;
  /** For whatever carries it. */
  readonly temp: string;
  /** For the files of a pack that is not verified yet. */
  readonly scratch: string;
}

/** Makes folders for so many transfers, which are gone afterwards. */
export async function withTransfers<T>(
  root: string,
  count: number,
  work: (places: readonly TransferPlace[]) => Promise<T>,
): Promise<T> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const own = await mkdtemp(join(root, 'transfer-'));
  try {
    const places: TransferPlace[] = [];
    for (let number = 0; number < count; number += 1) places.push(await makePlace(join(own, String(number))));
    return await work(places);
  } finally {
    // A program that was ended may still be writing; the runner empties its own folder after the job in any case.
    await rm(own, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}

async function makePlace(within: string): Promise<TransferPlace> {
  const place = { folder: join(within, 'pack'), temp: join(within, 'temp'), scratch: join(within, 'files') };
  for (const folder of Object.values(place)) await mkdir(folder, { recursive: true, mode: 0o700 });
  return place;
}
