import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../core/contracts/digest.ts';
import type { PlanFile } from '../../core/contracts/plan-file.ts';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import { removeFile, replaceFile } from '../evidence/atomic-file.ts';
import { prepareDirectory } from '../evidence/directory.ts';
import { prettyPieces } from '../evidence/pretty-json.ts';
import { checked } from '../evidence/read-json.ts';
import { openRegular } from '../evidence/regular-file.ts';
import { PLAN_FILE } from './schema.ts';

/** Name of the file that one job leaves to the next. */
const PLAN_FILE_NAME = 'plan.json';

/** A plan is read as a whole. Whoever has more cases than fit evaluates in one job. */
export const MOST_PLAN_BYTES = 128 * 1024 * 1024;

/** A plan as it was read, with the SHA-256 of the file in hexadecimal. */
export interface ReadPlan {
  readonly plan: PlanFile;
  readonly sha256: string;
}

/**
 * Writes the plan into a directory, which is made when it is not there; `root`: see `prepareDirectory`. Resolves with the
 * SHA-256 of the file. Throws a ChangeoverError when it would be too large to be read, or the disk refuses.
 */
export async function writePlan(dir: string, plan: PlanFile, root?: string): Promise<string> {
  await prepareDirectory(dir, root);
  const path = join(dir, PLAN_FILE_NAME);
  await removeFile(path);
  await replaceFile(path, prettyPieces(plan));
  const { size } = await stat(path);
  if (size > MOST_PLAN_BYTES) {
    await removeFile(path);
    throw tooLarge(path, size);
  }
  return sha256(await bytesOf(path));
}

/**
 * Reads a plan that another job wrote, and checks its form. `root`: see `prepareDirectory`. Throws a ChangeoverError when it
 * is not there, is a link, is too large, or is no plan.
 */
export async function readPlan(dir: string, root?: string): Promise<ReadPlan> {
  await prepareDirectory(dir, root);
  const path = join(dir, PLAN_FILE_NAME);
  const bytes = await bytesOf(path);
  return { plan: checked<PlanFile>(bytes.toString('utf8'), PLAN_FILE, { file: path }), sha256: sha256(bytes) };
}

/** The size is looked at before anything is read. */
async function bytesOf(path: string): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    const { size } = await file.stat();
    if (size > MOST_PLAN_BYTES) throw tooLarge(path, size);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function tooLarge(path: string, size: number): ChangeoverError {
  return new ChangeoverError({
    code: 'evidence',
    message: `the plan is too large to be handed over: ${size} bytes, at most ${MOST_PLAN_BYTES}`,
    place: { file: path },
    hint: 'Evaluate in one job (`command: check`), or with fewer or shorter cases.',
  });
}
