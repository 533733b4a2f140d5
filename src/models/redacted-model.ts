import type { ModelRequest } from '../core/contracts/cell.ts';
import { type Model, ModelError } from '../core/contracts/ports.ts';
import { redactValue } from '../core/redaction/redact-value.ts';
import type { Redact } from '../core/redaction/secrets.ts';

/**
 * A model whose replies and errors hold no secret, whatever the service sends back: an endpoint may echo the key that it was
 * called with. This is where replies come in, so that what is journaled, kept, scored and shown is the same redacted text.
 */
export function redactedModel(model: Model, redact: Redact): Model {
  const { call, countTokens } = model;
  const clean = <T>(work: Promise<T>): Promise<T> => work.catch((error: unknown) => rethrow(error, redact));
  return {
    ...model,
    call: (...asked) => clean(call(...asked)).then((reply) => redactValue(reply, redact)),
    ...(countTokens === undefined
      ? {}
      : { countTokens: (request: ModelRequest, signal: AbortSignal) => clean(countTokens(request, signal)) }),
  };
}

function rethrow(error: unknown, redact: Redact): never {
  if (!(error instanceof ModelError)) throw error;
  const detail = redactValue(error.detail, redact);
  if (detail === error.detail) throw error;
  const { cause, retryAfterMs, unsent } = error;
  throw new ModelError(detail, { cause, retryAfterMs, unsent });
}
