import type { CallErrorKind } from '../core/contracts/cell.ts';
import { isJsonObject } from '../core/contracts/json.ts';
import type { HttpHead } from './http-endpoint.ts';
import { type ErrorContext, malformedError, type ServiceError, streamError } from './http-errors.ts';
import { parsedJson } from './parsed-json.ts';
import { eventReader, type ServerSentEvent } from './server-sent-events.ts';

/** Puts the events of one streamed reply together to what the service would have sent in one piece. */
export interface Assembly {
  /** Takes one event. Returns whether it held a piece of output text. Throws when it is no event of a reply. */
  take(event: unknown): boolean;
  /** The body of the same reply in one piece; `undefined` while its final event is missing. `ended`: an end mark came. */
  body(ended: boolean): unknown;
}

/** What a stream's reader has to know of the service. */
export interface StreamWire {
  assembly(): Assembly;
  error(body: unknown): ServiceError;
  readonly kindOfCode: ReadonlyMap<string, CallErrorKind>;
}

/** A reply that is being streamed. */
export interface StreamedReply {
  /** Takes the next piece of the body. Throws `ModelError` for an event that is an error, or none. */
  take(piece: Uint8Array): void;
  /** The body in one piece. Throws `ModelError` when the stream ended before its final event. */
  body(): unknown;
  /** When the first piece of output came, by the clock given; `undefined` when there was no output. */
  readonly firstAt: number | undefined;
}

/** Ends the stream of OpenAI and of what speaks like it; no JSON. */
const END_MARK = '[DONE]';

/** @param now milliseconds of a clock that never goes back */
export function streamedReply(
  wire: StreamWire,
  context: ErrorContext,
  head: HttpHead,
  now: () => number,
): StreamedReply {
  const assembly = wire.assembly();
  let firstAt: number | undefined;
  let ended = false;
  const malformed = (why: string, said: string) => malformedError(context, { ...head, body: said }, why);

  const takeEvent = ({ data }: ServerSentEvent) => {
    ended ||= data === END_MARK;
    if (ended) return;
    const event = parsedJson(data);
    if (event === undefined) throw malformed('an event is not JSON', data);
    if (isJsonObject(event) && event['error']) {
      throw streamError(context, { ...head, body: data }, wire.error(event), wire.kindOfCode);
    }
    const hadOutput = attempt(
      () => assembly.take(event),
      () => malformed('an event is none of a reply', data),
    );
    if (hadOutput) firstAt ??= now();
  };
  return {
    take: eventReader(takeEvent),
    body() {
      const body = assembly.body(ended);
      if (body === undefined) throw malformed('the stream ended before its final event', '');
      return body;
    },
    get firstAt() {
      return firstAt;
    },
  };
}

function attempt<T>(read: () => T, failure: () => Error): T {
  try {
    return read();
  } catch {
    throw failure();
  }
}
