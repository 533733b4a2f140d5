import type { ApplicationChange, LayerChange } from '../contracts/change.ts';
import { canonicalJson } from '../contracts/digest.ts';
import { isJsonObject, type Json } from '../contracts/json.ts';
import { LAYER_NAMES, type Layer, type LayerName, type Place, type Variant } from '../contracts/layer.ts';

/**
 * What differs between an application's two variants, layer by layer. Values are compared, not their spelling in a file:
 * objects by their members in any order and with parameter names in any of their spellings, texts exactly (the readers
 * have made line ends `\n` and dropped the final one). The same value in another file is moved, not changed.
 * A side without a variant makes the application `added`, `removed`, or `absent` when there is neither.
 */
export function compareVariants(
  application: string,
  source: Variant | undefined,
  target: Variant | undefined,
): ApplicationChange {
  const changed = source || target ? changedLayers(source, target) : [];
  return {
    application,
    kind: kindOf(source, target, changed),
    changed,
    moved: source && target ? movedLayers(source, target) : [],
    ...(source === undefined ? {} : { source }),
    ...(target === undefined ? {} : { target }),
  };
}

function kindOf(
  source: Variant | undefined,
  target: Variant | undefined,
  changed: readonly LayerChange[],
): ApplicationChange['kind'] {
  if (source && target) return changed.length > 0 ? 'changed' : 'unchanged';
  if (target) return 'added';
  return source ? 'removed' : 'absent';
}

function changedLayers(source: Variant | undefined, target: Variant | undefined): readonly LayerChange[] {
  return LAYER_NAMES.flatMap((layer) => {
    const from = source?.layers[layer];
    const to = target?.layers[layer];
    if (sameLayer(from, to)) return [];
    return [{ layer, ...(from === undefined ? {} : { source: from }), ...(to === undefined ? {} : { target: to }) }];
  });
}

function sameLayer(from: Layer | undefined, to: Layer | undefined): boolean {
  if (!from || !to) return from === to;
  return canonicalJson(comparable(from)) === canonicalJson(comparable(to));
}

/**
 * Parameters by one spelling of their names: `max_tokens` and `maxTokens` are `max-tokens`. As written where one name is there in
 * two spellings, because one of them would hide the other.
 */
function comparable(layer: Layer): Json {
  if (layer.name !== 'parameters' || !isJsonObject(layer.value)) return layer.value;
  const renamed = Object.entries(layer.value).map(([name, value]) => [kebabCase(name), value] as const);
  return new Set(renamed.map(([name]) => name)).size < renamed.length ? layer.value : Object.fromEntries(renamed);
}

function kebabCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}

function movedLayers(source: Variant, target: Variant): ApplicationChange['moved'] {
  return LAYER_NAMES.flatMap((layer) => {
    const from = source.layers[layer];
    const to = target.layers[layer];
    // Where the provider is written is wiring, and listed as that.
    if (layer === 'deployment' || !from || !to || !sameLayer(from, to)) return [];
    const move = firstMove(from.places, to.places);
    return move ? [{ layer: layer satisfies LayerName, ...move }] : [];
  });
}

function firstMove(from: readonly Place[], to: readonly Place[]): { from: Place; to: Place } | undefined {
  const count = Math.max(from.length, to.length);
  for (let index = 0; index < count; index += 1) {
    const old = from[index] ?? from.at(-1);
    const now = to[index] ?? to.at(-1);
    if (old && now && old.file !== now.file) return { from: old, to: now };
  }
  return undefined;
}
