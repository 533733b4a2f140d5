import type { Blobs } from './blobs.ts';
import type { Job } from './job.ts';

/** One entry of the cache. */
export interface CacheEntry {
  readonly repository: string;
  /** The branch or pull request that wrote it. */
  readonly scope: string;
  readonly key: string;
  readonly version: string;
  readonly blob: string;
  complete: boolean;
}

type Json = Record<string, unknown>;

/** GitHub's cache service: entries belong to a branch or pull request, and are found by the beginning of their key. */
export class CacheService {
  readonly entries: CacheEntry[] = [];
  readonly #blobs: Blobs;

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /** The answer to one call; `address` makes a path of the store one that clients can reach. */
  answer(method: string, body: Json, job: Job, address: (path: string) => string): Json | undefined {
    const key = String(body['key']);
    const version = String(body['version']);
    switch (method) {
      case 'CreateCacheEntry':
        return this.#create(key, version, job, address);
      case 'FinalizeCacheEntryUpload': {
        const entry = this.entries.find(
          (one) => one.key === key && one.version === version && one.scope === job.writes,
        );
        if (entry === undefined) return { ok: false, entry_id: '0' };
        entry.complete = true;
        return { ok: true, entry_id: String(this.entries.indexOf(entry) + 1) };
      }
      case 'GetCacheEntryDownloadURL': {
        const entry = this.#find([key, ...((body['restore_keys'] as string[] | undefined) ?? [])], version, job);
        if (entry === undefined) return { ok: false, signed_download_url: '', matched_key: '' };
        return { ok: true, signed_download_url: address(entry.blob), matched_key: entry.key };
      }
      default:
        return undefined;
    }
  }

  /** Puts an entry there as any workflow with access to the scope could. */
  plant(entry: Omit<CacheEntry, 'blob' | 'complete'>, content: Buffer): void {
    const blob = this.#blobs.path();
    this.#blobs.put(blob, content);
    this.entries.push({ ...entry, blob, complete: true });
  }

  #create(key: string, version: string, job: Job, address: (path: string) => string): Json {
    const { writes, repository } = job;
    if (writes === undefined) {
      const message = 'cache write denied: the token of this run may only read';
      return { ok: false, signed_upload_url: '', message };
    }
    const isThere = this.entries.some((one) => one.key === key && one.version === version && one.scope === writes);
    if (isThere) return { ok: false, signed_upload_url: '', message: 'already exists' };
    const blob = this.#blobs.path();
    this.entries.push({ repository, scope: writes, key, version, blob, complete: false });
    return { ok: true, signed_upload_url: address(blob), message: '' };
  }

  /** Scope by scope in the job's order; key by key; of several, the newest. */
  #find(keys: readonly string[], version: string, { reads, repository }: Job): CacheEntry | undefined {
    for (const scope of reads) {
      const visible = this.entries
        .filter((entry) => entry.complete && entry.repository === repository && entry.scope === scope)
        .filter((entry) => entry.version === version)
        .reverse();
      for (const key of keys) {
        const found = visible.find((entry) => entry.key.startsWith(key));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}
