import { parse, TomlError } from 'smol-toml';
import type { Problem } from '../../contracts/problem.ts';
import { positionAt } from './layer-text.ts';
import type { RawLocated } from './located.ts';
import type { Step } from './path-expression.ts';
import { ambiguousStep, missingStep } from './step-problems.ts';
import { type TreeView, walk } from './walk.ts';

/** Spots of a value that are tried before its line is given up; each costs a parse. */
const MAX_TRIES = 32;

/** Finds a path in TOML. The line is known for text on one line; other values have the file only. */
export function locateInToml(text: string, file: string, steps: readonly Step[]): RawLocated | Problem {
  let root: unknown;
  try {
    root = parse(text);
  } catch (error) {
    const place = error instanceof TomlError ? { file, line: error.line, column: error.column } : { file };
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { code: 'layer-invalid', message: `${file} cannot be read: ${reason}`, place, hint: 'Mend the file.' };
  }
  const result = walk<unknown>(root, steps, VIEW);
  if (result.kind === 'ambiguous') return ambiguousStep(result.at, steps, { file });
  if (result.kind === 'missing') return missingStep(result, steps, { file });
  return { value: result.node, ...lineOf(text, steps, result.node) };
}

const VIEW: TreeView<unknown> = {
  member: (node, key) => (isTable(node) && Object.hasOwn(node, key) ? node[key] : undefined),
  keys: (node) => (isTable(node) ? Object.keys(node) : []),
  items: (node) => (Array.isArray(node) ? node : undefined),
  scalar: (node) => (isTable(node) || Array.isArray(node) ? undefined : String(node)),
};

function isTable(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node) && !(node instanceof Date);
}

/**
 * Where a text value is written. The parser keeps no positions, so each spot that could be it is replaced by a mark:
 * the spot whose mark then stands at the path is the one. This holds for any nesting, quoting and table form.
 */
function lineOf(text: string, steps: readonly Step[], value: unknown): Omit<RawLocated, 'value'> {
  if (typeof value !== 'string' || value === '' || value.includes('\n')) return {};
  let tries = 0;
  for (const quoted of [JSON.stringify(value), `'${value}'`]) {
    for (let at = text.indexOf(quoted); at !== -1; at = text.indexOf(quoted, at + 1)) {
      tries += 1;
      if (tries > MAX_TRIES) return {};
      if (!leadsTo(text, at, quoted.length, steps)) continue;
      const { line, column } = positionAt(text, at);
      return { line, column, endLine: line };
    }
  }
  return {};
}

function leadsTo(text: string, at: number, length: number, steps: readonly Step[]): boolean {
  const mark = markFor(text);
  try {
    const marked = parse(`${text.slice(0, at)}"${mark}"${text.slice(at + length)}`);
    const result = walk<unknown>(marked, steps, VIEW);
    return result.kind === 'found' && result.node === mark;
  } catch {
    return false; // the spot was inside a comment's or another value's quotes
  }
}

/** A text that the file does not hold. */
function markFor(text: string): string {
  let mark = 'changeover-mark';
  while (text.includes(mark)) mark += '-';
  return mark;
}
