import { isProblem } from '../../core/change/locate/located.ts';
import { checkModelId } from '../../core/change/model-id/check.ts';
import type { Location, Wiring } from '../../core/contracts/configuration.ts';
import { LAYER_NAMES, type Layer, type LayerName, type Side, type Variant } from '../../core/contracts/layer.ts';
import { distinctProblems, type Problem } from '../../core/contracts/problem.ts';
import type { ProviderDefinition } from '../../core/contracts/yardstick.ts';
import { assembleVariant, type Spot } from './assemble-variant.ts';
import type { LayerFiles } from './layer-files.ts';
import { nameValue, OBJECT_LAYERS, objectValue, textValue } from './layer-value.ts';
import { readLocation } from './read-location.ts';

/** Which variant to read. */
export interface VariantRequest {
  readonly files: LayerFiles;
  readonly commit: string;
  readonly side: Side;
  readonly wiring: Wiring;
  /** The yardstick's. */
  readonly providers: readonly ProviderDefinition[];
}

/**
 * What came of it. `missing`: not one of the files, keys or constants that the wiring names is there, so the application does
 * not exist at this commit. `problems`: it exists and cannot be read. Every problem names application and side.
 */
export type VariantReading =
  | { readonly kind: 'found'; readonly variant: Variant; readonly warnings: readonly Problem[] }
  | { readonly kind: 'missing'; readonly problems: readonly Problem[] }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** What reading one key of the wiring gave. */
interface KeyReading {
  readonly layer?: Layer;
  readonly name?: Spot;
  readonly warnings?: readonly Problem[];
  readonly problems?: readonly Problem[];
}

/** Reads all layers of one application at one commit, and resolves its provider. */
export async function readVariant(request: VariantRequest): Promise<VariantReading> {
  const { wiring, side, commit, files } = request;
  const about = { application: wiring.application, side };
  const named = (problems: readonly Problem[]) =>
    distinctProblems(problems).map((problem) => ({ ...problem, ...about }));
  const written = LAYER_NAMES.flatMap((layer) => locationsOf(wiring, layer));
  const layers = await Promise.all(written.map(({ layer, location }) => readLayer(files, commit, layer, location)));
  const provider = wiring.provider ? await readName(files, commit, 'provider', wiring.provider) : {};
  const layerProblems = layers.flatMap(({ problems = [] }) => problems);
  if (nothingIsThere(wiring, layerProblems)) return { kind: 'missing', problems: named(layerProblems) };
  const problems = [...layerProblems, ...(provider.problems ?? [])];
  if (problems.length > 0) return { kind: 'problems', problems: named(problems) };
  const model = layers.find(({ name }) => name !== undefined)?.name;
  const read = layers.flatMap(({ layer }) => layer ?? []);
  const variant = assembleVariant(
    { side, commit, wiring, layers: read, model, provider: provider.name },
    request.providers,
  );
  if (isProblem(variant)) return { kind: 'problems', problems: named([variant]) };
  return { kind: 'found', variant, warnings: named(layers.flatMap(({ warnings = [] }) => warnings)) };
}

function locationsOf(wiring: Wiring, layer: LayerName) {
  const location = wiring.layers[layer];
  return location === undefined ? [] : [{ layer, location }];
}

/** Inline values say nothing of a commit: only layers in files can be there or not. */
function nothingIsThere(wiring: Wiring, problems: readonly Problem[]): boolean {
  const inFiles = Object.values(wiring.layers).flatMap(spotsOf).length;
  return inFiles > 0 && problems.filter(({ code }) => code === 'layer-missing').length === inFiles;
}

function spotsOf(location: Location): readonly Location[] {
  if (location.kind === 'fragments') return location.parts.flatMap(spotsOf);
  return location.kind === 'value' ? [] : [location];
}

async function readLayer(files: LayerFiles, commit: string, layer: LayerName, location: Location): Promise<KeyReading> {
  if (layer === 'model') return readName(files, commit, 'model', location);
  const isObject = OBJECT_LAYERS.has(layer);
  const reading = await readLocation(files, commit, location, isObject ? 'document' : 'text');
  if ('problems' in reading) return reading;
  const read = isObject ? objectValue(layer, reading.parts) : textValue(layer, reading.parts);
  if ('problems' in read) return read;
  const places = reading.parts.map((part) => part.place);
  return { layer: { name: layer, value: read.value, places }, warnings: read.warnings };
}

async function readName(
  files: LayerFiles,
  commit: string,
  what: 'model' | 'provider',
  location: Location,
): Promise<KeyReading> {
  const reading = await readLocation(files, commit, location, 'text');
  if ('problems' in reading) return reading;
  const name = nameValue(what, reading.parts);
  if (isProblem(name)) return { problems: [name] };
  const fault = what === 'model' ? checkModelId(name.value, name.place) : undefined;
  return fault ? { problems: [fault] } : { name };
}
