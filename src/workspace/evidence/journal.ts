import { type FileHandle, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Observation } from '../../core/contracts/cell.ts';
import { canonicalJson } from '../../core/contracts/digest.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import { createInPlace, removeFile } from './atomic-file.ts';
import { prepareDirectory } from './directory.ts';
import { EVIDENCE_FILES, OBSERVATIONS_FILE } from './evidence-files.ts';
import { refuseForeignFiles } from './foreign-files.ts';
import { lineFile, lineWriter } from './line-writer.ts';

/** `observations.jsonl` of the run that goes on. */
export interface Journal {
  readonly path: string;
  /**
   * Appends one observation as one line of canonical JSON; resolves when the line is complete in the file. Rejects with a
   * ChangeoverError when the disk refuses, and with a RangeError for a number that JSON cannot hold.
   */
  append(observation: Observation): Promise<void>;
  /** Syncs and closes. Rejects with the first thing that went wrong, and when another run has begun in the same folder. */
  close(): Promise<void>;
}

/**
 * Begins a run's evidence in a directory, which is created when it is not there. The files of an older run go first, its
 * manifest and verdict before anything else: a run that is killed must not leave an old verdict beside new observations.
 * Other files in the directory are left alone. `root`: see `prepareDirectory`. Throws a ChangeoverError with the path.
 */
export async function openJournal(dir: string, root?: string): Promise<Journal> {
  await prepareDirectory(dir, root);
  await refuseForeignFiles(dir);
  const path = join(dir, OBSERVATIONS_FILE);
  for (const name of EVIDENCE_FILES) if (name !== OBSERVATIONS_FILE) await removeFile(join(dir, name));
  const file = await createInPlace(path, async () => {});
  const lines = lineWriter(lineFile(file), path);
  return {
    path,
    append: async (observation) => lines.append(canonicalJson(observation)),
    async close() {
      // Asked while the file is open, so that no other can have its number.
      const isReplaced = !(await isStillAt(path, file));
      await lines.close();
      if (isReplaced) throw replaced(path);
    },
  };
}

/** Whether a path still leads to an open file. */
async function isStillAt(path: string, file: FileHandle): Promise<boolean> {
  const [own, there] = await Promise.all([file.stat(), lstat(path).catch(() => undefined)]);
  return there !== undefined && there.ino === own.ino && there.dev === own.dev;
}

/** A verdict beside the observations of another run would prove nothing. */
function replaced(path: string): ChangeoverError {
  return new ChangeoverError({
    code: 'evidence',
    message: `${path} is not this run’s any more: another run has begun in the same folder, or the file was removed`,
    hint: 'Give each of two runs at once an `evidence-dir` of its own. What was called is not paid for again where replies are kept.',
  });
}
