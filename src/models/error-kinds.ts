import type { CallErrorKind } from '../core/contracts/cell.ts';

const BY_STATUS: ReadonlyMap<number, CallErrorKind> = new Map([
  [400, 'invalid-request'],
  [401, 'no-access'],
  [402, 'no-access'],
  [403, 'no-access'],
  [404, 'no-such-model'],
  [408, 'timed-out'],
  [409, 'unavailable'],
  [410, 'no-such-model'],
  [413, 'context-overflow'],
  [422, 'invalid-request'],
  [424, 'unavailable'],
  [425, 'unavailable'],
  [429, 'throttled'],
  // Anthropic's "overloaded": well, and without room.
  [529, 'throttled'],
]);

/** What an HTTP status other than 2xx says about a call. A redirect is never followed: the endpoint is not where it is said to be. */
export function kindOfStatus(status: number): CallErrorKind {
  const known = BY_STATUS.get(status);
  if (known) return known;
  if (status >= 500) return 'unavailable';
  return status >= 400 ? 'invalid-request' : 'no-access';
}

/** Codes of errors that node gives before a byte of the request has left. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** The code of an error of node's network layer, the first one of an aggregate included. */
export function networkCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? networkCode(error.errors[0]) : undefined;
}

export function neverConnected(code: string | undefined): boolean {
  return code !== undefined && NEVER_CONNECTED.has(code);
}

/** Refusals that services word as an invalid request, and that mean something more exact. First match counts. */
const MORE_EXACT: readonly { readonly words: RegExp; readonly kind: CallErrorKind }[] = [
  { words: /credit balance|insufficient[_ ]quota|billing[_ ](hard[_ ])?limit/i, kind: 'no-access' },
  {
    words: /context[_ ](length|window)|maximum context|prompt is too long|input is too long|too many (input )?tokens/i,
    kind: 'context-overflow',
  },
  { words: /content[_ ](filter|policy|management)|responsible ai|blocked by .*(filter|policy)/i, kind: 'refused' },
  {
    words: /model identifier is invalid|on-demand throughput|model[_ ]not[_ ]found|end of its life/i,
    kind: 'no-such-model',
  },
];

/** Narrows `invalid-request` by the service's code and message; every other kind stays what it is. */
export function narrowed(kind: CallErrorKind, ...words: readonly (string | null | undefined)[]): CallErrorKind {
  if (kind !== 'invalid-request') return kind;
  const text = words.filter(Boolean).join(' ').slice(0, 4000);
  return MORE_EXACT.find((rule) => rule.words.test(text))?.kind ?? kind;
}
