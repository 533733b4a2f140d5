import { canonicalJson } from '../contracts/digest.ts';
import type { Case } from '../contracts/suite.ts';
import { TextStore } from './text-store.ts';

/** A case without the line that it stands on, which measures nothing. */
type CaseContent = Omit<Case, 'line'>;

/** Cases that are held parsed, at most: cases come in a random order, so that most of those in flight find a slot. */
const PARSED_AT_ONCE = 256;

/** Characters of a case beyond which it is held parsed only as long as no other such case is looked at: 256 of them are 2 MB. */
const LARGE = 8_192;

/**
 * Cases of which only what is asked for of all of them is held as it is: ID, slices, whether it is critical, line. The rest
 * (the texts) is held as canonical JSON in a few large buffers and parsed again when a case is looked at, so that 100,000
 * cases take little more than their bytes.
 */
export class CaseStore {
  readonly cases: Case[] = [];
  readonly #texts = new TextStore();
  readonly #ids: string[] = [];
  readonly #lines: number[] = [];
  readonly #critical = new Set<number>();
  readonly #slices: (readonly string[])[] = [];
  /** Most cases share their list of slices with many others. */
  readonly #knownSlices = new Map<string, readonly string[]>();
  /**
   * What is asked of one case is asked member by member, and of a case that is called for again when its reply is there: it
   * is parsed once, as long as not many others are looked at in between.
   */
  readonly #parsed: { readonly position: number; readonly content: CaseContent }[] = [];

  add(testCase: Case): void {
    const position = this.cases.length;
    this.#texts.add(canonicalCase(testCase));
    this.#ids.push(testCase.id);
    this.#lines.push(testCase.line);
    this.#slices.push(this.#shared(testCase.slices));
    if (testCase.critical) this.#critical.add(position);
    // Optional members of a getter are there and undefined where a case of its own has none: to readers that is the same.
    this.cases.push(new StoredCase(this, position) as Case);
  }

  idAt(position: number): string {
    return this.#ids[position] ?? '';
  }

  lineAt(position: number): number {
    return this.#lines[position] ?? 0;
  }

  isCritical(position: number): boolean {
    return this.#critical.has(position);
  }

  slicesAt(position: number): readonly string[] {
    return this.#slices[position] ?? [];
  }

  /** Canonical JSON of a case without its line. */
  textAt(position: number): string {
    return this.#texts.at(position);
  }

  contentAt(position: number): CaseContent {
    const slot = position % PARSED_AT_ONCE;
    const known = this.#parsed[slot]?.position === position ? this.#parsed[slot] : this.#parsed[PARSED_AT_ONCE];
    if (known?.position === position) return known.content;
    const text = this.textAt(position);
    const content = JSON.parse(text) as CaseContent;
    this.#parsed[text.length > LARGE ? PARSED_AT_ONCE : slot] = { position, content };
    return content;
  }

  #shared(slices: readonly string[]): readonly string[] {
    const key = JSON.stringify(slices);
    const known = this.#knownSlices.get(key) ?? slices;
    this.#knownSlices.set(key, known);
    return known;
  }
}

/** One case of a store. Its members are read when they are asked for: `...` copies none of them, `toJSON` gives them all. */
class StoredCase {
  readonly #store: CaseStore;
  readonly #position: number;

  constructor(store: CaseStore, position: number) {
    this.#store = store;
    this.#position = position;
  }

  get id() {
    return this.#store.idAt(this.#position);
  }

  get input() {
    return this.#content.input;
  }

  get vars() {
    return this.#content.vars;
  }

  get messages() {
    return this.#content.messages;
  }

  get expected() {
    return this.#content.expected;
  }

  get context() {
    return this.#content.context;
  }

  get slices() {
    return this.#store.slicesAt(this.#position);
  }

  get critical() {
    return this.#store.isCritical(this.#position);
  }

  get metadata() {
    return this.#content.metadata;
  }

  get line() {
    return this.#store.lineAt(this.#position);
  }

  get canonical(): string {
    return this.#store.textAt(this.#position);
  }

  toJSON(): Case {
    return { ...this.#content, line: this.line };
  }

  get #content(): CaseContent {
    return this.#store.contentAt(this.#position);
  }
}

/** Canonical JSON of a case without its line, whether it is a store's or stands for itself. */
export function canonicalCase(testCase: Case): string {
  if (testCase instanceof StoredCase) return testCase.canonical;
  const { line, ...content } = testCase;
  return canonicalJson(content);
}
