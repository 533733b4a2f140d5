import type { FileHandle } from 'node:fs/promises';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import { codeOf, diskProblem } from './disk-problem.ts';

/** Where lines go: what is needed of an open file. */
export type LineFile = Pick<FileHandle, 'write' | 'datasync' | 'truncate' | 'close'>;

export interface LineWriter {
  /** Resolves when the line, complete, is with the operating system. Lines keep the order of the calls. */
  append(line: string): Promise<void>;
  /** Waits for all lines to be on the disk. Rejects with what went wrong since, if anything. */
  close(): Promise<void>;
}

interface Waiting {
  readonly line: string;
  readonly settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void };
}

/**
 * Appends lines to an open, empty file. Lines that arrive while one is written go out together, so that a slow disk slows
 * nobody more than once. A killed process loses nothing that was appended; for a crash of the machine the disk is synced
 * all the time in the background, one sync after the other, and at the end. When the disk refuses, the part of a line that
 * got through is cut off again, and this and every later call rejects: an incomplete journal must stop the run.
 */
export function lineWriter(file: LineFile, path: string): LineWriter {
  let queue: Waiting[] = [];
  let size = 0;
  let failure: ChangeoverError | undefined;
  let closed = false;
  let writing: Promise<void> | undefined;
  const sync = backgroundSync(file, (error) => {
    failure ??= diskProblem('write', path, error);
  });

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      if (failure === undefined) await writeBatch(batch);
      for (const { settle } of batch) failure === undefined ? settle.resolve() : settle.reject(failure);
    }
    writing = undefined;
  }

  async function writeBatch(batch: readonly Waiting[]): Promise<void> {
    const bytes = Buffer.from(batch.map(({ line }) => `${line}\n`).join(''), 'utf8');
    try {
      await writeAll(file, bytes, size);
      size += bytes.length;
      sync.request();
    } catch (error) {
      failure = diskProblem('write', path, error);
      await file.truncate(size).catch(() => {});
    }
  }

  return {
    append(line) {
      if (closed) return Promise.reject(new ChangeoverError({ code: 'internal', message: `${path} is closed` }));
      return new Promise<void>((resolve, reject) => {
        queue.push({ line, settle: { resolve, reject } });
        writing ??= drain();
      });
    },
    async close() {
      closed = true;
      await writing;
      await sync.settled();
      await file.close().catch((error: unknown) => {
        failure ??= diskProblem('write', path, error);
      });
      if (failure !== undefined) throw failure;
    },
  };
}

async function writeAll(file: LineFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** One sync at a time; what was requested meanwhile is covered by the next. */
function backgroundSync(file: LineFile, onError: (error: unknown) => void) {
  let running: Promise<void> | undefined;
  let requested = false;

  async function run(): Promise<void> {
    while (requested) {
      requested = false;
      await file.datasync().catch((error: unknown) => {
        // Some files cannot be synced; they are as durable as they will ever be.
        if (codeOf(error) !== 'EINVAL') onError(error);
      });
    }
    running = undefined;
  }

  return {
    request: (): void => {
      requested = true;
      running ??= run();
    },
    settled: async (): Promise<void> => {
      await running;
    },
  };
}
