import { secretForms } from './secret-forms.ts';

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** The secrets of one run, as far as they are known. */
export interface Secrets {
  /** Notes one more. A text of fewer than `SHORTEST_SECRET` characters is none: it would blank out ordinary words. */
  learn(secret: string | undefined): void;
  /** The text with `[redacted]` in place of every secret, in whatever form (`secretForms`). */
  readonly redact: Redact;
}

/** Characters that a secret has at least. */
export const SHORTEST_SECRET = 8;

const REDACTED = '[redacted]';

/**
 * @param known secrets from the start
 * @param onLearned told of each secret once, those from the start included
 */
export function createSecrets(
  known: Iterable<string | undefined> = [],
  onLearned: (secret: string) => void = () => undefined,
): Secrets {
  const learned = new Set<string>();
  let forms: readonly string[] = [];
  const secrets: Secrets = {
    learn(text) {
      // Keys come from files and variables that often end with a line feed.
      const secret = text?.trim() ?? '';
      if (secret.length < SHORTEST_SECRET || learned.has(secret)) return;
      learned.add(secret);
      // One secret may be part of another: the longer form goes first.
      forms = [...new Set([...forms, ...secretForms(secret)])].sort((a, b) => b.length - a.length);
      onLearned(secret);
    },
    redact: (text) => forms.reduce((clean, form) => without(clean, form), text),
  };
  for (const secret of known) secrets.learn(secret);
  return secrets;
}

/** Most replies are shorter than any form, and most texts hold none: looking is cheaper than replacing. */
function without(text: string, form: string): string {
  return text.length >= form.length && text.includes(form) ? text.replaceAll(form, REDACTED) : text;
}
