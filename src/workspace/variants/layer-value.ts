import { disguisedLetters, invisibleCharacters } from '../../core/change/invisible-text.ts';
import { layerText } from '../../core/change/locate/layer-text.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/contracts/json.ts';
import type { LayerName, Place } from '../../core/contracts/layer.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { ReadPart } from './read-location.ts';

/** Layers whose value is an object; all others are text. */
export const OBJECT_LAYERS: ReadonlySet<LayerName> = new Set(['parameters', 'deployment']);

/** The keys that a written `deployment` may have; the provider has a key of its own. */
const DEPLOYMENT_KEYS = ['region', 'service-tier'];

/** A layer's value made of the parts that were read, or what is wrong with them. */
export type LayerValue =
  | { readonly value: Json; readonly warnings: readonly Problem[] }
  | { readonly problems: readonly Problem[] };

/** The model's ID or a provider's name: a text in one part, without the white space that ends a file. */
export function nameValue(
  what: string,
  parts: readonly ReadPart[],
): { readonly value: string; readonly place: Place } | Problem {
  const [part, second] = parts;
  if (!part || second) {
    return {
      code: 'layer-invalid',
      message: `the ${what} is one value, not a list`,
      ...(part ? { place: part.place } : {}),
      hint: 'Name one place.',
    };
  }
  if (typeof part.value !== 'string') return wrongKind(what, part, 'text');
  return { value: part.wholeFile ? part.value.trim() : part.value, place: part.place };
}

/** A text layer: its fragments joined by a line break, each without the line break that ends a file. */
export function textValue(layer: LayerName, parts: readonly ReadPart[]): LayerValue {
  const wrong = parts.filter((part) => typeof part.value !== 'string');
  if (wrong.length > 0) return { problems: wrong.map((part) => wrongKind(layer, part, 'text')) };
  const texts = parts.map(({ value }) => layerText(String(value)));
  const warnings = parts.flatMap((part, index) => deceptiveText(layer, part.place, texts[index] ?? ''));
  return { value: texts.join('\n'), warnings };
}

/** An object layer: `parameters`, or what `deployment` says beside the provider. */
export function objectValue(layer: LayerName, parts: readonly ReadPart[]): LayerValue {
  const [part] = parts;
  if (!part || parts.length > 1 || !isJsonObject(part.value)) {
    return { problems: part ? [wrongKind(layer, part, 'an object of keys and values')] : [] };
  }
  const problems = layer === 'deployment' ? deploymentProblems(part.value, part.place) : [];
  return problems.length > 0 ? { problems } : { value: part.value, warnings: [] };
}

function deploymentProblems(deployment: JsonObject, place: Place): readonly Problem[] {
  return Object.entries(deployment).flatMap(([key, value]) => {
    const known = DEPLOYMENT_KEYS.includes(key);
    if (known && typeof value === 'string' && value !== '') return [];
    const message = known ? `deployment: ${key} must be a text` : `deployment has no key "${key}"`;
    const hint =
      key === 'provider'
        ? "Write the provider with the application's own key provider:."
        : `It may have: ${DEPLOYMENT_KEYS.join(', ')}.`;
    return [{ code: 'layer-invalid', message, place, hint }];
  });
}

function wrongKind(what: string, part: ReadPart, wanted: string): Problem {
  const { value } = part;
  const is =
    value === null
      ? 'empty'
      : Array.isArray(value)
        ? 'a list'
        : typeof value === 'object'
          ? 'an object'
          : `a ${typeof value}`;
  return {
    code: 'layer-invalid',
    message: `the ${what} is ${is} here, where ${wanted} is needed`,
    place: part.place,
    hint:
      wanted === 'text'
        ? 'Name the place of a text; numbers that are meant as text need quotes.'
        : 'Name the place of an object.',
  };
}

function deceptiveText(layer: LayerName, place: Place, text: string): readonly Problem[] {
  const kinds = [
    { what: 'characters that no reviewer sees', found: invisibleCharacters(text) },
    { what: 'letters of another script among those that they look like', found: disguisedLetters(text) },
  ];
  return kinds
    .filter(({ found }) => found.length > 0)
    .map(({ what, found }) => ({
      code: 'layer-invalid',
      message: `the ${layer} text holds ${what}: ${found.join(', ')}`,
      place,
      hint: 'Lines count within the text. Take them out unless the model is meant to read them.',
    }));
}
