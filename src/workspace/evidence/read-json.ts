import type { z } from 'zod';
import type { Json } from '../../core/contracts/json.ts';
import { ChangeoverError, type Problem } from '../../core/contracts/problem.ts';
import { nestsDeeper } from '../json-depth.ts';
import { openRegular } from './regular-file.ts';

const MAX_BYTES = 512 * 1024 * 1024;
/** Above what a layer or a case may nest, with what stands around it. */
const MAX_DEPTH = 100;
const MAX_ISSUES = 10;

/**
 * Reads a JSON file of evidence and checks it against its schema. What is returned is the file's own data, unknown members
 * included: checked, not rebuilt. Throws a ChangeoverError that names the file and what in it is wrong.
 */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readText(path);
  return checked(text, schema, { file: path });
}

/** Reads a text file of evidence. Throws a ChangeoverError that names it. */
export async function readText(path: string): Promise<string> {
  return (await readBytes(path)).toString('utf8');
}

/** The same as bytes. */
export async function readBytes(path: string): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    const { size } = await file.stat();
    if (size > MAX_BYTES) {
      const message = `${path} is too large to be evidence: ${size} bytes, at most ${MAX_BYTES}`;
      throw new ChangeoverError({ code: 'evidence', message, place: { file: path } });
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Parses and checks one JSON text of evidence. `place`: the file, and the line when it is one of many. */
export function checked<T>(text: string, schema: z.ZodType<T>, place: { file: string; line?: number }): T {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (cause) {
    throw new ChangeoverError({ code: 'evidence', message: 'not JSON', place, hint: HINT }, { cause });
  }
  if (nestsDeeper(value, MAX_DEPTH)) {
    const message = `nested more than ${MAX_DEPTH} levels deep`;
    throw new ChangeoverError({ code: 'evidence', message, place, hint: HINT });
  }
  const result = schema.safeParse(value);
  if (result.success) return value as T;
  const [first, ...rest] = result.error.issues.slice(0, MAX_ISSUES).map((issue) => issueProblem(issue, place));
  throw new ChangeoverError(first === undefined ? { code: 'evidence', message: 'not valid', place } : [first, ...rest]);
}

const HINT = 'The file was changed after it was written, was cut off, or is of another version of Changeover.';

function issueProblem(issue: z.core.$ZodIssue, place: { file: string; line?: number }): Problem {
  const path = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  const at = path === '' ? '' : `${path.replace(/^\./, '')}: `;
  return { code: 'evidence', message: `${at}${issue.message}`, place, hint: HINT };
}
