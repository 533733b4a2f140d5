import type { CallError, ModelRequest, Observation, StopReason, Usage } from './cell.ts';
import type { Price } from './yardstick.ts';

/** A reply as an adapter gives it: provider-neutral, complete, measured. */
export interface ModelReply {
  readonly output: string;
  readonly stopReason: StopReason;
  readonly usage: Usage;
  /** Milliseconds of wall time at the client, from send to the complete body; absent when a recording does not say. */
  readonly latencyMs?: number;
  /** Milliseconds from send to the first piece of output; only of a streamed reply. */
  readonly ttftMs?: number;
  readonly servedModel?: string;
  readonly requestId?: string;
  /** Recorded replies may carry their cost. */
  readonly costUsd?: number;
  readonly replayed?: boolean;
}

/** What an adapter throws: typed, with what a retry needs to know. */
export class ModelError extends Error {
  readonly detail: CallError;
  /** Milliseconds that the service asked to wait. */
  readonly retryAfterMs: number | undefined;
  /** No request reached the service, so that nothing can be billed. */
  readonly unsent: boolean;

  constructor(
    detail: CallError,
    options: { cause?: unknown; retryAfterMs?: number | undefined; unsent?: boolean } = {},
  ) {
    super(detail.message, { cause: options.cause });
    this.name = 'ModelError';
    this.detail = detail;
    this.retryAfterMs = options.retryAfterMs;
    this.unsent = options.unsent ?? false;
  }
}

/** A provider that can be called. One attempt a call: retries are the engine's. */
export interface Model {
  /** Replies come from a recording: nothing is spent, and calls run one after the other, always in the same order. */
  readonly recorded?: boolean;
  /**
   * `repetition` counts the calls of one case from 0; only recordings look at it. `stream`: take the reply piece by piece, to
   * tell when its first piece came. Throws `ModelError`.
   */
  call(request: ModelRequest, repetition: number, signal: AbortSignal, stream?: boolean): Promise<ModelReply>;
  /**
   * Where a request goes, as far as it may shape the reply: endpoint and region, in one line without credentials. Absent of
   * a recording.
   */
  addressOf?(request: ModelRequest): string;
  /** Input tokens by the provider's own counter, which costs nothing; absent where there is none. Throws `ModelError`. */
  countTokens?(request: ModelRequest, signal: AbortSignal): Promise<number>;
  /** Sockets and the like. */
  close(): void;
}

/** Wall time and delays, so that tests and replays can own them. */
export interface Clock {
  /** Milliseconds from an arbitrary start, never going back. */
  monotonic(): number;
  /** The date and time of day; only for what people read and for how long things are kept. */
  date(): Date;
  /** Resolves after so many milliseconds; rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A reply as it is kept: all of an observation but the cell that it answered. Never of a failed cell. */
export type KeptReply = Omit<Observation, 'application' | 'side' | 'caseId' | 'trial' | 'purpose' | 'reuse'>;

/** Replies that were paid for, by everything that shapes them (`replyKey`). */
export interface ReplyStore {
  /** Name of the session that keeps replies now; no other has the same. */
  readonly session: string;
  /** `undefined` when there is none, or it does not match its digest. */
  find(key: string): Promise<{ readonly session: string; readonly reply: KeptReply } | undefined>;
  /** Resolves when the reply would survive the process's end. The first reply of a key stays. */
  keep(key: string, reply: KeptReply): Promise<void>;
}

/** Looks prices up; `undefined` when the model is not known, never zero for that. */
export type PriceOf = (provider: string, model: string) => (Price & { readonly source: string }) | undefined;

export type FileRead =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly blob: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'symlink'; readonly at: string }
  | { readonly kind: 'directory' }
  | { readonly kind: 'submodule' }
  | { readonly kind: 'too-large'; readonly size: number; readonly limit: number };

/** A file that differs between two commits. `path` is the newer side's, or the older one's when it was deleted. */
export interface ChangedFile {
  readonly path: string;
  readonly previousPath?: string;
  readonly status: 'added' | 'modified' | 'removed' | 'renamed';
}

/** One line that a change removed from the older side or added to the newer one. Lines count from 1. */
export interface ChangedLine {
  readonly line: number;
  readonly text: string;
}

export interface FileDiff {
  readonly removed: readonly ChangedLine[];
  readonly added: readonly ChangedLine[];
}

/** A repository's history, read as data: nothing is checked out, nothing executed. Commits are full SHAs or `work tree`. */
export interface Repository {
  /** Repository-relative path with `/`; never follows a symbolic link. Throws on a path that leaves the repository. */
  read(commit: string, path: string): Promise<FileRead>;
  mergeBase(a: string, b: string): Promise<string>;
  /** Complete, however many files there are. */
  changedFiles(from: string, to: string): Promise<readonly ChangedFile[]>;
  /** Lines that differ in one changed file; `undefined` for a binary or over-large one. */
  diff(from: string, to: string, file: ChangedFile): Promise<FileDiff | undefined>;
}
