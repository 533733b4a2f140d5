import type { Json, JsonObject } from './json.ts';

export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** One input with what is expected of it. Exactly one of `input`, `vars`, `messages` is present. */
export interface Case {
  /** Unique in its suite; made from the content when the dataset gives none. */
  readonly id: string;
  readonly input?: string;
  readonly vars?: JsonObject;
  readonly messages?: readonly Message[];
  readonly expected?: Json;
  /** Frozen retrieval context; the placeholder `context` of a prompt. */
  readonly context?: string;
  /** Names of the slices that the case belongs to; empty when none. */
  readonly slices: readonly string[];
  readonly critical: boolean;
  readonly metadata?: Json;
  /** Line of the dataset that the case starts at, from 1. */
  readonly line: number;
}

/** How a scorer takes the part of the output that it judges. Exactly one of the four ways. */
export type Extract =
  | { readonly kind: 'regex'; readonly pattern: string; readonly match: 'first' | 'last' }
  | { readonly kind: 'json'; readonly path: string }
  | { readonly kind: 'last-line' }
  | { readonly kind: 'code-block' };

export const NORMALISATIONS = ['lowercase', 'trim', 'collapse-whitespace', 'strip-punctuation'] as const;
export type Normalisation = (typeof NORMALISATIONS)[number];

/**
 * A scorer as the yardstick holds it: everything resolved (a schema is the schema itself, not its file), so that evidence
 * needs nothing else to score again. `options` are the type's own keys in kebab-case, as written.
 */
export interface ScorerSpec {
  readonly name: string;
  readonly type: string;
  readonly extract?: Extract;
  readonly normalise: readonly Normalisation[];
  readonly options: JsonObject;
  /** Score from which a case passes under this scorer; 1 when not given. */
  readonly passAt: number;
}

export interface Suite {
  readonly cases: readonly Case[];
  /** Planned repetitions of every case, at least 1. */
  readonly trials: number;
  /** `sequential`: a run ends after as few cases as the decision needs. Absent: after all of them. */
  readonly stop?: 'sequential';
  readonly scorers: readonly ScorerSpec[];
  /** Where the dataset is, for messages and annotations. */
  readonly file: string;
}
