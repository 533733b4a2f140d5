import type { Problem } from './core/contracts/problem.ts';
import { diskProblem } from './workspace/evidence/disk-problem.ts';

/** A stream of a terminal, which may refuse what is written at any time. */
export interface TerminalOutput {
  write(text: string, written?: (error?: Error | null) => void): unknown;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/**
 * Lets a run outlive its output, whatever ends that: `changeover check | head`, a full disk behind `>`, a terminal whose
 * window was closed. What is measured goes into the evidence all the same. Returns what resolves, once all was handed over,
 * with why standard output holds less than the whole result; `undefined` when it holds it, and for a reader that closed the
 * pipe, because it has seen as much as it wanted. Nothing is ever said of standard error: there is no place left to say it.
 */
export function outliveOutput(stdout: TerminalOutput, stderr: TerminalOutput): () => Promise<Problem | undefined> {
  let refusal: NodeJS.ErrnoException | undefined;
  stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') refusal ??= error;
  });
  stderr.on('error', () => {});
  return async () => {
    await new Promise<void>((resolve) => void stdout.write('', () => resolve()));
    if (refusal === undefined) return undefined;
    const [{ message }] = diskProblem('print the result to', 'standard output', refusal).problems;
    return { code: 'io', message, hint: 'Print it elsewhere; what a check found is in its evidence folder, too.' };
  };
}

interface Screen {
  readonly isTTY?: boolean;
}

/** Colours on a terminal that can show them and nowhere else, so that no log has them; `NO_COLOR` is honoured. */
export function wantsColors({ isTTY }: Screen, environment: Readonly<Record<string, string | undefined>>): boolean {
  const { NO_COLOR: refused, TERM: term } = environment;
  return Boolean(isTTY) && !refused && term !== 'dumb';
}
