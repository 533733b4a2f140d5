import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReplyStore } from '../../core/contracts/ports.ts';
import { ChangeoverError, type Problem } from '../../core/contracts/problem.ts';
import { diskProblem } from '../evidence/disk-problem.ts';
import { makeFolder } from '../evidence/make-folder.ts';
import { openRegular } from '../evidence/regular-file.ts';
import { createReplyIndex, type ReplyIndex, type Spot } from './reply-index.ts';
import { readReplyLine, writeReplyLine } from './reply-line.ts';
import { scanSegment } from './scan-segment.ts';
import { segmentReader } from './segment-reader.ts';
import { segmentWriter } from './segment-writer.ts';
import {
  isSessionName,
  listSegments,
  outdatedSegments,
  removeSegments,
  type Segment,
  segmentPath,
} from './segments.ts';

/** Beyond, the newest replies of a folder are not found: it bounds memory, at some 25 bytes an entry. */
const MOST_REPLIES = 1_000_000;

export interface ReplyStoreOptions {
  /** `20261122T171800Z-` and some characters that no other session has. */
  readonly session: string;
  readonly now: Date;
  /** Told once of each thing that keeps replies from being kept or found. The run goes on. */
  readonly warn: (problem: Problem) => void;
}

/** A folder of kept replies, open for reading and appending. */
export interface OpenReplyStore extends ReplyStore {
  /** Replies that can be found. */
  readonly size: number;
  /** Whether `find` will have something to read for this key; without reading it. */
  has(key: string): boolean;
  /** Completes what is being written. Nothing is found or kept afterwards. Never rejects. */
  close(): Promise<void>;
}

/**
 * Opens a folder of kept replies, making it if it is not there, and removes what nobody has used for long. Several
 * processes may have it open at once: each appends to a segment of its own, and finds what was there when it opened.
 *
 * Never rejects for what the folder holds or refuses: kept replies save money, they must not stop a run. Whatever is in the
 * folder is hostile: a reply counts only when its line matches its digest and its key.
 */
export async function openReplyStore(folder: string, options: ReplyStoreOptions): Promise<OpenReplyStore> {
  const { session, now, warn } = options;
  if (!isSessionName(session)) throw new ChangeoverError({ code: 'internal', message: `no session name: ${session}` });
  const index = createReplyIndex(MOST_REPLIES);
  const damage = damageCount(folder, warn);
  const segments = await openFolder(folder, now).catch((error: unknown) => {
    warn(notUsed(error));
    return undefined;
  });
  for (const [number, segment] of (segments ?? []).entries()) await indexSegment(index, number, segment, damage);
  const own: Segment = { session, path: segmentPath(folder, session), size: 0, usedAt: now.getTime() };
  const all = [...(segments ?? []), own];

  const reader = segmentReader(now);
  const writer = segmentWriter(own.path);
  let keeps = segments !== undefined;
  const givenUp = (error: unknown) => {
    if (keeps) warn(notKept(error));
    keeps = false;
  };

  return {
    session,
    get size() {
      return index.size;
    },
    has: (key) => !index.find(key)[Symbol.iterator]().next().done,
    async find(key) {
      for (const spot of index.find(key)) {
        const segment = all[spot.segment];
        const line = segment && (await reader.read(segment.path, spot.offset, spot.length));
        const reply = line && readReplyLine(line, key);
        if (segment && reply) return { session: segment.session, reply };
        if (line) damage.noteAt(spot);
      }
      return undefined;
    },
    async keep(key, reply) {
      if (!keeps) return;
      try {
        const { offset, length } = await writer.append(key, writeReplyLine(key, reply));
        index.add(key, { segment: all.length - 1, offset, length });
      } catch (error) {
        givenUp(error);
      }
    },
    async close() {
      await writer.close().catch(givenUp);
      await reader.close();
      damage.tell();
    },
  };
}

/** The segments that stay, oldest session first. Rejects with a ChangeoverError when the folder cannot be made or read. */
async function openFolder(folder: string, now: Date): Promise<readonly Segment[]> {
  try {
    const made = await makeFolder(folder, 0o700);
    // A cache folder within a work tree must not show up in the next check of it.
    if (made) await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch(() => {});
    const segments = await listSegments(folder);
    const outdated = new Set(outdatedSegments(segments, now.getTime()));
    await removeSegments([...outdated]);
    return segments.filter((segment) => !outdated.has(segment));
  } catch (error) {
    throw diskProblem('use', folder, error);
  }
}

async function indexSegment(index: ReplyIndex, number: number, segment: Segment, damage: DamageCount): Promise<void> {
  // One that is gone, or cannot be read, has no replies.
  const file = await openRegular(segment.path).catch(() => undefined);
  if (file === undefined) return;
  try {
    const damaged = await scanSegment(file, ({ key, offset, length }) => {
      index.add(key, { segment: number, offset, length });
    });
    damage.note(damaged);
  } catch {
    // What was read of it until then is found.
  } finally {
    await file.close();
  }
}

interface DamageCount {
  note(lines: number): void;
  /** A line is counted once, however often it is looked up. */
  noteAt(spot: Pick<Spot, 'segment' | 'offset'>): void;
  tell(): void;
}

function damageCount(folder: string, warn: (problem: Problem) => void): DamageCount {
  let scanned = 0;
  const read = new Set<string>();
  return {
    note(lines) {
      scanned += lines;
    },
    noteAt({ segment, offset }) {
      read.add(`${segment}:${offset}`);
    },
    tell() {
      const count = scanned + read.size;
      if (count === 0) return;
      const [noun, were] = count === 1 ? ['kept reply', 'was'] : ['kept replies', 'were'];
      warn({
        code: 'evidence',
        message: `${count} ${noun} in ${folder} did not match the digest and ${were} not used`,
        hint: 'The disk damaged them, or someone changed them. They go when they are 30 days old; the folder may be removed at any time.',
      });
    },
  };
}

function notUsed(error: unknown): Problem {
  return {
    ...problemOf(error),
    hint: 'The run goes on without kept replies. CHANGEOVER_CACHE_DIR names another folder.',
  };
}

function notKept(error: unknown): Problem {
  const hint =
    'The run goes on, and later ones will call again for what is not kept. CHANGEOVER_CACHE_DIR names another folder.';
  return { ...problemOf(error), hint };
}

function problemOf(error: unknown): Problem {
  if (error instanceof ChangeoverError) return error.problems[0];
  return { code: 'io', message: `replies are not kept: ${error instanceof Error ? error.message : String(error)}` };
}
