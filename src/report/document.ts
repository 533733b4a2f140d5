/**
 * What a report says, before any output format: blocks of spans. `report/markdown.ts` and `report/terminal.ts` render the
 * same document, so that the pull request and the terminal never tell different stories.
 *
 * Only our own words may be `text`. Everything that came from a repository, a model or a provider is `code` (a name, an
 * ID, an output) or `prose` (a sentence that contains such things); the renderers treat both as hostile.
 */
export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong'; readonly spans: readonly Span[] }
  | { readonly kind: 'tone'; readonly tone: Tone; readonly spans: readonly Span[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'prose'; readonly text: string }
  | { readonly kind: 'link'; readonly spans: readonly Span[]; readonly url: string }
  | { readonly kind: 'break' };

/** Colour in a terminal; Markdown has none and loses nothing, because the words say it too. */
export type Tone = 'good' | 'bad' | 'unsure' | 'muted';

export type Spans = readonly Span[];

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** One of two texts that stand beside each other. `text` is untrusted. */
export interface OutputPane {
  readonly title: Spans;
  readonly text: string;
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3 | 4; readonly spans: Spans }
  | { readonly kind: 'paragraph'; readonly spans: Spans }
  | { readonly kind: 'alert'; readonly tone: 'note' | 'warning' | 'caution'; readonly lines: readonly Spans[] }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly Spans[])[] }
  | { readonly kind: 'list'; readonly items: readonly Spans[] }
  | { readonly kind: 'code'; readonly language: 'diff' | 'sh' | 'text'; readonly text: string }
  | { readonly kind: 'side-by-side'; readonly source: OutputPane; readonly target: OutputPane }
  | { readonly kind: 'details'; readonly summary: Spans; readonly blocks: readonly Block[] }
  | { readonly kind: 'rule' };

/** The unit that is kept, shortened or left out as a whole when a report must fit a limit. */
export interface Section {
  /** Names it in the sentence about what was left out. Our own words. */
  readonly name: string;
  readonly blocks: readonly Block[];
  /** Stands in its place when the whole does not fit. */
  readonly shorter?: readonly Block[];
  /** The higher, the sooner it goes. The first section of a document stays whatever happens. */
  readonly expendable: number;
}

export interface ReportDocument {
  readonly sections: readonly Section[];
  /** Where the whole is when a section had to go. */
  readonly wholeIsAt: Spans;
}

export const text = (words: string): Span => ({ kind: 'text', text: words });
export const code = (untrusted: string): Span => ({ kind: 'code', text: untrusted });
export const prose = (untrusted: string): Span => ({ kind: 'prose', text: untrusted });
export const strong = (...spans: Spans): Span => ({ kind: 'strong', spans });
export const tone = (shade: Tone, ...spans: Spans): Span => ({ kind: 'tone', tone: shade, spans });
export const lineBreak: Span = { kind: 'break' };

export const heading = (level: 2 | 3 | 4, spans: Spans): Block => ({ kind: 'heading', level, spans });
export const paragraph = (spans: Spans): Block => ({ kind: 'paragraph', spans });
export const list = (items: readonly Spans[]): Block => ({ kind: 'list', items });
export const details = (summary: Spans, blocks: readonly Block[]): Block => ({ kind: 'details', summary, blocks });

/**
 * A line from a template: the literal parts are our own words, every value is a span. That a plain string is no value is
 * the point: untrusted text cannot slip in as words.
 */
export function line(words: readonly string[], ...values: readonly (Span | Spans)[]): Spans {
  return words.flatMap((part, index) => {
    const value = values[index];
    const spans = value === undefined ? [] : 'kind' in value ? [value] : value;
    return part === '' ? spans : [text(part), ...spans];
  });
}

/** Spans with a separator of our own words between them. */
export function joined(parts: readonly Spans[], separator: string): Spans {
  return parts.flatMap((part, index) => (index === 0 ? part : [text(separator), ...part]));
}

/** A link when the address is a plain web address in ASCII, else its label alone. */
export function linkTo(url: string | undefined, spans: Spans): Spans {
  if (url === undefined || !/^https?:\/\/[!-~]+$/.test(url) || /[<>()[\]\\"'`|]/.test(url)) return spans;
  return [{ kind: 'link', spans, url }];
}
