import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A wall clock that goes wrong for the processes that are told of it, while they run; their monotonic clock goes on. */
export interface WrongClock {
  /** What a process needs in its environment to go by this clock. */
  readonly env: Readonly<Record<string, string>>;
  /** From now on the clock is wrong by so many milliseconds: ahead of the time above zero, behind it below. */
  setWrongBy(milliseconds: number): void;
}

/** A clock that is right so far, kept in a folder of the test's own. */
export function wrongClock(folder: string): WrongClock {
  const file = join(folder, 'clock-is-wrong-by');
  const setWrongBy = (milliseconds: number) => writeFileSync(file, String(milliseconds));
  setWrongBy(0);
  const script = `data:text/javascript,${encodeURIComponent(preload(file))}`;
  return { env: { NODE_OPTIONS: `--import=${script}` }, setWrongBy };
}

/** Read anew each time: a jump is there at once, whatever the process is waiting for. */
const preload = (file: string) => `
  import { readFileSync } from 'node:fs';
  const right = Date.now;
  const now = () => right() + Number(readFileSync(${JSON.stringify(file)}, 'utf8'));
  Date.now = now;
  globalThis.Date = new Proxy(Date, {
    construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
  });
`;
