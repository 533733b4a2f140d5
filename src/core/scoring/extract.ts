import type { Extract } from '../contracts/suite.ts';
import { parseJsonPath, valueAt } from './json-path.ts';
import { readJsonReply } from './json-reply.ts';
import { compilePattern, PATTERN_HINT } from './pattern.ts';
import type { ScorerFault } from './scorer.ts';

/** What keeps an `extract` from working: a pattern without exactly one capture group, a path that is none. */
export function checkExtract(extract: Extract): readonly ScorerFault[] {
  if (extract.kind === 'json' && parseJsonPath(extract.path) === undefined) {
    return [
      {
        message: `\`extract.json\` is not a path: ${JSON.stringify(extract.path)}`,
        hint: 'Write it like `a.b[2].c` or `a["dotted.key"]`; `$` is the whole output.',
      },
    ];
  }
  if (extract.kind !== 'regex') return [];
  const pattern = compilePattern(extract.pattern);
  if (!pattern.ok) return [{ message: `\`extract.regex\` cannot be read: ${pattern.reason}`, hint: PATTERN_HINT }];
  const groups = pattern.expression.groupCount();
  if (groups === 1) return [];
  return [
    {
      message: `\`extract.regex\` needs exactly one capture group and has ${groups}`,
      hint: 'Put (…) around the part to take, and (?:…) where a group only groups.',
    },
  ];
}

/**
 * The part of an output that a scorer judges; `undefined` when there is none.
 * `regex`: the capture group of the first or last match. `json`: the value at a path of an output that is JSON; a text as
 * it is, anything else as compact JSON. `last-line`: the last line that is not blank, trimmed. `code-block`: the first
 * fenced block's content; one that is never closed, as in a truncated reply, runs to the end.
 */
export function extractFrom(output: string, extract: Extract): string | undefined {
  switch (extract.kind) {
    case 'regex':
      return captureIn(output, extract.pattern, extract.match);
    case 'json':
      return jsonIn(output, extract.path);
    case 'last-line':
      return lastLineOf(output);
    case 'code-block':
      return codeBlockIn(output);
  }
}

function captureIn(output: string, pattern: string, match: 'first' | 'last'): string | undefined {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) return undefined;
  const matcher = compiled.expression.matcher(output);
  let found: string | undefined;
  while (matcher.find()) {
    found = matcher.group(1) ?? found;
    if (match === 'first' && found !== undefined) break;
  }
  return found;
}

function jsonIn(output: string, path: string): string | undefined {
  const steps = parseJsonPath(path);
  const reply = readJsonReply(output);
  if (steps === undefined || !reply.ok) return undefined;
  const value = valueAt(reply.value, steps);
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function lastLineOf(output: string): string | undefined {
  const text = output.trimEnd();
  if (text === '') return undefined;
  return text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1).trim();
}

function codeBlockIn(output: string): string | undefined {
  const lines = output.split(/\r\n|\n|\r/);
  // CommonMark: up to three spaces, then at least three back-ticks (whose info string holds none) or tildes.
  const start = lines.findIndex((line) => /^ {0,3}(?:`{3,}[^`]*|~{3,}.*)$/.test(line));
  if (start < 0) return undefined;
  const fence = /`+|~+/.exec(lines[start] ?? '')?.[0] ?? '';
  const body = lines.slice(start + 1);
  const end = body.findIndex((line) => closes(line, fence));
  return (end < 0 ? body : body.slice(0, end)).join('\n');
}

function closes(line: string, fence: string): boolean {
  const mark = line.trim();
  return /^ {0,3}\S/.test(line) && mark.length >= fence.length && mark === fence.charAt(0).repeat(mark.length);
}
