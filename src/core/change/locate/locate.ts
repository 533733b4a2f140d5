import type { Location } from '../../contracts/configuration.ts';
import { locateConstant } from './constant/constant.ts';
import { locateAt } from './document-path.ts';
import { locateEnv } from './dotenv.ts';
import { foreignLineBreak } from './layer-text.ts';
import type { Locating } from './located.ts';
import { locateMatch } from './pattern-match.ts';

/** A location inside one file. */
export type FileLocation = Extract<Location, { readonly file: string }>;

/**
 * Finds a location's value in its file's text (as `decodeLayer` gives it). `whole` says what a bare file stands for: its
 * text, or for the layers that are objects its document. A problem names the file, the line where known, what was looked
 * for and the nearest name; `layer-missing` when it is not there, `layer-invalid` when it is there and no use.
 */
export function locate(text: string, location: FileLocation, whole: 'text' | 'document'): Locating {
  if (location.kind === 'file' && whole === 'text') return wholeText(text);
  return foreignLineBreak(text, location.file) ?? locateWithin(text, location);
}

function locateWithin(text: string, location: FileLocation): Locating {
  switch (location.kind) {
    case 'file':
      return locateAt(text, location.file, undefined);
    case 'at':
      return locateAt(text, location.file, location.at);
    case 'env':
      return locateEnv(text, location.file, location.env);
    case 'const':
      return locateConstant(text, location.file, location.const);
    case 'match':
      return locateMatch(text, location.file, location.match);
  }
}

function wholeText(text: string): Locating {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return { value: text, line: 1, column: 1, endLine: Math.max(1, lines) };
}
