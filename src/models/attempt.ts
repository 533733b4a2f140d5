import type { CallError, ModelRequest } from '../core/contracts/cell.ts';
import { ModelError } from '../core/contracts/ports.ts';

/** One attempt's signal: aborts when the run stops or the time-out passes, and knows which of them it was. */
export interface Attempt {
  readonly signal: AbortSignal;
  /** The error that explains the abort; `undefined` while nothing aborted. */
  interruption(): ModelError | undefined;
}

/**
 * Runs one attempt under a time-out that covers the whole of it, the reply's last byte included. The time-outs of the HTTP
 * clients end with the reply's headers, so that a body which drips for ever would hold a place for ever.
 *
 * @param timeoutMs milliseconds
 * @throws ModelError `timed-out` or `cancelled` when the attempt was aborted, else what `send` throws.
 */
export async function withinTimeout<T>(
  request: ModelRequest,
  timeoutMs: number,
  run: AbortSignal,
  send: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let interruption: ModelError | undefined;
  const interrupt = (detail: CallError) => {
    interruption ??= new ModelError(detail);
    controller.abort(interruption);
  };
  const onStop = () => interrupt({ kind: 'cancelled', message: `${subject(request)}: the run was stopped` });
  const timer = setTimeout(() => {
    const seconds = timeoutMs / 1000;
    interrupt({ kind: 'timed-out', message: `${subject(request)} gave no complete reply within ${seconds} s` });
  }, timeoutMs);
  run.addEventListener('abort', onStop, { once: true });
  if (run.aborted) onStop();
  try {
    if (interruption) throw interruption;
    return await send({ signal: controller.signal, interruption: () => interruption });
  } catch (error) {
    throw interruption ?? error;
  } finally {
    clearTimeout(timer);
    run.removeEventListener('abort', onStop);
  }
}

/** `bedrock model anthropic.claude-…`, the subject of every sentence about a call. */
export function subject(request: ModelRequest): string {
  return `${request.provider} model ${request.model}`;
}
