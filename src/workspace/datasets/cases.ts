import { digestOf } from '../../core/contracts/digest.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { Case } from '../../core/contracts/suite.ts';
import { explainIssues } from '../configuration/explain-issues.ts';
import { caseSchema, type WrittenCase } from './case-schema.ts';
import type { DatasetRecord } from './records.ts';

/** A case, or what keeps the entry from being one. */
export type CaseResult = { readonly case: Case } | { readonly problems: readonly Problem[] };

/** Checks one entry whose fields already have the names of a case's own. */
export function caseOf(record: DatasetRecord, file: string): CaseResult {
  const place = { file, line: record.line };
  const parsed = caseSchema.safeParse(record.data);
  if (!parsed.success) {
    const explained = explainIssues(parsed.error, record.data, caseSchema);
    return {
      problems: explained.map(({ message, hint }) => ({
        code: 'suite',
        message: message.replace(/^the file /, 'the case '),
        place,
        ...(hint === undefined ? {} : { hint }),
      })),
    };
  }
  const fault = faultOf(parsed.data);
  if (fault !== undefined) return { problems: [{ code: 'suite', message: fault, place }] };
  return { case: assemble(parsed.data, record.line) };
}

function faultOf({ input, vars, messages }: WrittenCase): string | undefined {
  const asked = Object.entries({ input, vars, messages }).filter(([, value]) => value !== undefined);
  if (asked.length === 1) return undefined;
  if (asked.length === 0) return 'the case has neither input nor vars nor messages';
  return `the case has ${asked.map(([name]) => name).join(' and ')}; it may have one of them`;
}

function assemble(written: WrittenCase, line: number): Case {
  const { id, slice, critical, metadata, ...asked } = written;
  const content = asked as Pick<Case, 'input' | 'vars' | 'messages' | 'expected' | 'context'>; // JSON has no undefined members
  return {
    id: id === undefined ? `case-${digestOf(content).slice(0, 12)}` : String(id),
    ...content,
    slices: slice === undefined ? [] : [...new Set([slice].flat())],
    critical: critical ?? false,
    ...(metadata === undefined ? {} : { metadata }),
    line,
  };
}
