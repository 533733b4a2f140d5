import type { Problem } from '../../core/contracts/problem.ts';

/** How a command speaks while it works: a terminal or a workflow log. What it says may hold untrusted text. */
export interface Voice {
  /** One line of plain news. */
  say(line: string): void;
  warn(problem: Problem): void;
  /** The state of long work; a terminal rewrites one line, a log gets a line now and then. It is asked for only then. */
  progress(line: () => string): void;
  /** Lines that belong together. */
  group<T>(title: string, work: () => Promise<T>): Promise<T>;
}
