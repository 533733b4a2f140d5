/** What is needed of a process to hear that it should end. */
interface Signalled {
  on(signal: StopSignal, listener: () => void): unknown;
  removeListener(signal: StopSignal, listener: () => void): unknown;
}

interface Stopping {
  /** The first signal: the run ends in order. */
  stop(signal: StopSignal): void;
  /** The user does not want to wait for that. `exitCode`: 128 and the signal's number, as shells count. */
  endNow(exitCode: number): void;
  /** Milliseconds of a clock that only goes forwards. */
  now(): number;
}

/** What users, terminals and supervisors end a program with, and the numbers of these signals. */
const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

type StopSignal = keyof typeof NUMBERS;

/**
 * Within so many milliseconds a second signal is the first one heard twice: `npx` hands on the Ctrl-C that the terminal has
 * sent to the whole group, and so does `timeout` with its SIGTERM.
 */
const ECHO_MS = 500;

/**
 * The first signal stops, a later one ends at once. The hang-up of a terminal never does: a shell that is closed with its
 * window sends one of its own after the system's, and nobody is there to be impatient. Returns what stops listening.
 */
export function listenForSignals(process: Signalled, { stop, endNow, now }: Stopping): () => void {
  let stoppedAt: number | undefined;
  const heard = (signal: StopSignal) => {
    if (stoppedAt === undefined) {
      stoppedAt = now();
      stop(signal);
    } else if (signal !== 'SIGHUP' && now() - stoppedAt >= ECHO_MS) endNow(128 + NUMBERS[signal]);
  };
  const listeners = (Object.keys(NUMBERS) as StopSignal[]).map((signal) => [signal, () => heard(signal)] as const);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) process.removeListener(signal, listener);
  };
}
