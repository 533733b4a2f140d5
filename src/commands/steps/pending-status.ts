import type { Clock } from '../../core/contracts/ports.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { GithubClient } from '../../github/client.ts';
import { type RunPlace, readOrder } from '../../github/run-order.ts';
import { setStatus } from '../../github/status.ts';
import { beginningWords, pendingWords } from '../../report/pending.ts';
import { problemsOf } from './problems-of.ts';
import type { SubjectCommit } from './subject-commit.ts';
import { type Reached, type UpdatePace, updatePace } from './update-pace.ts';
import type { Voice } from './voice.ts';

/** The commit status of a run that is on its way. */
export interface PendingStatus {
  /** The run's place among others; it has announced itself once the first status is written. */
  readonly place: RunPlace;
  /** Writes the first one. Throws a ChangeoverError when GitHub refuses: then the last one could not be written either. */
  readonly begin: (work: Planned) => Promise<void>;
  /** Writes the first one where none was written: for a run that calls nothing. Resolves with its place from then on. */
  readonly announce: () => Promise<RunPlace>;
  /**
   * Writes how far the run is, now and then, as long as no newer run has announced itself; what goes wrong is told once and
   * forgotten.
   */
  progress(reached: Reached): void;
  /** Nothing is written any more once this has resolved, so that the final status comes last. */
  end(): Promise<void>;
}

/** What a run sets out to do. */
export interface Planned {
  readonly calls: number;
  /** Some suite is sequential, and may need fewer. */
  readonly atMost: boolean;
}

interface PendingOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly voice: Pick<Voice, 'warn'>;
  /** Told before the first one is written, so that whoever ends a killed process finds something to end. */
  readonly onPending?: () => void;
  /** Address of the run, where "Details" leads. */
  readonly runUrl?: string;
}

/** An update that GitHub does not take within this is given up: the final status must not wait for it. */
const UPDATE_TIMEOUT_MS = 4_000;

/** Keeps the pending status of a commit up to date with what is left. */
export function pendingStatus(
  client: GithubClient,
  { headSha, context, readAt }: Pick<SubjectCommit, 'headSha' | 'context' | 'readAt'>,
  { clock, voice, onPending, runUrl }: PendingOptions,
): PendingStatus {
  let place: RunPlace = {
    ...(runUrl === undefined ? {} : { page: runUrl }),
    ...(readAt === undefined ? {} : { begunAt: readAt }),
  };
  let pace: UpdatePace | undefined;
  let atMost = false;
  let warned = false;
  let writing: Promise<void> | undefined;
  const write = (description: string, options?: { readonly once: AbortSignal }) =>
    setStatus(
      client,
      { sha: headSha, context, state: 'pending', description, ...(runUrl === undefined ? {} : { targetUrl: runUrl }) },
      options,
    );
  const update = async (description: string) => {
    const once = AbortSignal.timeout(UPDATE_TIMEOUT_MS);
    try {
      const { kind } = await readOrder(client, { headSha, context }, place, { once });
      // The status is the newer run's from now on.
      if (kind === 'overtaken') pace = undefined;
      else await write(description, { once });
    } catch (error) {
      if (!warned) voice.warn(withoutHarm(error));
      warned = true;
    } finally {
      writing = undefined;
    }
  };
  const begin = async (work: Planned) => {
    atMost = work.atMost;
    onPending?.();
    place = { ...place, announced: await write(beginningWords({ planned: work.calls, atMost })) };
    pace = updatePace(clock.monotonic());
  };
  return {
    get place() {
      return place;
    },
    begin,
    async announce() {
      if (place.announced === undefined) await begin({ calls: 0, atMost: false });
      return place;
    },
    progress(reached) {
      if (writing !== undefined || !pace?.isDue(clock.monotonic())) return;
      const leftMs = pace.left(reached);
      writing = update(pendingWords({ ...reached, atMost, ...(leftMs === undefined ? {} : { leftMs }) }));
    },
    async end() {
      pace = undefined;
      await writing;
    },
  };
}

function withoutHarm(error: unknown): Problem {
  const [problem] = problemsOf(error);
  return { ...problem, hint: 'The evaluation goes on; only its progress is not shown in the commit status.' };
}
