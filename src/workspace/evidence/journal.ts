import { join } from 'node:path';
import type { Observation } from '../../core/contracts/cell.ts';
import { canonicalJson } from '../../core/contracts/digest.ts';
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
  /** Syncs and closes. Rejects with the first thing that went wrong. */
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
    close: () => lines.close(),
  };
}
