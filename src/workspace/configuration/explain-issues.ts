import type { z } from 'zod';
import { isJsonObject, type Json } from '../../core/contracts/json.ts';
import type { ProblemCode } from '../../core/contracts/problem.ts';
import { knownKeys } from './known-keys.ts';
import { eitherOf, quoted, suggestion } from './words.ts';
import type { Path } from './yaml-takeover.ts';

/** What is wrong with one value of a document, in words. */
interface Explanation {
  readonly path: Path;
  /** Whether it is about the key itself or about its value. */
  readonly part: 'key' | 'value';
  readonly code?: ProblemCode;
  readonly message: string;
  readonly hint?: string;
}

/** What a kind of document has to say beyond its schema. */
interface Advice {
  /** A sentence for a key or value that the specification knows and this version does not have. */
  readonly notBuilt?: (path: Path, value: Json | undefined) => string | undefined;
  /** What to write instead of a value of the wrong kind. */
  readonly hint?: (path: Path, value: Json | undefined) => string | undefined;
}

type Issue = z.core.$ZodIssue;

interface Subject {
  readonly data: Json;
  readonly schema: z.ZodType;
  readonly advice: Advice;
}

/** Turns the issues of a failed parse into sentences about keys and values. Values are named only where they are words of a list. */
export function explainIssues(error: z.ZodError, data: Json, schema: z.ZodType, advice: Advice = {}): Explanation[] {
  const subject = { data, schema, advice };
  return error.issues.flatMap((issue) => explain(subject, issue, []));
}

function explain(subject: Subject, issue: Issue, above: Path): Explanation[] {
  const path = [...above, ...(issue.path as (string | number)[])];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => explainKey(subject, path, key));
  const value = valueAt(subject.data, path);
  const refusal = subject.advice.notBuilt?.(path, value);
  if (refusal !== undefined) return [{ path, part: 'value', code: 'not-built', message: refusal }];
  if (issue.code === 'invalid_union') return explainUnion(subject, issue, path, value);
  if (issue.code === 'invalid_key') {
    const fault = issue.issues[0]?.message ?? 'is not allowed';
    return [{ path, part: 'key', message: `the name ${quoted(String(path.at(-1)))} ${fault}` }];
  }
  if (value === undefined && issue.code !== 'custom') return [explainMissing(path)];
  return [explainValue(subject, path, value, predicate(issue, value), hintOf(issue, value))];
}

function explainValue(
  subject: Subject,
  path: Path,
  value: Json | undefined,
  message: string,
  fallback: string | undefined,
): Explanation {
  const hint = subject.advice.hint?.(path, value) ?? fallback;
  return { path, part: 'value', message: `${pathText(path)} ${message}`, ...(hint === undefined ? {} : { hint }) };
}

function explainKey(subject: Subject, parent: Path, key: string): Explanation {
  const path = [...parent, key];
  const refusal = subject.advice.notBuilt?.(path, valueAt(subject.data, path));
  if (refusal !== undefined) return { path, part: 'key', code: 'not-built', message: refusal };
  const message = `${pathText(parent)} has no key ${quoted(key)}`;
  return { path, part: 'key', message, hint: suggestion(key, knownKeys(subject.schema, parent)) };
}

function explainMissing(path: Path): Explanation {
  const key = path.at(-1);
  return { path, part: 'key', message: `${pathText(path.slice(0, -1))} needs the key ${quoted(String(key))}` };
}

/** Of the alternatives, explains the one of the value's own kind; when there is none, says which kinds there are. */
function explainUnion(
  subject: Subject,
  issue: z.core.$ZodIssueInvalidUnion,
  path: Path,
  value: Json | undefined,
): Explanation[] {
  if (value === undefined) return [explainMissing(path)];
  const fitting = issue.errors.filter((branch) => !branch.some((one) => one.path.length === 0 && isWrongKind(one)));
  const [first] = [...fitting].sort((a, b) => a.length - b.length);
  if (first !== undefined) return first.flatMap((one) => explain(subject, one, path));
  const kinds = issue.errors.flatMap((branch) => branch.map(kindWanted));
  const message = `must be ${eitherOf([...new Set(kinds)])}, not ${kindOf(value)}`;
  return [explainValue(subject, path, value, message, undefined)];
}

function isWrongKind(issue: Issue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union';
}

function kindWanted(issue: Issue): string {
  if (issue.code === 'invalid_type') return KINDS[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return eitherOf(issue.values.map((one) => JSON.stringify(one)));
  return issue.code === 'invalid_union' ? eitherOf(issue.errors.flatMap((one) => one.map(kindWanted))) : 'valid';
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map of keys',
  record: 'a map of keys',
  array: 'a list',
};

/** The second half of a sentence whose first half names the value. */
function predicate(issue: Issue, value: Json | undefined): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? issue.expected}, not ${typeof value === 'number' && issue.expected === 'int' ? value : kindOf(value)}`;
    case 'invalid_value':
      return `must be ${eitherOf(issue.values.map((one) => JSON.stringify(one)))}, not ${showWord(value)}`;
    case 'too_small':
    case 'too_big':
      return sizePredicate(issue, value);
    default:
      return issue.message;
  }
}

function sizePredicate(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, value: Json | undefined): string {
  const [limit, atLimit, beyond] =
    issue.code === 'too_small' ? [issue.minimum, 'at least', 'more than'] : [issue.maximum, 'at most', 'less than'];
  const bound = `${issue.inclusive === false ? beyond : atLimit} ${limit}`;
  if (typeof value === 'number') return `must be ${bound}, not ${value}`;
  if (typeof value === 'string') return value === '' ? 'must not be empty' : `must have ${bound} characters`;
  return `must have ${bound} ${limit === 1 ? 'entry' : 'entries'}`;
}

function hintOf(issue: Issue, value: Json | undefined): string | undefined {
  if (issue.code !== 'invalid_value' || typeof value !== 'string' || issue.values.length < 2) return undefined;
  return suggestion(value, issue.values.map(String));
}

function showWord(value: Json | undefined): string {
  return typeof value === 'string' ? quoted(value) : typeof value === 'number' ? String(value) : kindOf(value);
}

function kindOf(value: Json | undefined): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return { string: 'text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? 'a map of keys';
}

/** A path as users read it: `applications.triage.suite.scorers`, list positions from 0 in brackets. */
export function pathText(path: Path): string {
  if (path.length === 0) return 'the file';
  return path
    .map((step) =>
      typeof step === 'number' ? `[${step}]` : /^[\w-]{1,80}$/.test(step) ? `.${step}` : `.${quoted(step)}`,
    )
    .join('')
    .replace(/^\./, '');
}

/** The value at a path of a document, own members only. */
function valueAt(data: Json, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, data);
}
