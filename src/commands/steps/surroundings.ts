import type { Clock } from '../../core/contracts/ports.ts';
import type { Secrets } from '../../core/redaction/secrets.ts';
import type { Voice } from './voice.ts';

/** What a command takes from the world around it; the shell hands it in, tests hand in their own. */
export interface Surroundings {
  /** Environment variables: keys of model endpoints, and what git needs. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What must not reach any log, file or request; keys and credentials are added to it as they are used. */
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Uniform in [0, 1): the jitter of retries, and the names of sessions. */
  readonly random: () => number;
  /** Aborts when the user or the runner stops the process. */
  readonly signal: AbortSignal;
  readonly voice: Voice;
  /** Collects what nothing refers to any more; between two stages of a large run, each of which leaves much of it. */
  readonly clearHeap?: () => void;
}
