import type { WiringChange } from '../contracts/change.ts';
import type { Location, Wiring } from '../contracts/configuration.ts';
import { canonicalJson } from '../contracts/digest.ts';
import type { Json } from '../contracts/json.ts';
import { LAYER_NAMES, type Place } from '../contracts/layer.ts';
import { locationInOneLine } from './one-line.ts';

/**
 * What changed in where layers live and which provider is used, application by application. An inline value that became
 * another inline value is no change of wiring: it is the layer's.
 */
export function wiringChanges(source: readonly Wiring[], target: readonly Wiring[]): readonly WiringChange[] {
  const names = [...new Set([...source, ...target].map((wiring) => wiring.application))];
  return names.flatMap((name) => {
    const from = source.find((wiring) => wiring.application === name);
    const to = target.find((wiring) => wiring.application === name);
    if (from && to) return changesWithin(from, to);
    const change = { application: name, key: 'application' };
    if (to) return [{ ...change, kind: 'added' as const, place: to.place }];
    return from ? [{ ...change, kind: 'removed' as const, place: from.place }] : [];
  });
}

/** Whether two wirings say the same, wherever in a configuration they say it. */
export function sameWiring(a: Wiring, b: Wiring): boolean {
  return (
    canonicalJson([a.layers, a.provider ?? null].map(withoutPlaces)) ===
    canonicalJson([b.layers, b.provider ?? null].map(withoutPlaces))
  );
}

function changesWithin(from: Wiring, to: Wiring): readonly WiringChange[] {
  const layers = LAYER_NAMES.flatMap((layer) => changeOf(to.application, layer, from.layers[layer], to.layers[layer]));
  return [...layers, ...changeOf(to.application, 'provider', from.provider, to.provider)];
}

function changeOf(
  application: string,
  key: string,
  from: Location | undefined,
  to: Location | undefined,
): readonly WiringChange[] {
  if (canonicalJson(withoutPlaces(from ?? null)) === canonicalJson(withoutPlaces(to ?? null))) return [];
  if (from?.kind === 'value' && to?.kind === 'value' && key !== 'provider') return [];
  const place: Place | undefined = to?.place ?? from?.place;
  return [
    {
      application,
      key,
      kind: from && to ? 'changed' : to ? 'added' : 'removed',
      ...(from === undefined ? {} : { source: locationInOneLine(from) }),
      ...(to === undefined ? {} : { target: locationInOneLine(to) }),
      ...(place === undefined ? {} : { place }),
    },
  ];
}

/** A location is the same wherever the configuration says it; the members of an inline value are all its own. */
function withoutPlaces(value: unknown): Json {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null) return value as Json;
  const isInline = 'kind' in value && value.kind === 'value' && 'value' in value;
  if (isInline) return { kind: 'value', value: value.value as Json };
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (key === 'place' ? [] : [[key, withoutPlaces(member)]])),
  );
}
