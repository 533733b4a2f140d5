import type { ReplyArtifact } from '../../github/replies/find-artifact.ts';

/** The one file that travels: a job finds it in its folder, or leaves it there. */
export const PACK_FILE = 'changeover-replies.pack';

/** Something to ask of the runner's own stores. */
export type StorageJob =
  /** Brings the newest entry whose key begins so. */
  | { readonly do: 'restore-cache'; readonly prefix: string }
  | { readonly do: 'save-cache'; readonly key: string }
  | {
      readonly do: 'download-artifact';
      readonly artifact: ReplyArtifact;
      readonly owner: string;
      readonly repo: string;
      readonly token: string;
    }
  | { readonly do: 'upload-artifact'; readonly name: string; readonly retentionDays: number };

/** `nothing`: there was nothing to bring. A `reason` comes from outside: a part of a sentence, of unknown content. */
export type StorageOutcome =
  | { readonly kind: 'done' | 'nothing' }
  | { readonly kind: 'failed'; readonly reason: string };

/** The cache and the artifacts that a runner gives to the steps of its jobs. */
export interface RunnerStorage {
  /** Whether this runner has any. */
  readonly available: boolean;
  /** Does a job, with `folder` for its file and `temp`, which is there too, for what it needs meanwhile. Never rejects. */
  perform(
    job: StorageJob,
    place: { readonly folder: string; readonly temp: string },
    signal: AbortSignal,
  ): Promise<StorageOutcome>;
}
