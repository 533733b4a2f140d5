import { join } from 'node:path';
import type { Problem } from '../../core/contracts/problem.ts';
import { findReplyArtifact } from '../../github/replies/find-artifact.ts';
import type { ReplySource } from '../../github/replies/reply-places.ts';
import { MOST_PACK_BYTES } from '../../workspace/replies/pack/format.ts';
import { readPack, type UnpackedFile } from '../../workspace/replies/pack/read-pack.ts';
import {
  noteRestored,
  type Restored,
  type RunnerReplies,
  reasonOf,
  repliesIn,
  type TransferPlace,
  withTransfers,
} from './runner-replies.ts';
import { PACK_FILE, type StorageJob, type StorageOutcome } from './runner-storage.ts';

/** To wait is cheaper than to pay for every reply again, by a new draw. */
const RESTORE_MS = 60_000;

/** What one source had. */
interface Held {
  readonly source: ReplySource;
  readonly files: readonly UnpackedFile[];
}

/**
 * Brings the replies that earlier runs left into this run's folder, within a bounded time. Never rejects: a store that is
 * down costs calls, not the run.
 */
export async function restoreReplies(replies: RunnerReplies): Promise<void> {
  const { plan, storage, voice, root } = replies;
  const none = whyNone(replies);
  if (none !== undefined) voice.say(`Replies are not kept from run to run: ${none}.`);
  if (!storage.available || plan.restore.length === 0) return;
  try {
    const held = await withTransfers(root, plan.restore.length, (places) => fetchAll(replies, places));
    await noteRestored(root, restoredOf(held));
    voice.say(sentenceOn(held));
  } catch (error) {
    voice.warn(notFetched(error));
  }
}

function whyNone({ plan, storage }: RunnerReplies): string | undefined {
  if (!storage.available) return 'this runner offers no store for them';
  return plan.save.via === 'none' ? plan.because : undefined;
}

/** Fetched all at once, unpacked in the plan's order: of files of one name, that of the most fitting source stays. */
async function fetchAll(replies: RunnerReplies, places: readonly TransferPlace[]): Promise<readonly Held[]> {
  const { plan, signal, limits, voice } = replies;
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(limits?.restoreMs ?? RESTORE_MS)]);
  const transfers = plan.restore.flatMap((source, index) => {
    const place = places[index];
    return place === undefined ? [] : [{ source, place, fetched: fetchPack(replies, source, place, deadline) }];
  });
  await Promise.allSettled(transfers.map(({ fetched }) => fetched));
  const held: Held[] = [];
  const failures: unknown[] = [];
  for (const { source, place, fetched } of transfers) {
    try {
      if (await fetched) held.push({ source, files: await unpack(replies, source, place) });
    } catch (error) {
      failures.push(error);
    }
  }
  // One warning: where one store is down, the others are as a rule, too.
  if (failures.length > 0 && !signal.aborted) voice.warn(notFetched(failures[0]));
  return held;
}

/** Resolves with whether there was one, in the transfer's folder. */
async function fetchPack(
  { client, storage }: RunnerReplies,
  source: ReplySource,
  place: TransferPlace,
  deadline: AbortSignal,
): Promise<boolean> {
  const job = source.via === 'cache' ? restoring(source.prefix) : await downloading();
  const outcome: StorageOutcome = job === undefined ? { kind: 'nothing' } : await storage.perform(job, place, deadline);
  if (outcome.kind === 'failed') throw new Error(outcome.reason);
  return outcome.kind === 'done';

  async function downloading(): Promise<StorageJob | undefined> {
    if (source.via !== 'artifact') return undefined;
    const { owner, repo, token } = client;
    const search = findReplyArtifact(client, { ...source, mostBytes: MOST_PACK_BYTES });
    const artifact = await unlessAborted(search, deadline);
    return artifact && { do: 'download-artifact', artifact, owner, repo, token };
  }
}

function restoring(prefix: string): StorageJob {
  return { do: 'restore-cache', prefix };
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('it took too long')), { once: true });
  });
  return await Promise.race([work, aborted]);
}

async function unpack(
  { root, clock }: RunnerReplies,
  { origin }: ReplySource,
  { folder, scratch }: TransferPlace,
): Promise<readonly UnpackedFile[]> {
  try {
    return await readPack(join(folder, PACK_FILE), { folder: repliesIn(root), scratch, origin, now: clock.date() });
  } catch (error) {
    throw new Error(`the pack of them is not used: ${reasonOf(error).message}`);
  }
}

function restoredOf(held: readonly Held[]): Restored {
  const restored = new Map<string, { readonly size: number; readonly scope: ReplySource['scope'] }>();
  for (const { source, files } of held) {
    for (const { name, size } of files) {
      if (!restored.has(name)) restored.set(name, { size, scope: source.scope });
    }
  }
  return restored;
}

const FROM: Readonly<Record<ReplySource['scope'], string>> = {
  'pull-request': 'earlier runs of this pull request',
  'default-branch': 'runs of the default branch',
};

function sentenceOn(held: readonly Held[]): string {
  const parts = held.flatMap(({ source, files }) => {
    const count = files.reduce((sum, { replies }) => sum + replies, 0);
    const place = source.via === 'artifact' ? ' (artifact)' : ' (cache)';
    return count === 0 ? [] : [`${count.toLocaleString('en-US')} of ${FROM[source.scope]}${place}`];
  });
  return `Kept replies at hand: ${parts.length === 0 ? 'none of earlier runs' : parts.join(', ')}.`;
}

function notFetched(error: unknown): Problem {
  const { message, hint } = reasonOf(error);
  return {
    code: 'io',
    message: `What earlier runs kept could not be fetched: ${message}`,
    hint: `${hint === undefined ? '' : `${hint}\n  `}The run goes on and calls the models for all of it.`,
  };
}
