import { access } from 'node:fs/promises';
import type { Yardstick } from '../../core/contracts/yardstick.ts';
import { comparisonDigest } from '../../core/plan/comparison-digest.ts';
import { countTokens } from './count-tokens.ts';
import { type Beforehand, NOTHING_KNOWN } from './estimate-run.ts';
import { openKeptReplies } from './kept-replies.ts';
import { type KeptShare, keptShare } from './kept-share.ts';
import type { Subject } from './measure.ts';
import { type Needed, type OpenModels, openModels } from './open-models.ts';
import type { ReplyFolder } from './reply-folder.ts';
import type { Surroundings } from './surroundings.ts';

/** What is planned, and where replies may be kept. */
interface Asked extends Pick<Needed, 'recordings'> {
  readonly yardstick: Yardstick;
  readonly subjects: readonly Subject[];
  readonly replies?: ReplyFolder;
}

/** Milliseconds that the counters of tokens have in all. */
const COUNT_TIMEOUT_MS = 4_000;

/** What kept replies and the providers' counters tell of a run that nobody has begun. Whatever goes wrong is not told. */
export async function askBeforehand(asked: Asked, surroundings: Surroundings): Promise<Beforehand> {
  const models = openWhatOpens(asked, surroundings);
  try {
    const { signal } = surroundings;
    const [kept, tokens] = await Promise.all([
      keptOf(asked, models, surroundings),
      countTokens(asked.subjects, models, { signal, timeoutMs: COUNT_TIMEOUT_MS }),
    ]);
    return { kept, tokens };
  } finally {
    for (const model of models.values()) model.close();
  }
}

/** Providers that lack a key are left out: a plan needs none. */
function openWhatOpens({ yardstick, subjects, recordings }: Asked, surroundings: Surroundings): OpenModels {
  const opened = yardstick.providers.flatMap((provider) => {
    try {
      return [...openModels({ yardstick: { providers: [provider] }, subjects, recordings }, surroundings)];
    } catch {
      return [];
    }
  });
  return new Map(opened);
}

/** Looks into the folder of kept replies, and makes none. */
async function keptOf(
  { yardstick, subjects, replies }: Asked,
  models: OpenModels,
  surroundings: Surroundings,
): Promise<KeptShare> {
  if (replies === undefined || subjects.length === 0) return NOTHING_KNOWN.kept;
  const isThere = await access(replies.folder).then(
    () => true,
    () => false,
  );
  if (!isThere) return NOTHING_KNOWN.kept;
  const opened = await openKeptReplies(replies, comparisonDigest(yardstick, subjects), surroundings);
  try {
    return await keptShare(subjects, { store: opened.store, models, yardstick });
  } finally {
    await opened.finish(undefined);
  }
}
