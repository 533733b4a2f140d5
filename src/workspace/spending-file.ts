import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { canonicalJson } from '../core/contracts/digest.ts';
import { ChangeoverError } from '../core/contracts/problem.ts';
import { appendLine } from './evidence/append-line.ts';
import { codeOf, diskProblem } from './evidence/disk-problem.ts';

/** What one run of a terminal spent, or set aside. Of several entries of one run the last one counts. */
export interface SpendingEntry {
  /** Absolute path of the work tree. */
  readonly repository: string;
  /** `2026-11`, of UTC. */
  readonly month: string;
  /** Name of the run, which no other has. */
  readonly run: string;
  readonly usd: number;
}

const ENTRY = z.object({
  repository: z.string(),
  month: z.string(),
  run: z.string(),
  usd: z.number().min(0),
}) satisfies z.ZodType<SpendingEntry>;

/** US dollars of one repository's runs in one month. Nothing where there is no file. Throws a ChangeoverError when it is not readable. */
export async function spentAccordingTo(
  path: string,
  { repository, month }: Pick<SpendingEntry, 'repository' | 'month'>,
): Promise<number> {
  const lines = (await textOf(path)).split('\n');
  const runs = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const entry = entryOn(line, path, index + 1);
    if (entry.repository === repository && entry.month === month) runs.set(entry.run, entry.usd);
  }
  return [...runs.values()].reduce((sum, usd) => sum + usd, 0);
}

/** Adds an entry. Rejects with a ChangeoverError when the disk refuses. */
export async function addSpendingEntry(path: string, entry: SpendingEntry): Promise<void> {
  await appendLine(path, canonicalJson(entry));
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw diskProblem('read', path, error);
  }
}

function entryOn(line: string, file: string, number: number): SpendingEntry {
  try {
    return ENTRY.parse(JSON.parse(line));
  } catch {
    throw new ChangeoverError({
      code: 'budget',
      message: 'this line does not say what was spent, so policy.max-cost-usd-per-month cannot be kept',
      place: { file, line: number },
      hint: 'Remove the line, or the file when what was spent this month does not matter any more.',
    });
  }
}
