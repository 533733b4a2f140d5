import { join } from 'node:path';
import type { Problem } from '../../core/contracts/problem.ts';
import type { ReplyDestination, ReplyScope } from '../../github/replies/reply-places.ts';
import { type FolderFile, fittingFiles, folderFiles } from '../../workspace/replies/pack/folder-files.ts';
import { writePack } from '../../workspace/replies/pack/write-pack.ts';
import {
  type Restored,
  type RunnerReplies,
  readRestored,
  reasonOf,
  repliesIn,
  withTransfers,
} from './runner-replies.ts';
import { PACK_FILE, type StorageJob } from './runner-storage.ts';

const SAVE_MS = 60_000;
/** A pull request that rests for longer pays once more. */
const ARTIFACT_DAYS = 14;

type Destination = Exclude<ReplyDestination, { readonly via: 'none' }>;

/**
 * Leaves this run's replies to later ones, within a bounded time. Never rejects. Resolves with `false` when the run is being
 * stopped: the seconds that are left belong to its status, and the post step can do this.
 *
 * @param distinction makes a key of the cache that no other run, job or attempt has.
 */
export async function saveReplies(replies: RunnerReplies, distinction: string): Promise<boolean> {
  const { plan, storage, signal, voice } = replies;
  if (!storage.available || plan.save.via === 'none') return true;
  if (signal.aborted) return false;
  try {
    await save(replies, plan.save, distinction);
  } catch (error) {
    if (signal.aborted) return false;
    voice.warn(notSaved(error));
  }
  return true;
}

async function save(replies: RunnerReplies, destination: Destination, distinction: string): Promise<void> {
  const { root, voice, storage, signal, limits } = replies;
  const files = await folderFiles(repliesIn(root));
  const restored = await readRestored(root);
  const isAsRestored = ({ name, size }: FolderFile) => restored.get(name)?.size === size;
  if (files.every(isAsRestored)) return;
  const packed = fittingFiles(files.filter((file) => !isElsewhere(file, restored, destination.scope)));
  await withTransfers(root, 1, async ([place]) => {
    if (place === undefined) return;
    const { origin } = destination;
    await writePack(join(place.folder, PACK_FILE), { folder: repliesIn(root), files: packed, origin });
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(limits?.saveMs ?? SAVE_MS)]);
    const outcome = await storage.perform(jobFor(destination, distinction), place, deadline);
    if (outcome.kind === 'failed') throw new Error(outcome.reason);
  });
  voice.say(`Replies are kept for later runs ${FOR[destination.scope]}.`);
}

/** What the default branch left needs no second place: the next run finds it there again. */
function isElsewhere({ name, size }: FolderFile, restored: Restored, scope: ReplyScope): boolean {
  const known = restored.get(name);
  return scope === 'pull-request' && known?.scope === 'default-branch' && known.size === size;
}

function jobFor(destination: Destination, distinction: string): StorageJob {
  return destination.via === 'cache'
    ? { do: 'save-cache', key: `${destination.key}-${distinction}` }
    : { do: 'upload-artifact', name: destination.name, retentionDays: ARTIFACT_DAYS };
}

const FOR: Readonly<Record<ReplyScope, string>> = {
  'pull-request': 'of this pull request',
  'default-branch': 'of all pull requests',
};

function notSaved(error: unknown): Problem {
  return {
    code: 'io',
    message: `This run's replies could not be kept for later runs: ${reasonOf(error).message}`,
    hint: 'The verdict stands; a later run calls the models again for what is not kept.',
  };
}
