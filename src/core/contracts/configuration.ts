import type { Json, JsonObject } from './json.ts';
import type { LayerName, Place } from './layer.ts';
import type { Owners } from './people.ts';
import type { Extract, Normalisation } from './suite.ts';
import type { Acceptance, Policy, Price, ProviderDefinition } from './yardstick.ts';

/** Where a value lives in a repository, parsed from the configuration. `place` is where the configuration says so. */
export type Location =
  | { readonly kind: 'file'; readonly file: string; readonly place: Place }
  | { readonly kind: 'at'; readonly file: string; readonly at: string; readonly place: Place }
  | { readonly kind: 'env'; readonly file: string; readonly env: string; readonly place: Place }
  | { readonly kind: 'const'; readonly file: string; readonly const: string; readonly place: Place }
  | { readonly kind: 'match'; readonly file: string; readonly match: string; readonly place: Place }
  | { readonly kind: 'value'; readonly value: Json; readonly place: Place }
  | { readonly kind: 'fragments'; readonly parts: readonly Location[]; readonly place: Place };

/** Where one application's layers live and which provider it uses, on one side. */
export interface Wiring {
  readonly application: string;
  /** A provider's name, or where the name is written. Absent: inferred from the model ID. */
  readonly provider?: Location;
  readonly layers: Readonly<Partial<Record<LayerName, Location>>>;
  /** Where the application starts in the configuration. */
  readonly place: Place;
}

/** A scorer as written; files that it names are not read yet. */
export interface ScorerConfiguration {
  readonly name: string;
  readonly type: string;
  /** All keys but `type`, `extract`, `normalise`, `pass-at`, as written in kebab-case. */
  readonly options: JsonObject;
  readonly extract?: Extract;
  readonly normalise: readonly Normalisation[];
  readonly passAt: number;
  readonly place: Place;
}

export interface SuiteConfiguration {
  readonly cases: string;
  readonly trials: number;
  /** Absent: by the size of the suite. */
  readonly stop?: 'fixed' | 'sequential';
  /** Names of case fields → names of the dataset's fields. */
  readonly fields: Readonly<Record<string, string>>;
  readonly scorers: readonly ScorerConfiguration[];
  readonly place: Place;
}

export interface ApplicationConfiguration {
  readonly name: string;
  readonly wiring: Wiring;
  readonly suite: SuiteConfiguration;
  readonly acceptance: Acceptance;
  readonly owners: Owners;
  readonly place: Place;
}

/** `.github/changeover.yml`, parsed: defaults filled in, nothing read from other files yet. */
export interface Configuration {
  readonly file: string;
  readonly applications: readonly ApplicationConfiguration[];
  /** Those written and the built-in ones, by name. */
  readonly providers: readonly ProviderDefinition[];
  /** By model ID, as written. */
  readonly prices: Readonly<Record<string, Price>>;
  readonly policy: Policy;
  /** The document as plain data, for saying what a pull request proposes to change. */
  readonly document: JsonObject;
}
