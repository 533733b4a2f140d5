import type { Problem } from '../../contracts/problem.ts';
import { nearest } from '../../scoring/nearest.ts';
import type { Locating } from './located.ts';

interface Entry {
  readonly name: string;
  readonly value: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
}

/** Loaders take `NAME: value`, too. */
const NAME = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)(?:\s*=|:\s)[ \t]*/;

/** The value of a name in a dotenv file. A name that has two values is a problem: loaders disagree about which wins. */
export function locateEnv(text: string, file: string, name: string): Locating {
  const entries = entriesOf(text);
  const [first, ...rest] = entries.filter((entry) => entry.name === name);
  if (!first) return missing(entries, file, name);
  const other = rest.find((entry) => entry.value !== first.value);
  if (other) {
    return {
      code: 'layer-invalid',
      message: `${file} gives ${name} two values (lines ${first.line} and ${other.line})`,
      place: { file, line: other.line },
      hint: 'Keep one of them: loaders differ in which one they use.',
    };
  }
  const { value, line, column, endLine } = rest.at(-1) ?? first;
  return { value, line, column, endLine };
}

function missing(entries: readonly Entry[], file: string, name: string): Problem {
  const names = entries.map((entry) => entry.name).slice(0, 1000);
  const near = nearest(name, names);
  return {
    code: 'layer-missing',
    message: `${file} has no line that sets ${name}`,
    place: { file },
    hint: near === undefined ? 'Write `env:` with a name that the file sets.' : `The nearest name there is ${near}.`,
  };
}

/** Reads the file once, line by line; time linear in it. A quoted value may span lines. */
function entriesOf(text: string): readonly Entry[] {
  const lines = text.split('\n');
  const entries: Entry[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const head = NAME.exec(line);
    if (!head?.[1]) continue;
    const read = quotedValue(lines, index, head[0].length) ?? bareValue(line, index, head[0].length);
    entries.push({
      name: head[1],
      value: read.value,
      line: index + 1,
      column: head[0].length + 1,
      endLine: read.end + 1,
    });
    index = read.end;
  }
  return entries;
}

interface ValueRead {
  readonly value: string;
  /** Index of the line that the value ends on. */
  readonly end: number;
}

function bareValue(line: string, index: number, offset: number): ValueRead {
  const raw = line.slice(offset);
  const comment = raw.search(/(?:^|\s)#/);
  return { value: (comment === -1 ? raw : raw.slice(0, comment)).trimEnd(), end: index };
}

/** `undefined` when the value has no quotes, or they do not close with nothing but a comment behind them. */
function quotedValue(lines: readonly string[], index: number, offset: number): ValueRead | undefined {
  const quote = lines[index]?.[offset];
  if (quote !== '"' && quote !== "'" && quote !== '`') return undefined;
  const parts: string[] = [];
  for (let at = index; at < lines.length; at += 1) {
    const part = (lines[at] ?? '').slice(at === index ? offset + 1 : 0);
    const close = closingQuote(part, quote);
    if (close === -1) {
      parts.push(part);
      continue;
    }
    parts.push(part.slice(0, close));
    if (!/^\s*(#|$)/.test(part.slice(close + 1))) return undefined;
    const value = parts.join('\n');
    return { value: quote === '"' ? unescaped(value) : value, end: at };
  }
  return undefined;
}

function closingQuote(part: string, quote: string): number {
  if (quote !== '"') return part.indexOf(quote);
  for (let at = 0; at < part.length; at += 1) {
    if (part[at] === '\\') at += 1;
    else if (part[at] === '"') return at;
  }
  return -1;
}

function unescaped(value: string): string {
  return value.replace(/\\([\s\S])/g, (_, mark: string) => ESCAPES.get(mark) ?? mark);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
