import { ftruncateSync, writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import { codeOf, diskProblem } from './disk-problem.ts';

/** Where lines go: what is needed of an open file. */
export interface LineFile {
  /** Bytes that were written, as many as fit. Throws what the operating system says. */
  write(bytes: Uint8Array, offset: number, length: number, position: number): number;
  truncate(length: number): void;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

export interface LineWriter {
  /** Resolves when the line, complete, is with the operating system. Lines keep the order of the calls. */
  append(line: string): Promise<void>;
  /** Waits for all lines to be on the disk. Rejects with what went wrong since, if anything. */
  close(): Promise<void>;
}

/** Pause between two syncs, in milliseconds: one after the other would take a tenth of a run's processor time. */
const SYNC_PAUSE = 100;

/** The operating system's own file. */
export function lineFile(handle: FileHandle): LineFile {
  return {
    write: (bytes, offset, length, position) => writeSync(handle.fd, bytes, offset, length, position),
    truncate: (length) => ftruncateSync(handle.fd, length),
    datasync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

/**
 * Appends lines to an open, empty file. A killed process loses nothing that was appended; for a crash of the machine the disk
 * is synced ten times a second in the background, and at the end. When the disk refuses, the part of a line that got through
 * is cut off again, and this and every later call rejects: an incomplete journal must stop the run.
 *
 * A line is written at once, without a thread in between: the operating system takes it into its memory in some 20
 * microseconds, while the way there and back through a thread costs ten times that for every call of a run.
 */
export function lineWriter(file: LineFile, path: string): LineWriter {
  let size = 0;
  let failure: ChangeoverError | undefined;
  let closed = false;
  const sync = backgroundSync(file, (error) => {
    failure ??= diskProblem('write', path, error);
  });

  function write(bytes: Uint8Array): void {
    try {
      writeAll(file, bytes, size);
      size += bytes.length;
      sync.request();
    } catch (error) {
      failure = diskProblem('write', path, error);
      cutOff(file, size);
    }
  }

  return {
    async append(line) {
      if (closed) throw new ChangeoverError({ code: 'internal', message: `${path} is closed` });
      if (failure === undefined) write(Buffer.from(`${line}\n`, 'utf8'));
      if (failure !== undefined) throw failure;
    },
    async close() {
      closed = true;
      await sync.settled();
      await file.close().catch((error: unknown) => {
        failure ??= diskProblem('write', path, error);
      });
      if (failure !== undefined) throw failure;
    },
  };
}

function writeAll(file: LineFile, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) done += file.write(bytes, done, bytes.length - done, position + done);
}

/** What refused a line may refuse this, too: then the part of the line stays, and readers tell it by its missing end. */
function cutOff(file: LineFile, size: number): void {
  try {
    file.truncate(size);
  } catch {}
}

/** One sync at a time, with a pause after it; what was requested meanwhile is covered by the next. */
function backgroundSync(file: LineFile, onError: (error: unknown) => void) {
  const hurry = new AbortController();
  let running: Promise<void> | undefined;
  let requested = false;

  async function pause(): Promise<void> {
    await delay(SYNC_PAUSE, undefined, { signal: hurry.signal, ref: false }).catch(() => undefined);
  }

  async function run(): Promise<void> {
    while (requested) {
      requested = false;
      await file.datasync().catch((error: unknown) => {
        // Some files cannot be synced; they are as durable as they will ever be.
        if (codeOf(error) !== 'EINVAL') onError(error);
      });
      await pause();
    }
    running = undefined;
  }

  return {
    request: (): void => {
      requested = true;
      running ??= run();
    },
    settled: async (): Promise<void> => {
      hurry.abort();
      await running;
    },
  };
}
