import { ftruncateSync, writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
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

/** Lines of one turn of the event loop that are written as they come. */
const AT_ONCE = 2;

/** What was appended until the event loop came round. */
interface Turn {
  count: number;
  /** Lines that are not written yet. */
  waiting: string;
  /** Resolves when they are. */
  readonly over: Promise<void>;
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
 * is synced ten times a second in the background, and at the end. When the disk refuses, the lines that got through stay, a
 * part of one is cut off again, and this and every later call rejects: an incomplete journal must stop the run.
 *
 * A line is written at once, without a thread in between: the operating system takes it into its memory in some 20
 * microseconds, while the way there and back through a thread costs ten times that. Where many lines come in one turn of the
 * event loop, as replies do when the processor can hardly follow, all but the first ones are written together at its end.
 */
export function lineWriter(file: LineFile, path: string): LineWriter {
  let size = 0;
  let failure: ChangeoverError | undefined;
  let closed = false;
  let turn: Turn | undefined;
  const sync = backgroundSync(file, (error) => {
    failure ??= diskProblem('write', path, error);
  });

  function write(lines: string): void {
    if (failure !== undefined) throw failure;
    const bytes = Buffer.from(lines, 'utf8');
    let done = 0;
    try {
      while (done < bytes.length) done += file.write(bytes, done, bytes.length - done, size + done);
      size += done;
      sync.request();
    } catch (error) {
      failure = diskProblem('write', path, error);
      size += bytes.subarray(0, done).lastIndexOf('\n') + 1;
      cutOff(file, size);
      throw failure;
    }
  }
  function openTurn(): Turn {
    const over = setImmediate().then(() => {
      const { waiting } = opened;
      turn = undefined;
      if (waiting !== '') write(waiting);
    });
    const opened = { count: 0, waiting: '', over };
    return opened;
  }

  return {
    async append(line) {
      if (closed) throw new ChangeoverError({ code: 'internal', message: `${path} is closed` });
      turn ??= openTurn();
      turn.count += 1;
      if (turn.count <= AT_ONCE) return write(`${line}\n`);
      turn.waiting += `${line}\n`;
      await turn.over;
    },
    async close() {
      closed = true;
      await turn?.over.catch(() => undefined);
      await sync.settled();
      await file.close().catch((error: unknown) => {
        failure ??= diskProblem('write', path, error);
      });
      if (failure !== undefined) throw failure;
    },
  };
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
