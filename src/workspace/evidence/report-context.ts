import { join } from 'node:path';
import { z } from 'zod';
import { REPORT_CONTEXT_FILE } from './evidence-files.ts';
import { readJson } from './read-json.ts';

const LINK = z.string().max(2_000).exactOptional();
const REPORT_CONTEXT = z.strictObject({
  links: z.strictObject({ repositoryUrl: LINK, evidenceUrl: LINK, runUrl: LINK }),
  reproduce: z.string().max(10_000),
});

/** What the comment shows that follows from no measurement: links and the command that reproduces it. */
export type ReportContext = z.infer<typeof REPORT_CONTEXT>;

/** Reads it back from evidence. Throws a ChangeoverError that names the file. */
export function readReportContext(folder: string): Promise<ReportContext> {
  return readJson(join(folder, REPORT_CONTEXT_FILE), REPORT_CONTEXT);
}
