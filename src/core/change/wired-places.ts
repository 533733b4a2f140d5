import type { Location, Wiring } from '../contracts/configuration.ts';
import { canonicalJson } from '../contracts/digest.ts';
import type { LayerName } from '../contracts/layer.ts';

/** One place in a file that a wiring reads, and for which of its keys. */
export interface WiredPlace {
  readonly key: LayerName | 'provider';
  readonly location: Exclude<Location, { readonly kind: 'value' | 'fragments' }>;
}

/** All places in files that a wiring reads; inline values are in none. */
export function wiredPlaces(wiring: Wiring): readonly WiredPlace[] {
  const layers = Object.entries(wiring.layers).map(([layer, location]) => placesOf(layer as LayerName, location));
  return [...layers.flat(), ...(wiring.provider ? placesOf('provider', wiring.provider) : [])];
}

/** The places of some older wirings that the newer one reads for none of its keys, each once. */
export function abandonedPlaces(older: readonly Wiring[], newer: Wiring | undefined): readonly WiredPlace[] {
  const stillRead = new Set(newer ? wiredPlaces(newer).map(addressOf) : []);
  const left = older.flatMap(wiredPlaces).filter((place) => !stillRead.has(addressOf(place)));
  return [...new Map(left.map((place) => [addressOf(place), place])).values()];
}

function placesOf(key: WiredPlace['key'], location: Location): readonly WiredPlace[] {
  if (location.kind === 'fragments') return location.parts.flatMap((part) => placesOf(key, part));
  return location.kind === 'value' ? [] : [{ key, location }];
}

/** The same for the same spot, wherever a configuration names it. */
function addressOf({ location }: WiredPlace): string {
  const { place: _, ...address } = location;
  return canonicalJson(address);
}
