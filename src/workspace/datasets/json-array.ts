import type { ProblemCode } from '../../core/contracts/problem.ts';
import { entrySpans, NoSuchJson, type Span } from '../json-spans.ts';
import { textBytes } from './decode.ts';
import { parseJson } from './json-lines.ts';
import type { DatasetEntry } from './records.ts';

/** Reads a JSON file that is one list; each entry keeps the line that it starts at. One entry at a time is a value. */
export function* readJsonArray(bytes: Uint8Array, file: string, code: ProblemCode): Generator<DatasetEntry> {
  const text = textBytes(bytes, file, code);
  const spans = spansOf(text);
  if (spans === undefined) {
    yield* readWhole(text, file, code);
    return;
  }
  let line = 1;
  let seen = 0;
  for (const { start, end } of spans) {
    line += lineBreaks(text, seen, start);
    seen = start;
    const parsed = parseJson(text.toString('utf8', start, end));
    if ('data' in parsed) yield { line, data: parsed.data };
  }
}

/** Where the entries of a list stand; `undefined` when it is none, or some entry is no JSON. */
function spansOf(text: Buffer): readonly Span[] | undefined {
  try {
    const spans = [...entrySpans(text, { start: 0, end: text.length })];
    return spans.every(({ start, end }) => 'data' in parseJson(text.toString('utf8', start, end))) ? spans : undefined;
  } catch (error) {
    if (error instanceof NoSuchJson) return undefined;
    throw error;
  }
}

/** A file that cannot be read entry by entry, as a whole: to say what is wrong with it. */
function* readWhole(bytes: Buffer, file: string, code: ProblemCode): Generator<DatasetEntry> {
  const text = bytes.toString('utf8');
  const parsed = parseJson(text);
  if ('fault' in parsed) {
    const line = parsed.offset === undefined ? {} : { line: text.slice(0, parsed.offset).split('\n').length };
    yield { problem: { code, message: `the file is not JSON: ${parsed.fault}`, place: { file, ...line } } };
    return;
  }
  const hint = 'Write one list of cases, or one case a line in a .jsonl file.';
  yield { problem: { code, message: 'the file is not a list of cases', place: { file }, hint } };
}

const LINE_FEED = 0x0a;

function lineBreaks(text: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf(LINE_FEED, from); at >= 0 && at < to; at = text.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}
