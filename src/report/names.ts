import { code, line, type Span, type Spans } from './document.ts';
import { clip } from './untrusted.ts';

/** Names in a sentence are cut here: nobody reads on, and a status has 140 characters. */
const NAME_LENGTH = 60;

/** A stranger's name for something (an application, a metric, a slice, a case, a model, a file), short enough for a line. */
export function name(untrusted: string, length = NAME_LENGTH): Span {
  return code(clip(untrusted, length));
}

/** What something was and is; a side that is absent came or went. */
export function fromTo(source: string | undefined, target: string | undefined, length = NAME_LENGTH): Spans {
  if (source === undefined) return line`new ${name(target ?? '', length)}`;
  if (target === undefined) return line`${name(source, length)} removed`;
  return line`${name(source, length)} → ${name(target, length)}`;
}
