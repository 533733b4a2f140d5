import { checkPath, normalisePath } from '../paths.ts';
import type { ProblemLog } from './problem-log.ts';
import type { Path } from './yaml-takeover.ts';

/** A path of the configuration in its one spelling; one that leaves the repository goes to the log. */
export function repositoryFile(written: string, path: Path, log: ProblemLog): string {
  const problem = checkPath(written);
  if (problem === undefined) return normalisePath(written);
  const { code, message, hint } = problem;
  log.add({ path, code, message, ...(hint === undefined ? {} : { hint }) });
  return written;
}
