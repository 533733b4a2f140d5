import type { CallError } from '../core/contracts/cell.ts';
import { FAULT_RULES } from '../core/contracts/fault.ts';

/** Errors after which no call of the whole run makes sense; the others end one application's part of it. */
const STOPS_EVERYTHING: ReadonlySet<CallError['kind']> = new Set(['over-budget', 'out-of-time', 'cancelled']);

/** Remembers the errors that end a run, or one application's part of it. */
export interface Stops {
  note(application: string, error: CallError): void;
  /** The error that a cell which is no longer sent ends with. */
  reasonFor(application: string): CallError | undefined;
  first(): { readonly stoppedBy?: CallError };
}

/**
 * When one side's model is out of reach, its application cannot be compared: the other side's calls would be money for
 * nothing, so they are not sent either. Other applications go on.
 *
 * @param onStop called after each error that ends something
 */
export function createStops(onStop: () => void): Stops {
  const applications = new Map<string, CallError>();
  let everything: CallError | undefined;
  let first: CallError | undefined;
  return {
    note(application, error) {
      if (!FAULT_RULES[error.kind].stops) return;
      first ??= error;
      if (STOPS_EVERYTHING.has(error.kind)) everything ??= error;
      else if (!applications.has(application)) applications.set(application, error);
      onStop();
    },
    reasonFor(application) {
      const cause = everything ?? applications.get(application);
      return cause && { kind: cause.kind, message: `not sent, because the run had ended: ${cause.message}` };
    },
    first: () => (first === undefined ? {} : { stoppedBy: first }),
  };
}
