import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { ChangeoverError } from '../../core/contracts/problem.ts';
import {
  EVIDENCE_FILES,
  OBSERVATIONS_FILE,
  PROPOSED_YARDSTICK_FILE,
  REPORT_CONTEXT_FILE,
  STATEMENT_FILE,
  VERDICT_FILE,
  YARDSTICK_FILE,
} from './evidence-files.ts';

/** Names that nobody else gives to a file: where one of them is, so was an earlier run, even one that was killed. */
const TELLING: ReadonlySet<string> = new Set([
  OBSERVATIONS_FILE,
  VERDICT_FILE,
  YARDSTICK_FILE,
  PROPOSED_YARDSTICK_FILE,
  REPORT_CONTEXT_FILE,
  STATEMENT_FILE,
]);

/**
 * Refuses a folder in which evidence would take the place of somebody else's files: a new run removes those of an older one
 * by their names, and a `manifest.json` or a `junit.xml` may be anything. Throws a ChangeoverError that names the file.
 */
export async function refuseForeignFiles(dir: string): Promise<void> {
  const foreign: string[] = [];
  for (const name of EVIDENCE_FILES) {
    const found = await lstat(join(dir, name)).catch(() => undefined);
    if (found === undefined) continue;
    if (TELLING.has(name)) return;
    foreign.push(name);
  }
  const [first] = foreign;
  if (first === undefined) return;
  throw new ChangeoverError({
    code: 'path',
    message: `${join(dir, first)} is not of an earlier run: evidence is not written in its place`,
    hint: 'Name another folder with `evidence-dir`, or move the file.',
  });
}
