import { type Document, isNode, isScalar, type LineCounter, type Node, parseAllDocuments, visit } from 'yaml';
import type { Place } from '../../contracts/layer.ts';
import type { Problem } from '../../contracts/problem.ts';
import { blankComments } from './json-text.ts';
import { nestsWithoutEnd } from './yaml-nesting.ts';

const MAX_DOCUMENTS = 100;

/**
 * The documents of a YAML or JSON file (strict JSON where the name ends so), or the first thing that is wrong with them:
 * syntax, a key that its mapping has twice, too many documents, nesting without end. Time linear in the text.
 */
export function parseDocuments(text: string, file: string, lines: LineCounter): readonly Document.Parsed[] | Problem {
  if ((text.match(/^---/gm)?.length ?? 0) > MAX_DOCUMENTS) {
    return invalid({ file }, `${file} holds more than ${MAX_DOCUMENTS} documents`);
  }
  if (nestsWithoutEnd(text)) return invalid({ file }, `${file} nests too deeply to be read safely`);
  try {
    if (file.toLowerCase().endsWith('.json')) JSON.parse(text);
    const source = file.toLowerCase().endsWith('.jsonc') ? blankComments(text) : text;
    // The package's own check for unique keys takes time quadratic in their number; `duplicateKey` does not.
    const options = {
      merge: true,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
      lineCounter: lines,
    } as const;
    const parsed = parseAllDocuments(source, options);
    const documents = Array.isArray(parsed) ? parsed : [];
    return firstFault(documents, file, lines) ?? documents;
  } catch (error) {
    // JSON.parse refuses the text.
    return invalid({ file }, `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function firstFault(documents: readonly Document.Parsed[], file: string, lines: LineCounter): Problem | undefined {
  for (const document of documents) {
    const error = document.errors[0];
    if (error) {
      const { line, col } = lines.linePos(error.pos[0]);
      return invalid({ file, line, column: col }, `${file} cannot be read: ${error.message}`);
    }
    const duplicate = duplicateKey(document);
    if (duplicate) {
      const { line, col } = lines.linePos(duplicate.range?.[0] ?? 0);
      return invalid({ file, line, column: col }, `${file} has the key "${duplicate.value}" twice in one mapping`);
    }
  }
  return undefined;
}

/** The first key that its mapping has already; time linear in the document. */
function duplicateKey(document: Document.Parsed): { value: string; range?: Node['range'] } | undefined {
  let duplicate: { value: string; range?: Node['range'] } | undefined;
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const name = keyOf(key);
        if (name === undefined || name === '<<') continue;
        if (seen.has(name)) {
          duplicate = { value: name, ...(isNode(key) ? { range: key.range } : {}) };
          return visit.BREAK;
        }
        seen.add(name);
      }
      return undefined;
    },
  });
  return duplicate;
}

/** A key as text; the parser gives the merge key `<<` as a symbol of that name. */
export function keyOf(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'symbol' ? key.value.description : String(key.value);
}

/** The problem of a file that cannot be read as it is. */
export function invalid(place: Place, message: string): Problem {
  return { code: 'layer-invalid', message, place, hint: 'Mend the file, or name another place of the value.' };
}
