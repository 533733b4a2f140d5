import { join } from 'node:path';
import { z } from 'zod';
import { CELL_PURPOSES } from '../../core/contracts/cell.ts';
import type { SpendingLine } from '../../core/contracts/spending.ts';
import { TRUST_GROUNDS, TRUST_LEVELS, type Trust } from '../../core/contracts/trust.ts';
import { REPORT_CONTEXT_FILE } from './evidence-files.ts';
import { readJson } from './read-json.ts';
import { count, type Shape, side } from './schemas/shape.ts';

const LINK = z.string().max(2_000).exactOptional();
const SPENDING_LINE = z.strictObject({
  application: z.string(),
  side,
  purpose: z.enum(CELL_PURPOSES),
  attempts: count,
  usd: z.number().min(0),
  lostUsd: z.number().min(0),
} satisfies Shape<SpendingLine>) satisfies z.ZodType<SpendingLine>;

const TRUST = z.strictObject({
  level: z.enum(TRUST_LEVELS),
  because: z.enum(TRUST_GROUNDS),
} satisfies Shape<Trust>) satisfies z.ZodType<Trust>;

const REPORT_CONTEXT = z.strictObject({
  links: z.strictObject({ repositoryUrl: LINK, evidenceUrl: LINK, runUrl: LINK }),
  reproduce: z.string().max(10_000),
  trust: TRUST.exactOptional(),
  spending: z.array(SPENDING_LINE).max(10_000).exactOptional(),
});

/** What the comment shows that follows from no observation: links, how to reproduce it, trust, what the run spent. */
export type ReportContext = z.infer<typeof REPORT_CONTEXT>;

/** Reads it back from evidence. Throws a ChangeoverError that names the file. */
export function readReportContext(folder: string): Promise<ReportContext> {
  return readJson(join(folder, REPORT_CONTEXT_FILE), REPORT_CONTEXT);
}
