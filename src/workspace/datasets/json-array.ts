import type { ProblemCode } from '../../core/contracts/problem.ts';
import { parseJson } from './json-lines.ts';
import type { Records } from './records.ts';

/** Reads a JSON file that is one list; each entry keeps the line that it starts at. */
export function readJsonArray(text: string, file: string, code: ProblemCode): Records {
  const parsed = parseJson(text);
  if ('fault' in parsed) {
    const line = parsed.offset === undefined ? undefined : lineAt(text, parsed.offset);
    const place = { file, ...(line === undefined ? {} : { line }) };
    return { records: [], problems: [{ code, message: `the file is not JSON: ${parsed.fault}`, place }] };
  }
  if (!Array.isArray(parsed.data)) {
    const hint = 'Write one list of cases, or one case a line in a .jsonl file.';
    return { records: [], problems: [{ code, message: 'the file is not a list of cases', place: { file }, hint }] };
  }
  const lines = entryLines(text);
  return { records: parsed.data.map((data, index) => ({ line: lines[index] ?? 1, data })), problems: [] };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The lines at which the entries of the outermost list start; the text is known to be valid JSON. */
function entryLines(text: string): readonly number[] {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  let awaitsEntry = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\n') line += 1;
    if (character.trim() === '') continue;
    const change = DEPTH_CHANGES.get(character) ?? 0;
    if (awaitsEntry && change >= 0) lines.push(line);
    if (character === '"') at = endOfString(text, at);
    depth += change;
    awaitsEntry = depth === 1 && (character === ',' || character === '[');
  }
  return lines;
}

const DEPTH_CHANGES = new Map([
  ['[', 1],
  ['{', 1],
  [']', -1],
  ['}', -1],
]);

/** The closing quote of the string that opens at `start`; JSON strings hold no line breaks. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at;
}
