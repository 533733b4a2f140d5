import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../core/contracts/digest.ts';
import { VERDICTS, type VerdictName } from '../../core/contracts/verdict.ts';
import { appendLine } from '../evidence/append-line.ts';
import { openRegular } from '../evidence/regular-file.ts';

/** One evaluation that came to a verdict. */
export interface Attempt {
  /** `comparisonDigest`: what was compared with what, and how. */
  readonly comparison: string;
  readonly session: string;
  readonly verdict: VerdictName;
}

const FILE = 'attempts.jsonl';
/** What is read of the file, from its end: about 25,000 attempts. */
const READ_BYTES = 4 * 1024 * 1024;
/** Of one comparison; who tries more often is told of the last ones. */
const MOST_ATTEMPTS = 1000;

const ATTEMPT = z.object({
  comparison: z.string(),
  session: z.string(),
  verdict: z.enum(VERDICTS),
}) satisfies z.ZodType<Attempt>;

/** Verdicts of the earlier attempts at a comparison, the oldest first. Lines that are none are passed over; never rejects. */
export async function earlierVerdicts(folder: string, comparison: string): Promise<readonly VerdictName[]> {
  const text = await tailOf(join(folder, FILE)).catch(() => '');
  return text
    .split('\n')
    .filter((line) => line.includes(comparison))
    .flatMap((line) => attemptOn(line) ?? [])
    .filter((attempt) => attempt.comparison === comparison)
    .slice(-MOST_ATTEMPTS)
    .map(({ verdict }) => verdict);
}

/** Adds an attempt, as one line in one write, so that two processes do not mix theirs. Rejects with a ChangeoverError. */
export async function addAttempt(folder: string, attempt: Attempt): Promise<void> {
  await appendLine(join(folder, FILE), canonicalJson(attempt));
}

function attemptOn(line: string): Attempt | undefined {
  try {
    return ATTEMPT.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

async function tailOf(path: string): Promise<string> {
  const file = await openRegular(path);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, READ_BYTES));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
