import { isProblem } from '../../core/change/locate/located.ts';
import { type ResolvedModel, resolveProvider } from '../../core/change/model-id/resolve.ts';
import type { Wiring } from '../../core/contracts/configuration.ts';
import { isJsonObject, type JsonObject } from '../../core/contracts/json.ts';
import { LAYER_NAMES, type Layer, type Place, type Side, type Variant } from '../../core/contracts/layer.ts';
import type { Problem } from '../../core/contracts/problem.ts';
import type { ProviderDefinition } from '../../core/contracts/yardstick.ts';

/** What was read of an application at a commit. */
export interface VariantParts {
  readonly side: Side;
  readonly commit: string;
  readonly wiring: Wiring;
  /** All written layers but the model; `deployment` without the provider. */
  readonly layers: readonly Layer[];
  readonly model: Spot | undefined;
  readonly provider: Spot | undefined;
}

/** A name and where it is written. */
export interface Spot {
  readonly value: string;
  readonly place: Place;
}

/** Resolves the provider and puts the layers together in their order. */
export function assembleVariant(parts: VariantParts, providers: readonly ProviderDefinition[]): Variant | Problem {
  const { side, commit, wiring, model, provider } = parts;
  if (!model) {
    return {
      code: 'config-invalid',
      message: 'no model is configured',
      place: wiring.place,
      hint: 'Write model: { file: … } or { value: … }.',
    };
  }
  const resolved = resolveProvider({ value: model.value, wired: provider?.value, providers, place: model.place });
  if (isProblem(resolved))
    return { ...resolved, ...(resolved.code === 'provider' && provider ? { place: provider.place } : {}) };
  const deployment = deploymentLayer(
    resolved,
    model,
    provider,
    parts.layers.find(({ name }) => name === 'deployment'),
  );
  if (isProblem(deployment)) return deployment;
  const all: readonly Layer[] = [
    { name: 'model', value: resolved.model, places: [model.place] },
    ...parts.layers.filter(({ name }) => name !== 'deployment'),
    deployment,
  ];
  return {
    side,
    commit,
    model: resolved.model,
    provider: resolved.provider,
    layers: Object.fromEntries(
      LAYER_NAMES.flatMap((name) => all.filter((layer) => layer.name === name).map((layer) => [name, layer])),
    ),
  };
}

/** `{ provider, region?, service-tier? }`: the resolved provider, an ARN's region, and what is written beside them. */
function deploymentLayer(
  { provider, model: id, region }: ResolvedModel,
  model: Spot,
  wired: Spot | undefined,
  written: Layer | undefined,
): Layer | Problem {
  const own: JsonObject = written && isJsonObject(written.value) ? written.value : {};
  if (region !== undefined && own['region'] !== undefined && own['region'] !== region) {
    const message = `deployment says region ${String(own['region'])}, the model's ARN says ${region}`;
    const place = written?.places[0];
    return {
      code: 'layer-invalid',
      message,
      ...(place === undefined ? {} : { place }),
      hint: 'Remove the region from deployment.',
    };
  }
  const said = id === model.value ? (wired ? [wired.place] : []) : [model.place];
  return {
    name: 'deployment',
    value: { provider, ...(region === undefined ? {} : { region }), ...own },
    places: [...said, ...(written?.places ?? [])],
  };
}
