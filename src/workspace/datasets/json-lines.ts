import type { Json } from '../../core/contracts/json.ts';
import type { ProblemCode } from '../../core/contracts/problem.ts';
import { showInvisible } from '../configuration/words.ts';
import { textBytes } from './decode.ts';
import { type DatasetEntry, holdsInfinity } from './records.ts';

const LINE_FEED = 0x0a;

/** Reads JSON Lines: one value a line, empty lines skipped, every broken line named. One line at a time is a text. */
export function* readJsonLines(bytes: Uint8Array, file: string, code: ProblemCode): Generator<DatasetEntry> {
  const text = textBytes(bytes, file, code);
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf(LINE_FEED, start);
    const end = found < 0 ? text.length : found;
    const source = text.toString('utf8', start, end);
    start = end + 1;
    line += 1;
    if (source.trim() === '') continue;
    const parsed = parseJson(source);
    if ('fault' in parsed) {
      const place = { file, line, ...(parsed.offset === undefined ? {} : { column: parsed.offset + 1 }) };
      yield { problem: { code, message: `the line is not JSON: ${parsed.fault}`, place } };
    } else {
      yield { line, data: parsed.data };
    }
  }
}

/** A large exponent, or more digits than a number can have; without either nothing needs to be searched. */
const MAY_OVERFLOW = /\d[eE]\+?\d{3}|\d{309}/;

/** A parsed JSON text, or what is wrong with it and at which character, where the engine says so. */
export function parseJson(
  text: string,
): { readonly data: Json } | { readonly fault: string; readonly offset?: number } {
  try {
    const data = JSON.parse(text) as Json;
    return MAY_OVERFLOW.test(text) && holdsInfinity(data)
      ? { fault: 'a number in it is too large to be held' }
      : { data };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const offset = /at position (\d+)/.exec(message)?.[1];
    const fault = message.replace(/,? "[\s\S]*" is not valid JSON$/, '').replace(/ (in JSON )?at position[\s\S]*$/, '');
    return { fault: showInvisible(lowerFirst(fault)), ...(offset === undefined ? {} : { offset: Number(offset) }) };
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
