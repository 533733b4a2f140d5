import type { Layer, LayerName, Place, Side, Variant } from './layer.ts';

/**
 * One layer that differs between the two sides. A side that lacks the layer is absent: an added system prompt has no
 * `source`.
 */
export interface LayerChange {
  readonly layer: LayerName;
  readonly source?: Layer;
  readonly target?: Layer;
}

/** Where a layer lives moved, or the provider's wiring changed; shown, whether or not a value changed with it. */
export interface WiringChange {
  readonly application: string;
  /** A key of the application (`model`, `prompt`, `provider` …), or `application` when all of it came or went. */
  readonly key: string;
  readonly kind: 'changed' | 'added' | 'removed';
  /** The location as written, in one line, e.g. `{ file: src/models.ts, const: MODEL }`. */
  readonly source?: string;
  readonly target?: string;
  readonly place?: Place;
}

/** A change to what measures, made by the pull request: listed as proposed, not in effect. */
export interface ProposedChange {
  /** `configuration` (a dotted path in it), `suite`, `scorer-file`, `recording`, `waivers`. */
  readonly kind: 'configuration' | 'suite' | 'scorer-file' | 'recording' | 'waivers';
  readonly subject: string;
  readonly source?: string;
  readonly target?: string;
  readonly place?: Place;
}

/** A model ID that the pull request changed and that belongs to no application. */
export interface UncoveredChange {
  readonly place: Place;
  readonly side: Side;
  /** The recognised IDs removed from and added to this spot; at least one of the two is present. */
  readonly source?: string;
  readonly target?: string;
}

/**
 * What a pull request does to one application.
 * `unchanged`: both variants equal. `changed`: some layer differs. `added`: its layers do not exist at the source.
 * `removed`: the head no longer has it. `proposed`: only the head's configuration has it. `absent`: on neither side.
 */
export type ApplicationChangeKind = 'unchanged' | 'changed' | 'added' | 'removed' | 'proposed' | 'absent';

export interface ApplicationChange {
  readonly application: string;
  readonly kind: ApplicationChangeKind;
  readonly changed: readonly LayerChange[];
  /** Layers whose content is the same but whose file is another. */
  readonly moved: readonly { readonly layer: LayerName; readonly from: Place; readonly to: Place }[];
  readonly source?: Variant;
  readonly target?: Variant;
}

/** Everything that the pull request changes which Changeover cares about. */
export interface ChangeReport {
  readonly applications: readonly ApplicationChange[];
  readonly wiring: readonly WiringChange[];
  readonly proposed: readonly ProposedChange[];
  readonly uncovered: readonly UncoveredChange[];
}
