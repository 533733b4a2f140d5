import type { CallErrorKind } from './cell.ts';

/**
 * What follows from each kind of call error.
 * `fault`: `variant` counts against the side (score 0), `infrastructure` makes a failed cell.
 * `retry`: attempts that may follow the first. `stops`: no further call of that side can succeed, so the run ends.
 */
interface FaultRule {
  readonly fault: 'variant' | 'infrastructure';
  readonly retry: 'yes' | 'once' | 'no';
  readonly stops: boolean;
}

export const FAULT_RULES: Readonly<Record<CallErrorKind, FaultRule>> = {
  throttled: { fault: 'infrastructure', retry: 'yes', stops: false },
  'timed-out': { fault: 'infrastructure', retry: 'yes', stops: false },
  unavailable: { fault: 'infrastructure', retry: 'yes', stops: false },
  network: { fault: 'infrastructure', retry: 'yes', stops: false },
  malformed: { fault: 'infrastructure', retry: 'once', stops: false },
  'no-access': { fault: 'infrastructure', retry: 'no', stops: true },
  'no-such-model': { fault: 'infrastructure', retry: 'no', stops: true },
  'invalid-request': { fault: 'variant', retry: 'no', stops: false },
  'context-overflow': { fault: 'variant', retry: 'no', stops: false },
  refused: { fault: 'variant', retry: 'no', stops: false },
  'not-recorded': { fault: 'infrastructure', retry: 'no', stops: false },
  'over-budget': { fault: 'infrastructure', retry: 'no', stops: true },
  'out-of-time': { fault: 'infrastructure', retry: 'no', stops: true },
  'given-up': { fault: 'infrastructure', retry: 'no', stops: true },
  cancelled: { fault: 'infrastructure', retry: 'no', stops: true },
};
