import type { Problem } from '../../core/contracts/problem.ts';
import type { VerdictName } from '../../core/contracts/verdict.ts';
import { addAttempt, earlierVerdicts } from '../../workspace/replies/attempts.ts';
import { type OpenReplyStore, openReplyStore } from '../../workspace/replies/open-store.ts';
import { problemsOf } from './problems-of.ts';
import type { ReplyFolder } from './reply-folder.ts';
import type { Surroundings } from './surroundings.ts';

/** What earlier runs left, and what this one leaves to later ones. */
export interface KeptReplies {
  readonly store: OpenReplyStore;
  /** Verdicts of the earlier attempts at this comparison, the oldest first. */
  readonly earlier: readonly VerdictName[];
  /** Ends the session: notes the verdict as an attempt, unless nothing was measured. Never rejects. */
  finish(verdict: VerdictName | undefined): Promise<void>;
}

type Tools = Pick<Surroundings, 'clock' | 'random' | 'voice'>;

const NOT_COUNTED = 'Later runs will not count this attempt.';

/** Brings the kept replies of a comparison, and opens them. Never rejects: without them a run costs more, no less. */
export async function openKeptReplies(
  place: ReplyFolder,
  comparison: string,
  { clock, random, voice }: Tools,
): Promise<KeptReplies> {
  await place.restore?.();
  const now = clock.date();
  const session = sessionName(now, random);
  let told = false;
  const warn = (problem: Problem) => {
    told = true;
    voice.warn(problem);
  };
  const store = await openReplyStore(place.folder, { session, now, warn });
  return {
    store,
    earlier: await earlierVerdicts(place.folder, comparison),
    async finish(verdict) {
      await store.close();
      const attempt = verdict && addAttempt(place.folder, { comparison, session, verdict });
      // A folder that takes no replies takes no attempts either, and that was said.
      await attempt?.catch((error: unknown) => told || warn({ ...problemsOf(error)[0], hint: NOT_COUNTED }));
    },
  };
}

/** `20261122T171800Z-` and 75 random bits: two sessions that begin in the same second have names of their own. */
export function sessionName(now: Date, random: () => number): string {
  const second = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const characters = Array.from({ length: 15 }, () => Math.floor(random() * 32).toString(32));
  return `${second}-${characters.join('')}`;
}
