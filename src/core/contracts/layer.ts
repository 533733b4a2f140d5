import type { Json } from './json.ts';

/** The things that shape what a model does, in the order in which reports list them. */
export const LAYER_NAMES = [
  'model',
  'deployment',
  'parameters',
  'system',
  'prompt',
  'messages',
  'tools',
  'retrieval',
  'guardrail',
  'output',
] as const;

export type LayerName = (typeof LAYER_NAMES)[number];

/** The layers that this version reads and compares; the others are refused in a configuration with a plain sentence. */
export const BUILT_LAYERS = ['model', 'deployment', 'parameters', 'system', 'prompt'] as const satisfies LayerName[];

/** A place in the repository. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
}

/**
 * One layer of one variant as it was read: the value that shapes the model, and where it is written.
 * `model`: the ID without provider prefix (string). `deployment`: `{provider, region?, service-tier?}`.
 * `parameters`: an object. `system`, `prompt`: the text.
 */
export interface Layer {
  readonly name: LayerName;
  readonly value: Json;
  /** One place a fragment; for `deployment`, where the provider was written. Empty for what was inferred. */
  readonly places: readonly Place[];
}

export type Side = 'source' | 'target';

/** The full set of an application's layers at one commit. */
export interface Variant {
  readonly side: Side;
  /** Commit SHA (40 hexadecimal digits), or `work tree`. */
  readonly commit: string;
  /** The model's ID without provider prefix. */
  readonly model: string;
  /** Name of the provider, a key of the yardstick's providers. */
  readonly provider: string;
  readonly layers: Readonly<Partial<Record<LayerName, Layer>>>;
}
