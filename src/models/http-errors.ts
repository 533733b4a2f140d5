import type { CallErrorKind, ModelRequest } from '../core/contracts/cell.ts';
import { ModelError } from '../core/contracts/ports.ts';
import type { Redact } from '../core/redaction/secrets.ts';
import { subject } from './attempt.ts';
import { BodyTooLarge } from './collect-body.ts';
import { RefusedAddress } from './endpoint-guard.ts';
import { kindOfStatus, narrowed, networkCode, neverConnected } from './error-kinds.ts';
import type { HttpHead, HttpReply } from './http-endpoint.ts';
import { retryAfterMs } from './retry-after.ts';
import { serviceWords } from './service-words.ts';

/** A service's own account of an error, as its body gives it. */
export interface ServiceError {
  readonly message?: string | undefined;
  readonly code?: string | undefined;
}

/** What an adapter knows when it words an error. */
export interface ErrorContext {
  readonly request: ModelRequest;
  /** No secret is to appear in a message. */
  readonly redact: Redact;
}

/** The error of a reply with a status other than 2xx. */
export function statusError(
  { request, redact }: ErrorContext,
  reply: HttpReply,
  said: ServiceError,
  kindOfCode: ReadonlyMap<string, CallErrorKind>,
): ModelError {
  const { status } = reply;
  const kind = kindOfCode.get(said.code ?? '') ?? narrowed(kindOfStatus(status), said.code, said.message);
  const requestId = requestIdOf(reply, redact);
  const words = serviceWords([said.code, said.message].filter(Boolean).join(': ') || reply.body, redact);
  const redirect = status >= 300 && status < 400 ? ', a redirect, which is never followed: correct base-url' : '';
  return new ModelError(
    {
      kind,
      message: `${subject(request)}: HTTP ${status}${redirect}${requestId ? ` (request ${requestId})` : ''}${words ? `: ${words}` : ''}`,
      httpStatus: status,
      ...(requestId === undefined ? {} : { requestId }),
    },
    { retryAfterMs: retryAfterMs((name) => reply.header(name)) },
  );
}

/**
 * The error that a service told of in the middle of a stream, when its status was sent long before: by its code, which may be
 * a status, else by its words. What says nothing known is the service's own failure.
 */
export function streamError(
  { request, redact }: ErrorContext,
  reply: HttpReply,
  said: ServiceError,
  kindOfCode: ReadonlyMap<string, CallErrorKind>,
): ModelError {
  const { code = '', message } = said;
  const ofWords = narrowed('invalid-request', code, message);
  const unknown = ofWords === 'invalid-request' && !/invalid[_ ]request/.test(code) ? 'unavailable' : ofWords;
  const kind = kindOfCode.get(code) ?? (/^[45]\d\d$/.test(code) ? kindOfStatus(Number(code)) : unknown);
  const requestId = requestIdOf(reply, redact);
  const words = serviceWords([code, message].filter(Boolean).join(': ') || reply.body, redact);
  return new ModelError({
    kind,
    message: `${subject(request)}: the stream broke off with an error${requestId ? ` (request ${requestId})` : ''}: ${words}`,
    httpStatus: reply.status,
    ...(requestId === undefined ? {} : { requestId }),
  });
}

/** The error of a 2xx whose body is not a reply. */
export function malformedError({ request, redact }: ErrorContext, reply: HttpReply, why: string): ModelError {
  const requestId = requestIdOf(reply, redact);
  return new ModelError({
    kind: 'malformed',
    message: `${subject(request)}: HTTP ${reply.status}, but the body is no reply (${serviceWords(why, redact)}): ${serviceWords(reply.body, redact) || 'empty'}`,
    httpStatus: reply.status,
    ...(requestId === undefined ? {} : { requestId }),
  });
}

/** The error of a call that got no complete reply. Node's network errors name host and port, never headers. */
export function transportError({ request, redact }: ErrorContext, error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  if (error instanceof RefusedAddress) return refusedAddress(request, error);
  const code = networkCode(error);
  const said = error instanceof Error ? error.message : String(error);
  const words = serviceWords([code, said].filter(Boolean).join(': '), redact);
  if (error instanceof BodyTooLarge) {
    return new ModelError({ kind: 'malformed', message: `${subject(request)}: ${words}` }, { cause: error });
  }
  return new ModelError(
    { kind: 'network', message: `${subject(request)}: no complete reply (${words})` },
    { cause: error, unsent: neverConnected(code) },
  );
}

/** The error of a call whose endpoint is where no request may go. No retry can mend it. */
export function refusedAddress(request: ModelRequest, error: RefusedAddress): ModelError {
  return new ModelError(
    { kind: 'no-access', message: `${subject(request)}: ${error.message}` },
    { cause: error, unsent: true },
  );
}

/** The service's name for this call, under whichever header it sends it. Bounded: it goes into messages. */
export function requestIdOf(reply: HttpHead, redact: Redact): string | undefined {
  const id = reply.header('x-request-id') ?? reply.header('request-id') ?? reply.header('x-amzn-requestid');
  return id === undefined ? undefined : plainId(id, redact);
}

/** An identifier from outside, cut down to letters that no log or comment reads as more. */
export function plainId(id: string, redact: Redact): string | undefined {
  // First, because without its punctuation a secret would not be known for one any more.
  const plain = redact(id)
    .replaceAll(/[^\w.:-]/g, '')
    .slice(0, 100);
  return plain === '' ? undefined : plain;
}
