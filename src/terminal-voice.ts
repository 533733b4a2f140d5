import type { Voice } from './commands/steps/voice.ts';
import { describeProblem } from './core/contracts/problem.ts';
import { clip, visibleLine } from './report/untrusted.ts';

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Milliseconds between two progress lines where nobody watches. */
const LOG_EVERY_MS = 10_000;
/** A terminal is rewritten no more often than an eye can follow. */
const DRAW_EVERY_MS = 100;

/** News on standard error, so that standard output holds the result alone. The progress line is rewritten on a TTY. */
export function terminalVoice(output: Output, now: () => number): Voice {
  let open = false;
  let drawnAt = now();
  const endLine = () => {
    if (open) output.write('\r\u001b[K');
    open = false;
  };
  const line = (text: string) => {
    endLine();
    output.write(`${text.split('\n').map(visibleLine).join('\n')}\n`);
  };
  return {
    say: line,
    warn: (problem) => line(`warning: ${describeProblem(problem)}`),
    progress(words) {
      if (now() - drawnAt < (output.isTTY ? DRAW_EVERY_MS : LOG_EVERY_MS)) return;
      drawnAt = now();
      const text = words();
      if (output.isTTY) {
        output.write(`\r\u001b[K${clip(visibleLine(text), Math.max(1, (output.columns ?? 80) - 1))}`);
        open = true;
      } else output.write(`${visibleLine(text)}\n`);
    },
    async group(title, work) {
      line(title);
      try {
        return await work();
      } finally {
        endLine();
      }
    },
  };
}
