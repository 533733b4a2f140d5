import type { CallErrorKind, ModelRequest } from '../core/contracts/cell.ts';
import type { Clock, Model, ModelReply } from '../core/contracts/ports.ts';
import { addressOfUrl } from './address.ts';
import { withinTimeout } from './attempt.ts';
import { type HttpReply, openEndpoint } from './http-endpoint.ts';
import {
  type ErrorContext,
  malformedError,
  requestIdOf,
  type ServiceError,
  statusError,
  transportError,
} from './http-errors.ts';
import { withoutSecrets } from './redact.ts';

/** What sets one JSON-over-HTTP service apart from another. */
export interface Wire {
  /** The provider type that speaks so. */
  readonly type: 'openai' | 'anthropic';
  /** The request's body. Throws `ModelError` for a request that cannot be sent. */
  body(request: ModelRequest): string;
  /** Throws when the body is no reply. */
  reply(body: unknown): Omit<ModelReply, 'latencyMs' | 'requestId'>;
  error(body: unknown): ServiceError;
  readonly kindOfCode: ReadonlyMap<string, CallErrorKind>;
}

export interface JsonModelOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly concurrency: number;
  /** Milliseconds for one attempt. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** A model behind an endpoint that takes one JSON body and gives one back. */
export function jsonModel(wire: Wire, options: JsonModelOptions): Model {
  const { clock, secrets, timeoutMs } = options;
  const endpoint = openEndpoint(options.url, options.headers, options.concurrency);
  const address = addressOfUrl(wire.type, options.url);
  return {
    async call(request, _repetition, signal) {
      const body = wire.body(request);
      return withinTimeout(request, timeoutMs, signal, async (attempt) => {
        const context = { request, secrets };
        const startedAt = clock.monotonic();
        const reply = await endpoint.post(body, attempt.signal).catch((error: unknown) => {
          throw transportError(context, error);
        });
        const latencyMs = clock.monotonic() - startedAt;
        const read = readReply(wire, context, reply);
        return { ...read, output: withoutSecrets(read.output, secrets), latencyMs, ...identified(reply) };
      });
    },
    addressOf: () => address,
    close: () => endpoint.close(),
  };
}

function readReply(wire: Wire, context: ErrorContext, reply: HttpReply) {
  const parsed = parsedJson(reply.body);
  const ok = reply.status >= 200 && reply.status < 300;
  if (!ok) throw statusError(context, reply, wire.error(parsed), wire.kindOfCode);
  try {
    return wire.reply(parsed);
  } catch {
    // The parser's own account would quote the reply's structure at length; the body's beginning says it better.
    const told = wire.error(parsed);
    throw malformedError(context, reply, told.message ?? (parsed === undefined ? 'not JSON' : 'parts are missing'));
  }
}

/** `undefined` for what is not JSON: no JSON text means that. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function identified(reply: HttpReply): { requestId?: string } {
  const requestId = requestIdOf(reply);
  return requestId === undefined ? {} : { requestId };
}
