import { LineCounter, parseDocument, type YAMLParseError } from 'yaml';
import { nestsWithoutEnd } from '../../core/change/locate/yaml-nesting.ts';
import type { Json } from '../../core/contracts/json.ts';
import type { Place } from '../../core/contracts/layer.ts';
import { type Problem, type ProblemCode, throwIfAny } from '../../core/contracts/problem.ts';
import { capped } from './words.ts';
import { findPlace, type Path, placeAt, type Takeover, take } from './yaml-takeover.ts';

/** What a document may hold at most. Text is bounded before it is parsed, the rest while it is taken over. */
interface YamlLimits {
  readonly characters: number;
  readonly values: number;
}

/** A YAML document as plain data, with the places of what it holds. */
export interface YamlDocument {
  /** Objects have no prototype. */
  readonly data: Json;
  /** Where a key or a value is written; of what is not there, where its parent is. */
  readonly placeOf: (path: Path, part?: 'key' | 'value') => Place;
}

/**
 * Reads one YAML 1.2 document as data: no custom tags, no merge keys, unique keys, few aliases, bounded size and depth.
 * Throws a ChangeoverError with every problem of the document, each with line and column.
 */
export function readYaml(text: string, file: string, limits: YamlLimits, code: ProblemCode): YamlDocument {
  throwIfAny(unsafeText(text, file, limits, code));
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false, // the parser compares every pair of keys; the take-over below needs one look a key
    resolveKnownTags: false,
    merge: false,
    logLevel: 'error', // 'silent' would read the first of several documents and say nothing
  });
  const takeover: Takeover = {
    file,
    code,
    maxValues: limits.values,
    document,
    lines,
    places: new Map(),
    problems: [],
    values: 0,
    aliases: 0,
    exhausted: false,
  };
  throwIfAny(syntaxProblems(takeover));
  const data = take(takeover, document.contents, [], new Set());
  throwIfAny(capped(takeover.problems));
  return { data, placeOf: (path, part = 'value') => findPlace(takeover, path, part) };
}

function unsafeText(text: string, file: string, limits: YamlLimits, code: ProblemCode): Problem[] {
  const place = { file };
  if (text.length > limits.characters) {
    return [
      { code, message: `the file has ${text.length} characters, more than the ${limits.characters} allowed`, place },
    ];
  }
  if (text.trim() === '') return [{ code, message: 'the file is empty', place }];
  return nestsWithoutEnd(text) ? [{ code, message: 'the file nests too deeply to be read safely', place }] : [];
}

function syntaxProblems(takeover: Takeover): readonly Problem[] {
  const { document, lines, file, code } = takeover;
  const at = (offset: number): Place => placeAt(lines, file, offset);
  const problems: Problem[] = firstOfEachLine(document.errors, lines).map((error) => ({
    code,
    message: `not valid YAML: ${lowerFirst(error.message)}`,
    place: at(error.pos[0]),
  }));
  for (const warning of document.warnings) {
    problems.push({
      code,
      message: `not plain YAML: ${lowerFirst(warning.message)}`,
      place: at(warning.pos[0]),
      hint: 'Tags and directives are not read; write plain values.',
    });
  }
  if (document.directives?.yaml.explicit && document.directives.yaml.version !== '1.2') {
    problems.push({ code, message: 'only YAML 1.2 is read', place: at(0), hint: 'Take the %YAML directive out.' });
  }
  return capped(problems);
}

/** In the order of the text. One slip makes the parser complain several times about each line after it. */
function firstOfEachLine(errors: readonly YAMLParseError[], lines: LineCounter): readonly YAMLParseError[] {
  const sorted = [...errors].sort((a, b) => a.pos[0] - b.pos[0]);
  const first = new Map<number, YAMLParseError>();
  for (const error of sorted) {
    const { line } = lines.linePos(error.pos[0]);
    if (!first.has(line)) first.set(line, error);
  }
  return [...first.values()];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
