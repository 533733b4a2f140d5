import type { Location } from '../contracts/configuration.ts';
import type { Json } from '../contracts/json.ts';

const MAX_LENGTH = 200;

/** A value in one line, as a configuration writes it, at most 200 characters. */
export function valueInOneLine(value: Json): string {
  return cut(typeof value === 'string' ? value.replace(/\s+/g, ' ') : (JSON.stringify(value) ?? 'null'));
}

/** A location as written, in one line: `{ file: src/models.ts, const: MODEL }`; a whole file as its bare path. */
export function locationInOneLine(location: Location): string {
  switch (location.kind) {
    case 'file':
      return cut(location.file);
    case 'at':
      return pair(location.file, 'at', location.at);
    case 'env':
      return pair(location.file, 'env', location.env);
    case 'const':
      return pair(location.file, 'const', location.const);
    case 'match':
      return pair(location.file, 'match', location.match);
    case 'value':
      return `{ value: ${valueInOneLine(location.value)} }`;
    case 'fragments':
      return cut(`[${location.parts.map(locationInOneLine).join(', ')}]`);
  }
}

function pair(file: string, key: string, spot: string): string {
  return cut(`{ file: ${file}, ${key}: ${spot} }`);
}

function cut(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}
