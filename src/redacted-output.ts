import type { Redact } from './core/redaction/secrets.ts';

/** How a secret is told to GitHub's runner, which hides it in the log from then on and does not show the line itself. */
const MASKING = /^::add-mask::/;

/** A stream that programs print to. */
interface Output {
  write(...words: Parameters<NodeJS.WriteStream['write']>): boolean;
}

/**
 * Redacts all that is printed from now on, by whichever part of the program: the last place before a log. Whoever prints
 * does so line by line, so that no secret lies across two writes.
 */
export function redactOutput(streams: readonly Output[], redact: Redact): void {
  for (const stream of streams) {
    const write = stream.write.bind(stream);
    stream.write = (chunk, ...rest) => {
      const isText = typeof chunk === 'string' && !MASKING.test(chunk);
      return write(isText ? redact(chunk) : chunk, ...rest);
    };
  }
}
