import type { CallErrorKind } from '../core/contracts/cell.ts';
import { isJsonObject } from '../core/contracts/json.ts';
import { ModelError } from '../core/contracts/ports.ts';
import { subject } from './attempt.ts';
import { BodyTooLarge } from './collect-body.ts';
import { RefusedAddress } from './endpoint-guard.ts';
import { kindOfStatus, narrowed, networkCode, neverConnected } from './error-kinds.ts';
import { type ErrorContext, plainId, refusedAddress } from './http-errors.ts';
import { retryAfterMs } from './retry-after.ts';
import { serviceWords } from './service-words.ts';

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

/** A clock that jumped: the SDK signs the next attempt by the time that the service's reply told. */
const WRONG_CLOCK = /signature (expired|not yet current)/i;

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

/** What is known of a reply whose head has come. */
export interface BegunReply {
  readonly httpStatusCode?: number | undefined;
  readonly requestId?: string | undefined;
}

/**
 * What the SDK throws, as a typed error. Never quotes headers or what was signed.
 *
 * @param begun of a stream in whose middle the error came
 */
export function bedrockError({ request, redact }: ErrorContext, error: unknown, begun: BegunReply = {}): ModelError {
  if (error instanceof RefusedAddress) return refusedAddress(request, error);
  const { name, message, status, requestId: id, header } = facts(error, begun);
  const requestId = id === undefined ? undefined : plainId(id, redact);
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
  const asked = requestId === undefined ? '' : ` (request ${requestId})`;
  const said = serviceWords(kind === 'malformed' ? `the body is no reply: ${message}` : message, redact);
  return new ModelError(
    {
      kind,
      message: `${subject(request)}:${at} ${serviceWords(name, redact)}${asked}: ${said}`,
      ...(status === undefined ? {} : { httpStatus: status }),
      ...(requestId === undefined ? {} : { requestId }),
    },
    { cause: error, retryAfterMs: retryAfterMs(header), unsent: status === undefined && neverConnected(code) },
  );
}

/** Whether the service refused the credentials because their time was over. */
export function credentialsExpired(error: unknown): boolean {
  const cause = error instanceof ModelError ? error.cause : undefined;
  return cause instanceof Error && /^Expired(Token|TokenException)$|^RequestExpired$/.test(cause.name);
}

/** The error of a 2xx in which the parts of a reply are missing. */
export function missingParts({ request, redact }: ErrorContext, requestId: string | undefined): ModelError {
  const id = plainId(requestId ?? '', redact);
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
  if (WRONG_CLOCK.test(message)) return 'unavailable';
  const named = KIND_OF_NAME.get(exceptionName(name));
  if (named) return narrowed(named, message);
  if (code !== undefined) return 'network';
  if (status === undefined) return 'network';
  if (status < 200 || status > 299) return narrowed(kindOfStatus(status), message);
  // Within a 2xx, either the service broke the stream off, or what it sent could not be read.
  return name.endsWith('Exception') ? 'unavailable' : 'malformed';
}

/** The members of a stream that are exceptions begin in lower case. */
function exceptionName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** What is known of an error, read with care: the SDK types what it throws as `unknown`. */
function facts(error: unknown, begun: BegunReply) {
  const record: Readonly<Record<string, unknown>> = error instanceof Error ? { ...error } : {};
  const metadata = isJsonObject(record['$metadata']) ? record['$metadata'] : {};
  const response = error instanceof Error && '$response' in error ? error.$response : undefined;
  const headers = isJsonObject(response) && isJsonObject(response['headers']) ? response['headers'] : {};
  // A stream whose first event is an exception fails without metadata of its own.
  const answered = isJsonObject(response) ? response['statusCode'] : undefined;
  const status = metadata['httpStatusCode'] ?? begun.httpStatusCode ?? answered;
  const requestId = metadata['requestId'] ?? begun.requestId ?? headers['x-amzn-requestid'];
  return {
    name: error instanceof Error ? error.name : 'Error',
    message: error instanceof Error ? error.message : String(error),
    status: typeof status === 'number' ? status : undefined,
    requestId: typeof requestId === 'string' ? requestId : undefined,
    header(name: string) {
      const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
      return typeof value === 'string' ? value : undefined;
    },
  };
}
