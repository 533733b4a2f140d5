/** A fault to inject into the next calls of one operation. */
export interface Fault {
  /** Operation ID of GitHub's description, e.g. `issues/create-comment`. */
  readonly operation: string;
  /** How many calls it hits; 1 when not given. */
  readonly times?: number;
  /** How many calls pass unharmed before. */
  readonly after?: number;
  /** `before`: the call has no effect. `after`: it takes effect, and only the answer is lost. */
  readonly when?: 'before' | 'after';
  /** Status to answer with, `reset` to cut the connection, or `pass`: the call is served, and only `meanwhile` happens. */
  readonly answer: number | 'reset' | 'pass';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Milliseconds to wait before answering. */
  readonly delayMs?: number;
  /** What happens in the world before the call is answered. */
  readonly meanwhile?: () => unknown;
}

/** A fault that clients feel. */
export interface FeltFault extends Fault {
  readonly answer: number | 'reset';
}

export function isFelt(fault: Fault | undefined): fault is FeltFault {
  return fault !== undefined && fault.answer !== 'pass';
}

/** Faults in waiting; each is spent after its calls. */
export class FaultPlan {
  #faults: { fault: Fault; pass: number; left: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, pass: fault.after ?? 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault that hits this call, counted as spent. */
  take(operation: string): Fault | undefined {
    const waiting = this.#faults.find((entry) => entry.fault.operation === operation && entry.left > 0);
    if (waiting === undefined) return undefined;
    if (waiting.pass > 0) {
      waiting.pass -= 1;
      return undefined;
    }
    waiting.left -= 1;
    return waiting.fault;
  }
}
