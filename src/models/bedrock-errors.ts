import type { CallErrorKind, ModelRequest } from '../core/contracts/cell.ts';
import { isJsonObject } from '../core/contracts/json.ts';
import { ModelError } from '../core/contracts/ports.ts';
import { subject } from './attempt.ts';
import { BodyTooLarge } from './collect-body.ts';
import { kindOfStatus, narrowed, networkCode, neverConnected } from './error-kinds.ts';
import { plainId } from './http-errors.ts';
import { redact } from './redact.ts';
import { retryAfterMs } from './retry-after.ts';

/** Errors of Bedrock, of AWS's front door and of the SDK itself, by name. */
const KIND_OF_NAME: ReadonlyMap<string, CallErrorKind> = new Map([
  ['ThrottlingException', 'throttled'],
  ['TooManyRequestsException', 'throttled'],
  ['ServiceQuotaExceededException', 'throttled'],
  ['ModelNotReadyException', 'throttled'],
  ['ModelTimeoutException', 'timed-out'],
  ['TimeoutError', 'timed-out'],
  ['RequestTimeout', 'timed-out'],
  ['ModelErrorException', 'unavailable'],
  ['ModelStreamErrorException', 'unavailable'],
  ['ServiceUnavailableException', 'unavailable'],
  ['InternalServerException', 'unavailable'],
  ['InternalFailure', 'unavailable'],
  ['ConflictException', 'unavailable'],
  ['ValidationException', 'invalid-request'],
  ['ResourceNotFoundException', 'no-such-model'],
  ['AccessDeniedException', 'no-access'],
  ['UnrecognizedClientException', 'no-access'],
  ['InvalidClientTokenId', 'no-access'],
  ['ExpiredTokenException', 'no-access'],
  ['ExpiredToken', 'no-access'],
  ['InvalidSignatureException', 'no-access'],
  ['IncompleteSignature', 'no-access'],
  ['IncompleteSignatureException', 'no-access'],
  ['MissingAuthenticationTokenException', 'no-access'],
  ['OptInRequired', 'no-access'],
  ['CredentialsProviderError', 'no-access'],
  ['TokenProviderError', 'no-access'],
]);

/** Errors of the SDK before it has sent anything, with what mends them. */
const UNSENT_HINTS: readonly { readonly words: RegExp; readonly hint: string }[] = [
  {
    words: /CredentialsProviderError|TokenProviderError|credentials? (is|are) missing|could not load credentials/i,
    hint: 'no AWS credentials; give the job a role (aws-actions/configure-aws-credentials), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  },
  {
    words: /region is missing|unable to detect.*region/i,
    hint: 'no AWS region; set AWS_REGION or providers.bedrock.region',
  },
];

/** What the SDK throws, as a typed error. Never quotes headers or what was signed. */
export function bedrockError(request: ModelRequest, error: unknown): ModelError {
  const { name, message, status, requestId, header } = facts(error);
  const unsent = status === undefined ? UNSENT_HINTS.find(({ words }) => words.test(`${name} ${message}`)) : undefined;
  if (unsent) {
    return new ModelError(
      { kind: 'no-access', message: `${subject(request)}: ${unsent.hint}` },
      { cause: error, unsent: true },
    );
  }
  const code = networkCode(error);
  const kind = kindOf(error, name, status, message);
  const at = status === undefined ? '' : ` HTTP ${status}`;
  const id = requestId === undefined ? '' : ` (request ${requestId})`;
  const said = redact(kind === 'malformed' ? `the body is no reply: ${message}` : message);
  return new ModelError(
    {
      kind,
      message: `${subject(request)}:${at} ${redact(name)}${id}: ${said}`,
      ...(status === undefined ? {} : { httpStatus: status }),
      ...(requestId === undefined ? {} : { requestId }),
    },
    { cause: error, retryAfterMs: retryAfterMs(header), unsent: status === undefined && neverConnected(code) },
  );
}

/** The error of a 2xx in which the parts of a reply are missing. */
export function missingParts(request: ModelRequest, requestId: string | undefined): ModelError {
  const id = plainId(requestId ?? '');
  return new ModelError({
    kind: 'malformed',
    message: `${subject(request)}: HTTP 200${id ? ` (request ${id})` : ''}, but the body is no reply: it has no message or no stop reason`,
    httpStatus: 200,
    ...(id === undefined ? {} : { requestId: id }),
  });
}

function kindOf(error: unknown, name: string, status: number | undefined, message: string): CallErrorKind {
  if (error instanceof BodyTooLarge) return 'malformed';
  const code = networkCode(error);
  // The SDK's HTTP handler calls a reset connection a `TimeoutError` as well.
  if (name === 'TimeoutError' && code !== undefined && code !== 'ETIMEDOUT') return 'network';
  const named = KIND_OF_NAME.get(name);
  if (named) return narrowed(named, message);
  if (code !== undefined) return 'network';
  if (status === undefined) return 'network';
  // A 2xx that throws could not be deserialised.
  return status >= 200 && status < 300 ? 'malformed' : narrowed(kindOfStatus(status), message);
}

/** What is known of an error, read with care: the SDK types what it throws as `unknown`. */
function facts(error: unknown) {
  const record: Readonly<Record<string, unknown>> = error instanceof Error ? { ...error } : {};
  const metadata = isJsonObject(record['$metadata']) ? record['$metadata'] : {};
  const response = error instanceof Error && '$response' in error ? error.$response : undefined;
  const headers = isJsonObject(response) && isJsonObject(response['headers']) ? response['headers'] : {};
  const status = metadata['httpStatusCode'];
  const requestId = metadata['requestId'];
  return {
    name: error instanceof Error ? error.name : 'Error',
    message: error instanceof Error ? error.message : String(error),
    status: typeof status === 'number' ? status : undefined,
    requestId: typeof requestId === 'string' ? plainId(requestId) : undefined,
    header(name: string) {
      const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
      return typeof value === 'string' ? value : undefined;
    },
  };
}
