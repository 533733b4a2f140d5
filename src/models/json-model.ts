import { urlToHttpOptions } from 'node:url';
import type { ModelRequest } from '../core/contracts/cell.ts';
import type { Clock, Model, ModelReply } from '../core/contracts/ports.ts';
import { createSecrets, type Redact, type Secrets } from '../core/redaction/secrets.ts';
import { addressOfUrl } from './address.ts';
import { withinTimeout } from './attempt.ts';
import { chargedUsage, type Told } from './charged-usage.ts';
import type { Reach } from './endpoint-guard.ts';
import { type HttpHead, type HttpReply, openEndpoint, type PieceReader } from './http-endpoint.ts';
import { type ErrorContext, malformedError, requestIdOf, statusError, transportError } from './http-errors.ts';
import { parsedJson } from './parsed-json.ts';
import { redactedModel } from './redacted-model.ts';
import { type StreamedReply, type StreamWire, streamedReply } from './streamed-reply.ts';

/** What sets one JSON-over-HTTP service apart from another. */
export interface Wire extends StreamWire {
  /** The provider type that speaks so. */
  readonly type: 'openai' | 'anthropic';
  /** The request's body. Throws `ModelError` for a request that cannot be sent. */
  body(request: ModelRequest, stream: boolean): string;
  /** Throws when the body is no reply. */
  reply(body: unknown): Told<Omit<ModelReply, 'latencyMs' | 'requestId'>>;
  /** The service's own counter of input tokens, where it has one. */
  readonly counter?: TokenCounter;
}

interface TokenCounter {
  readonly url: URL;
  /** Throws `ModelError` for a request that cannot be sent. */
  body(request: ModelRequest): string;
  /** Throws when the body is no count. */
  count(body: unknown): number;
}

export interface JsonModelOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The key that the headers carry. */
  readonly apiKey?: string | undefined;
  /** What replies and errors must not hold; the key is added to it. Absent: the key alone. */
  readonly secrets?: Secrets;
  readonly concurrency: number;
  /** Milliseconds for one attempt. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Where the URL's host may be; absent: on the internet. */
  readonly reach?: Reach;
}

/** A model behind an endpoint that takes one JSON body and gives one back, or a stream of events. */
export function jsonModel(wire: Wire, options: JsonModelOptions): Model {
  const { clock, timeoutMs, url, apiKey, secrets = createSecrets() } = options;
  secrets.learn(apiKey);
  const { redact } = secrets;
  const { exchange, close } = exchanger(options);
  const target = urlToHttpOptions(url);
  const address = addressOfUrl(wire.type, url);

  const call: Model['call'] = async (request, _repetition, signal, stream = false) => {
    const body = wire.body(request, stream);
    const context = { request, redact };
    return withinTimeout(request, timeoutMs, signal, async (attempt) => {
      const startedAt = clock.monotonic();
      const streams = openStream(wire, context, clock);
      const reply = await exchange(context, target, body, attempt.signal, stream ? streams.reader : undefined);
      const latencyMs = clock.monotonic() - startedAt;
      const read = readReply(wire, context, reply, streams.streamed());
      const firstAt = streams.streamed()?.firstAt;
      const ttft = firstAt === undefined ? {} : { ttftMs: firstAt - startedAt };
      const usage = chargedUsage(request, read.usage);
      return { ...read, usage, latencyMs, ...ttft, ...identified(reply, redact) };
    });
  };
  const model = { call, ...counting(wire, { timeoutMs, redact }, exchange), addressOf: () => address, close };
  return redactedModel(model, redact);
}

type Exchange = (
  context: ErrorContext,
  target: ReturnType<typeof urlToHttpOptions>,
  body: string,
  signal: AbortSignal,
  reader?: PieceReader,
) => Promise<HttpReply>;

/** One request and its whole reply; every failure is a `ModelError`. */
function exchanger({ headers, concurrency, reach }: JsonModelOptions): { readonly exchange: Exchange; close(): void } {
  const endpoint = openEndpoint(headers, concurrency, reach);
  return {
    exchange: (context, target, body, signal, reader) =>
      endpoint.post(target, body, signal, reader).catch((error: unknown) => {
        throw transportError(context, error);
      }),
    close: () => endpoint.close(),
  };
}

/** Reads a reply as a stream of events when it says that it is one: a service that cannot stream answers in one piece. */
function openStream(wire: Wire, context: ErrorContext, clock: Clock) {
  let streamed: StreamedReply | undefined;
  const reader: PieceReader = (head) => {
    if (!isOk(head) || !/^text\/event-stream\b/i.test(head.header('content-type') ?? '')) return undefined;
    streamed = streamedReply(wire, context, head, () => clock.monotonic());
    return streamed.take;
  };
  return { reader, streamed: () => streamed };
}

function counting(
  wire: Wire,
  { timeoutMs, redact }: { readonly timeoutMs: number; readonly redact: Redact },
  exchange: Exchange,
): Pick<Model, 'countTokens'> {
  const { counter } = wire;
  if (counter === undefined) return {};
  const target = urlToHttpOptions(counter.url);
  return {
    async countTokens(request, signal) {
      const body = counter.body(request);
      const context = { request, redact };
      return withinTimeout(request, timeoutMs, signal, async (attempt) => {
        const reply = await exchange(context, target, body, attempt.signal);
        return readBody(wire, context, reply, (parsed) => counter.count(parsed));
      });
    },
  };
}

function readReply(wire: Wire, context: ErrorContext, reply: HttpReply, streamed: StreamedReply | undefined) {
  if (streamed === undefined) return readBody(wire, context, reply, wire.reply);
  const body = streamed.body();
  return orMalformed(wire, context, reply, body, wire.reply);
}

/** @throws ModelError for a status other than 2xx, and for a body that `read` cannot read */
function readBody<T>(wire: Wire, context: ErrorContext, reply: HttpReply, read: (body: unknown) => T): T {
  const parsed = parsedJson(reply.body);
  if (!isOk(reply)) throw statusError(context, reply, wire.error(parsed), wire.kindOfCode);
  return orMalformed(wire, context, reply, parsed, read);
}

function orMalformed<T>(
  wire: Wire,
  context: ErrorContext,
  reply: HttpReply,
  parsed: unknown,
  read: (body: unknown) => T,
): T {
  try {
    return read(parsed);
  } catch {
    // The parser's own account would quote the reply's structure at length; the body's beginning says it better.
    const told = wire.error(parsed);
    throw malformedError(context, reply, told.message ?? (parsed === undefined ? 'not JSON' : 'parts are missing'));
  }
}

function isOk({ status }: HttpHead): boolean {
  return status >= 200 && status < 300;
}

function identified(reply: HttpReply, redact: Redact): { requestId?: string } {
  const requestId = requestIdOf(reply, redact);
  return requestId === undefined ? {} : { requestId };
}
