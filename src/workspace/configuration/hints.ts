import type { Json } from '../../core/contracts/json.ts';
import { quoted } from './words.ts';
import type { Path } from './yaml-takeover.ts';

/** What to write instead of a value of the wrong kind, for the mistakes that are made most. */
export function hintFor(path: Path, value: Json | undefined): string | undefined {
  const [section, , key, third, , last] = path;
  if (section === 'applications' && path.length === 3) return hintForLayer(String(key), value);
  if (section === 'applications' && third === 'scorers' && path.length === 5 && typeof value === 'string') {
    return `Write { type: ${value} }.`;
  }
  if (key === 'acceptance' && last === undefined && typeof value === 'number') {
    return `Say which bound it is: { min: ${value} }, or { max-drop: … } against the source.`;
  }
  return typeof value === 'number' ? hintForShare(path, value) : undefined;
}

function hintForLayer(key: string, value: Json | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  const word = quoted(value);
  if (key === 'model') {
    return looksLikePath(value)
      ? `Say where in the file: { file: ${value}, at: … } or { file: ${value}, const: … }; for the ID itself { value: … }.`
      : `Write { value: ${word} }, or { file: …, at: … } where the ID lives in a file.`;
  }
  if (key !== 'parameters' && key !== 'deployment') return undefined;
  return `Write { file: ${word} }, or { file: ${word}, at: … } for a part of it.`;
}

function looksLikePath(text: string): boolean {
  return /\.(ya?ml|json|toml|env|[cm]?[jt]sx?|py|go|java|txt)$/i.test(text);
}

/** Shares are written as fractions; a percentage is the likeliest mistake. */
function hintForShare(path: Path, value: number): string | undefined {
  const key = path.at(-1);
  if (key !== 'confidence' && key !== 'max-error-rate' && key !== 'pass-at') return undefined;
  return value > 1 && value <= 100 ? `Did you mean ${value / 100}?` : undefined;
}
